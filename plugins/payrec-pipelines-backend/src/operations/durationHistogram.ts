/** Upper bounds in seconds, the same for the panel and for the metric. */
export const DURATION_BUCKETS = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

/** How many lengths fall into each bucket; one more than there are bounds, for what is longer than all. */
export function histogram(lengths: readonly number[]): number[] {
  const counts = Array<number>(DURATION_BUCKETS.length + 1).fill(0);
  for (const length of lengths) {
    const at = DURATION_BUCKETS.findIndex(bound => length <= bound);
    counts[at === -1 ? DURATION_BUCKETS.length : at] += 1;
  }
  return counts;
}

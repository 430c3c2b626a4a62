/**
 * Seconds until a stream is caught up: what waits over how much faster it is read than written. Null while it does not
 * gain, or when a figure is missing; 0 when nothing waits.
 */
export function catchUpSeconds(
  lagMessages: number | null,
  inPerSecond: number | null,
  outPerSecond: number | null,
): number | null {
  if (lagMessages === null || inPerSecond === null || outPerSecond === null) return null;
  if (lagMessages <= 0) return 0;
  const gain = outPerSecond - inPerSecond;
  return gain > 0 ? lagMessages / gain : null;
}

/**
 * The same from the lag in seconds alone: the slope of its fall over the last points. Null unless it falls.
 * @param points oldest first.
 */
export function catchUpFromSlope(
  points: readonly { readonly atMs: number; readonly value: number | null }[],
): number | null {
  const known = points.filter((one): one is { atMs: number; value: number } => one.value !== null).slice(-10);
  const [first, last] = [known[0], known[known.length - 1]];
  if (!first || known.length < 3 || last.value <= 0) return last && last.value <= 0 ? 0 : null;
  const fallPerSecond = ((first.value - last.value) * 1000) / (last.atMs - first.atMs);
  return fallPerSecond > 0 ? last.value / fallPerSecond : null;
}

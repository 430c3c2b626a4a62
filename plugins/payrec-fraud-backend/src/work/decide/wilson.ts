/** A share with its 95 % Wilson interval; all three between 0 and 1. */
export type Share = {
  readonly hits: number;
  readonly n: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
};

/** Two-sided 95 % of the normal distribution. */
const Z = 1.959963984540054;

/**
 * `hits` of `n` with the Wilson score interval, which stays inside [0, 1] and is honest for small `n` (0 of 3 is not
 * "never"). Nulls for `n` = 0: no data is not 0 %.
 * @throws RangeError unless 0 ≤ hits ≤ n, both whole.
 */
export function wilson(hits: number, n: number): Share {
  if (!Number.isSafeInteger(hits) || !Number.isSafeInteger(n) || hits < 0 || hits > n) {
    throw new RangeError(`${hits} of ${n} is not a share; expected whole numbers with 0 ≤ hits ≤ n`);
  }
  if (n === 0) return { hits, n, share: null, low: null, high: null };
  const share = hits / n;
  const z2 = Z * Z;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return {
    hits,
    n,
    share,
    // The formula meets 0 and 1 exactly at the ends; floating point does not always.
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === n ? 1 : Math.min(1, centre + half),
  };
}

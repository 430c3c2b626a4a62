/** One cause of a score, with its weight in the noisy-OR; decimal text between 0 and 1. */
export type WeightedReason = { readonly code: string; readonly weight: number };

/** Reasons beyond this many are not combined: 2^12 sets are quick, and nobody reads longer sentences. */
const REASONS_MAX = 12;

/** 1 − Π(1 − weight): independent causes, each enough by itself. */
export function noisyOr(weights: readonly number[]): number {
  return 1 - weights.reduce((miss, weight) => miss * (1 - weight), 1);
}

export type Counterfactual = {
  /** Codes without which the score stays below the threshold; the smallest such sets, at most three. */
  readonly without: ReadonlyArray<{ readonly codes: readonly string[]; readonly score: number }>;
  /** Single codes that do not suffice, with the score that would be left; for the sentence "a known device alone is not enough". */
  readonly notEnough: ReadonlyArray<{ readonly code: string; readonly score: number }>;
};

/**
 * Which reasons had to be absent for the alert not to be one. Empty `without` means that no set suffices: the score has
 * causes the pipeline did not name, and then nothing is claimed.
 * The named weights need not multiply to the score (a model has more inputs than it names): what they leave over stays.
 */
export function counterfactual(score: number, threshold: number, reasons: readonly WeightedReason[]): Counterfactual {
  const usable = reasons
    .filter(reason => reason.weight > 0 && reason.weight < 1)
    .sort((a, b) => b.weight - a.weight || (a.code < b.code ? -1 : 1))
    .slice(0, REASONS_MAX);
  const left = (set: readonly WeightedReason[]) =>
    1 -
    Math.min(
      1,
      set.reduce((miss, reason) => miss / (1 - reason.weight), 1 - score),
    );
  if (score < threshold || usable.length === 0) return { without: [], notEnough: [] };
  const notEnough = usable
    .map(reason => ({ code: reason.code, score: left([reason]) }))
    .filter(one => one.score >= threshold);
  for (let size = 1; size <= usable.length; size += 1) {
    const found = subsets(usable, size)
      .map(set => ({ codes: set.map(reason => reason.code), score: left(set) }))
      .filter(one => one.score < threshold);
    if (found.length > 0) return { without: found.slice(0, 3), notEnough: notEnough.slice(0, 3) };
  }
  return { without: [], notEnough: [] };
}

/** All subsets of `size`, in the order of the list. */
function subsets<T>(list: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return list.flatMap((one, at) => subsets(list.slice(at + 1), size - 1).map(rest => [one, ...rest]));
}

import { BurnAlert, BurnWindow, SloBudget } from '@internal/plugin-payrec-pipelines-common';

export const BURN_WINDOW_SECONDS: Record<BurnWindow, number> = {
  '5m': 300,
  '30m': 1800,
  '1h': 3600,
  '2h': 7200,
  '6h': 21_600,
  '1d': 86_400,
  '3d': 259_200,
};
export const BURN_WINDOWS = Object.keys(BURN_WINDOW_SECONDS) as BurnWindow[];

/** Multi-window alerts after the SRE workbook: the share of the budget that may go in the long window. */
const RULES: readonly { severity: BurnAlert['severity']; long: BurnWindow; short: BurnWindow; share: number }[] = [
  { severity: 'page', long: '1h', short: '5m', share: 0.02 },
  { severity: 'page', long: '6h', short: '30m', share: 0.05 },
  { severity: 'ticket', long: '1d', short: '2h', share: 0.1 },
  { severity: 'ticket', long: '3d', short: '6h', share: 0.1 },
];
/** Below that many allowed misses a burn rate means nothing: each miss is an alert and they are counted. */
const LOW_VOLUME_MISSES = 5;
/** Short windows need that many slices, else one bad slice pages. */
const SHORT_WINDOW_SLICES = 5;

export type Counts = { readonly valid: number; readonly bad: number };

/** 28 d: 13.44, 5.6, 2.8, 0.933…; 30 d: 14.4, 6, 3, 1. */
export function burnFactor(share: number, windowSeconds: number, long: BurnWindow): number {
  return round((share * windowSeconds) / BURN_WINDOW_SECONDS[long]);
}

/**
 * Budget of the window. `expectedValid` is how many partitions or slices a full window has: an objective that has just
 * begun is no low-volume one.
 */
export function budgetOf(target: number, { valid, bad }: Counts, expectedValid = valid): SloBudget {
  const allowed = round((1 - target) * valid);
  const consumedRatio = bad === 0 ? 0 : round(bad / Math.max(allowed, Number.EPSILON));
  return {
    mode: round((1 - target) * Math.max(valid, expectedValid)) < LOW_VOLUME_MISSES ? 'misses' : 'ratio',
    valid,
    good: valid - bad,
    bad,
    allowedMisses: Math.floor(allowed),
    consumedRatio,
    remainingRatio: round(1 - consumedRatio),
  };
}

/** bad/valid of the window over the share that may be bad; null when nothing valid was seen. */
export function burnRate(target: number, { valid, bad }: Counts): number | null {
  return valid === 0 ? null : round(bad / valid / (1 - target));
}

/** Alerts that are on: both windows burn faster than the factor. None in low volume, none with slices too long. */
export function burnAlerts(input: {
  readonly target: number;
  readonly windowSeconds: number;
  readonly sliceSeconds: number | null;
  readonly mode: SloBudget['mode'];
  readonly counts: Partial<Record<BurnWindow, Counts>>;
}): BurnAlert[] {
  if (input.mode === 'misses') return [];
  const rate = (window: BurnWindow) => {
    const counts = input.counts[window];
    return counts ? burnRate(input.target, counts) : null;
  };
  return RULES.flatMap(({ severity, long, short, share }) => {
    if (input.sliceSeconds !== null && BURN_WINDOW_SECONDS[short] / input.sliceSeconds < SHORT_WINDOW_SLICES) return [];
    const factor = burnFactor(share, input.windowSeconds, long);
    const [longRate, shortRate] = [rate(long), rate(short)];
    const on = longRate !== null && shortRate !== null && longRate > factor && shortRate > factor;
    return on ? [{ severity, long, short, factor }] : [];
  });
}

/** Shares such as 1 − 0.9 are not exact in binary; nine decimals are far below one event. */
function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

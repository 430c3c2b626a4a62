/** Median and 90th percentile of past values, nearest rank; undefined under three values: that is no forecast. */
export function spreadOf(values: readonly number[]): { readonly p50: number; readonly p90: number } | undefined {
  if (values.length < 3) return undefined;
  return { p50: percentile(values, 0.5)!, p90: percentile(values, 0.9)! };
}

/** Nearest-rank percentile; undefined for an empty list. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export type Forecast = { readonly p50Ms: number; readonly p90Ms: number; readonly basis: number };

/**
 * When a partition will land: from the running run's start and its usual length; else from the upstream landing (known or
 * predicted) and the usual gap behind it, never before the usual time; else the usual time after the partition's end.
 * A forecast in the past moves up to now: what has not landed cannot have landed.
 */
export function forecastLanding(input: {
  readonly nowMs: number;
  readonly partitionEndMs: number;
  readonly runningSinceMs: number | undefined;
  /** Lengths of the last 10 successful runs. */
  readonly durationsMs: readonly number[];
  /** Landing minus end of partition, of the last 10 landed partitions. */
  readonly offsetsMs: readonly number[];
  readonly upstream:
    | { readonly landsMs: number; readonly p90Ms: number; readonly gapsMs: readonly number[] }
    | undefined;
}): Forecast | undefined {
  const { nowMs, partitionEndMs, runningSinceMs, durationsMs, offsetsMs, upstream } = input;
  const duration = spreadOf(durationsMs);
  const ahead = (p50Ms: number, p90Ms: number, basis: number): Forecast => ({
    p50Ms: Math.max(nowMs, p50Ms),
    p90Ms: Math.max(nowMs, p50Ms, p90Ms),
    basis,
  });
  if (runningSinceMs !== undefined && duration) {
    return ahead(runningSinceMs + duration.p50, runningSinceMs + duration.p90, durationsMs.length);
  }
  const offset = spreadOf(offsetsMs);
  const usual = offset && { p50: partitionEndMs + offset.p50, p90: partitionEndMs + offset.p90 };
  const gap = upstream && spreadOf(upstream.gapsMs);
  if (upstream && gap) {
    return ahead(
      Math.max(upstream.landsMs + Math.max(0, gap.p50), usual?.p50 ?? 0),
      Math.max(upstream.p90Ms + Math.max(0, gap.p90), usual?.p90 ?? 0),
      upstream.gapsMs.length,
    );
  }
  return usual && ahead(usual.p50, usual.p90, offsetsMs.length);
}

export type BackoffOptions = { baseMs: number; maxMs: number };

/**
 * Wait before attempt `failures` (from 1), in milliseconds: doubling up to `maxMs`, then a random half of it, so that
 * hundreds of consoles do not come back in the same instant. `random` is in [0, 1).
 */
export function backoffMs(failures: number, { baseMs, maxMs }: BackoffOptions, random: number): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.min(30, failures - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

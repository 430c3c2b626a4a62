import { AsOf } from '@internal/plugin-payrec-common';

/** The merge runs every day; a day and a half without one is a broken promise. */
const PROMISED_WITHIN_MS = 36 * 3_600_000;

/** True when the data is older than its promise at `now`; an empty index is not old. */
export function isStale(asOf: AsOf | undefined, now: string): boolean {
  return Boolean(asOf?.at) && Date.parse(now) - Date.parse(asOf!.at!) > PROMISED_WITHIN_MS;
}

import { Instant, instantOfWallClock, isIsoDate } from '@internal/plugin-payrec-common';

/** Wall clock as a report writes it (`2021-01-05 00:21:32`) in its zone → instant; undefined when either is not understood. */
export function zonedTime(text: string | null, zone: string | null): Instant | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(text ?? '');
  if (!match || !isIsoDate(match[1])) return undefined;
  try {
    return instantOfWallClock(match[1], match[2], zone ?? 'UTC');
  } catch {
    // A zone the runtime does not know; the business date still stands.
    return undefined;
  }
}

import { Instant, instantFromEpochMs, instantToEpochMs, parseInstant, wallClock } from '@internal/plugin-payrec-common';

/**
 * Wall clock as a report writes it (`2021-01-05 00:21:32`) in its zone → instant; undefined when either is not understood.
 * The hour that a change to summer time skips is read as the hour after it.
 */
export function zonedTime(text: string | null, zone: string | null): Instant | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(text ?? '');
  if (!match) return undefined;
  try {
    const wanted = instantToEpochMs(parseInstant(`${match[1]}T${match[2]}Z`));
    let at = wanted;
    // Two rounds: the first may land on the other side of a clock change.
    for (let round = 0; round < 2; round += 1) {
      const { date, time } = wallClock(instantFromEpochMs(at), zone ?? 'UTC');
      at += wanted - instantToEpochMs(parseInstant(`${date}T${time}Z`));
    }
    return instantFromEpochMs(at);
  } catch {
    return undefined;
  }
}

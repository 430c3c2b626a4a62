import { IsoDate, addDays, parseIsoDate } from './isoDate';

/** A point in time as UTC text ending in `Z`, such as `2026-03-30T14:00:00.000Z`. */
export type Instant = string & { readonly __brand: 'Instant' };

const PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** Text in UTC with `Z` → Instant. @throws TypeError for offsets, local times and impossible dates. */
export function parseInstant(text: string): Instant {
  if (!PATTERN.test(text) || Number.isNaN(Date.parse(text)) || !isRealDay(text)) {
    throw new TypeError(`"${text}" is not an instant in UTC such as 2026-03-30T14:00:00Z`);
  }
  return text as Instant;
}

function isRealDay(text: string): boolean {
  return new Date(Date.parse(text)).toISOString().slice(0, 10) === text.slice(0, 10);
}

/** Milliseconds since 1970 → Instant; the only way from a clock to a value. */
export function instantFromEpochMs(ms: number): Instant {
  return new Date(ms).toISOString() as Instant;
}

/** Instant → milliseconds since 1970 (finer digits are dropped). */
export function instantToEpochMs(instant: Instant): number {
  return Date.parse(instant);
}

/** When a business day ends: a wall-clock time in an IANA zone. `00:00` means at local midnight. */
export type CutOff = { readonly time: string; readonly zone: string };

const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of an instant in a zone. @throws RangeError for an unknown zone. */
export function wallClock(instant: Instant, zone: string): { date: IsoDate; time: string } {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(new Date(Date.parse(instant))).map(part => [part.type, part.value]),
  );
  return {
    date: parseIsoDate(`${parts.year}-${parts.month}-${parts.day}`),
    time: `${parts.hour}:${parts.minute}:${parts.second}`,
  };
}

/**
 * The instant of a wall-clock time in a zone. In the night the clock jumps forward, a time that does not exist moves on by
 * the gap (02:30 becomes 03:30); where it occurs twice, the later instant is taken, so that a deadline is never early.
 * @throws TypeError when `time` is not HH:MM or HH:MM:SS. @throws RangeError for an unknown zone.
 */
export function instantOfWallClock(date: IsoDate, time: string, zone: string): Instant {
  if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(time)) {
    throw new TypeError(`"${time}" is not a wall-clock time as HH:MM`);
  }
  const asUtcMs = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`);
  const dayMs = 86_400_000;
  // Offsets only change once within a day or two, so the ones around the time are all there can be.
  const offsets = [asUtcMs - dayMs, asUtcMs + dayMs].map(ms => zoneOffsetMs(ms, zone));
  const exact = offsets.map(offset => asUtcMs - offset).filter(ms => ms + zoneOffsetMs(ms, zone) === asUtcMs);
  return instantFromEpochMs(exact.length > 0 ? Math.max(...exact) : asUtcMs - offsets[0]);
}

function zoneOffsetMs(epochMs: number, zone: string): number {
  const { date, time } = wallClock(instantFromEpochMs(epochMs), zone);
  return Date.parse(`${date}T${time}Z`) - Math.floor(epochMs / 1000) * 1000;
}

/**
 * The business date an instant belongs to. Days are half-open: the instant of the cut-off itself already belongs to the
 * next business day when the cut-off lies in the afternoon, and a morning cut-off (before 12:00) closes the day before, as
 * payment processors define a sales day. DST nights need no care, since only the local wall clock is compared.
 * @throws TypeError when the cut-off time is not HH:MM.
 */
export function businessDateOf(instant: Instant, cutOff: CutOff): IsoDate {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(cutOff.time)) {
    throw new TypeError(`"${cutOff.time}" is not a cut-off time as HH:MM`);
  }
  const { date, time } = wallClock(instant, cutOff.zone);
  const before = time < `${cutOff.time}:00`;
  if (cutOff.time < '12:00') {
    return before ? addDays(date, -1) : date;
  }
  return before ? date : addDays(date, 1);
}

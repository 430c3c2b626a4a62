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

import {
  IsoDate,
  addDays,
  daysBetween,
  instantFromEpochMs,
  instantOfWallClock,
  instantToEpochMs,
  isoDateOf,
  isoWeekday,
  partsOf,
  wallClock,
} from '@internal/plugin-payrec-common';

/**
 * How often a dataset gets a partition. Business days are days with a calendar, whose closed days have no partition.
 * Nothing below a quarter of an hour: a shorter promise is a lag, which is judged by its value and not by partition.
 */
export const CADENCES = [
  ...(['PT15M', 'PT20M', 'PT30M'] as const),
  ...(['PT1H', 'PT2H', 'PT3H', 'PT4H', 'PT6H', 'PT8H', 'PT12H'] as const),
  ...(['P1D', 'P1W', 'P1M', 'P3M'] as const),
] as const;
export type Cadence = (typeof CADENCES)[number];

const MINUTE_MS = 60_000;

/** Minutes of a cadence within the day; undefined for days and more. */
export function minutesOf(every: Cadence): number | undefined {
  const [, count, unit] = /^PT(\d+)([HM])$/.exec(every) ?? [];
  return count === undefined ? undefined : Number(count) * (unit === 'H' ? 60 : 1);
}

/** Longer than a day: a period of whole days that is named by its week, month or quarter. */
export function isPeriod(every: Cadence): boolean {
  return every === 'P1W' || every === 'P1M' || every === 'P3M';
}

/** Days the longest partition of the cadence has. */
export function longestDays(every: Cadence): number {
  return { P1W: 7, P1M: 31, P3M: 92 }[every as 'P1W'] ?? 1;
}

/** First and last day of the week (Monday to Sunday), month or quarter that holds the day; the day itself otherwise. */
export function periodOf(every: Cadence, day: IsoDate): { first: IsoDate; last: IsoDate } {
  if (every === 'P1W') {
    const first = addDays(day, 1 - isoWeekday(day));
    return { first, last: addDays(first, 6) };
  }
  if (every === 'P1M' || every === 'P3M') {
    const months = every === 'P1M' ? 1 : 3;
    const { year, month } = partsOf(day);
    const start = month - ((month - 1) % months);
    const next = start + months > 12 ? isoDateOf(year + 1, 1, 1) : isoDateOf(year, start + months, 1);
    return { first: isoDateOf(year, start, 1), last: addDays(next, -1) };
  }
  return { first: day, last: day };
}

/** `2026-W10`, `2026-03`, `2026-Q1`, or the day. The ISO week belongs to the year of its Thursday. */
export function periodId(every: Cadence, first: IsoDate): string {
  if (every === 'P1M') return first.slice(0, 7);
  const { year, month } = partsOf(first);
  if (every === 'P3M') return `${year}-Q${(month + 2) / 3}`;
  if (every !== 'P1W') return first;
  const thursday = addDays(first, 3);
  const weekYear = partsOf(thursday).year;
  const week = 1 + Math.floor(daysBetween(isoDateOf(weekYear, 1, 1), thursday) / 7);
  return `${weekYear}-W${String(week).padStart(2, '0')}`;
}

/** A day inside the period an id names; undefined when it names none of the cadence. */
export function dayOfPeriodId(every: Cadence, id: string): IsoDate | undefined {
  const [, year, kind, number] = /^(\d{4})-(W|Q|)(\d{1,2})$/.exec(id) ?? [];
  if (year === undefined) return undefined;
  const count = Number(number);
  const day = {
    // The fourth of January is always in the first week.
    P1W: () => (kind === 'W' ? addDays(isoDateOf(Number(year), 1, 4), 7 * (count - 1)) : undefined),
    P1M: () => (kind === '' && count >= 1 && count <= 12 ? isoDateOf(Number(year), count, 1) : undefined),
    P3M: () => (kind === 'Q' && count >= 1 && count <= 4 ? isoDateOf(Number(year), 3 * count - 2, 1) : undefined),
  }[every as 'P1W']?.();
  return day && periodId(every, periodOf(every, day).first) === id ? day : undefined;
}

/** Start of a local day. Midnight that does not exist (some zones jump at 00:00) moves on by the gap. */
export function startOfDay(date: IsoDate, zone: string): number {
  return instantToEpochMs(instantOfWallClock(date, '00:00', zone));
}

export type Start = { readonly ms: number; readonly id: string };
/** Evaluations ask for the same days again each minute, and the zone tables are slow. */
const starts = new Map<string, { readonly list: readonly Start[]; readonly endMs: number }>();
const STARTS_MAX = 5000;

/**
 * Partitions within a local day by their starts, and where the day ends. Up to an hour they are counted in elapsed time,
 * so that a day has 23 to 25 hours; from two hours on they begin by the wall clock, as schedulers start them, and the one
 * over the change is an hour longer or shorter.
 */
export function startsOfDay(every: Cadence, day: IsoDate, zone: string) {
  const key = `${every} ${day} ${zone}`;
  const known = starts.get(key);
  if (known) return known;
  const [fromMs, endMs] = [startOfDay(day, zone), startOfDay(addDays(day, 1), zone)];
  const minutes = minutesOf(every) ?? 0;
  const found = [fromMs];
  if (minutes > 60) {
    for (let at = minutes; at < 24 * 60; at += minutes) {
      const startMs = instantToEpochMs(instantOfWallClock(day, `${String(at / 60).padStart(2, '0')}:00`, zone));
      if (startMs > found[found.length - 1] && startMs < endMs) found.push(startMs);
    }
  } else if (minutes > 0) {
    for (let at = fromMs + minutes * MINUTE_MS; at < endMs; at += minutes * MINUTE_MS) found.push(at);
  }
  const result = { list: found.map(ms => ({ ms, id: timeId(every, ms, zone) })), endMs };
  if (starts.size >= STARTS_MAX) starts.clear();
  starts.set(key, result);
  return result;
}

/**
 * `2026-03-29T01+01:00`, with minutes for cadences below the hour: the offset keeps the hour that occurs twice in autumn
 * apart.
 */
function timeId(every: Cadence, ms: number, zone: string): string {
  const { date, time } = wallClock(instantFromEpochMs(ms), zone);
  const offsetMinutes = Math.round((Date.parse(`${date}T${time}Z`) - ms) / MINUTE_MS);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const clock = time.slice(0, (minutesOf(every) ?? 60) < 60 ? 5 : 2);
  return `${date}T${clock}${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** Id of the partition within the day that holds the moment. */
export function timeIdHolding(every: Cadence, ms: number, zone: string): string {
  const { list } = startsOfDay(every, wallClock(instantFromEpochMs(ms), zone).date, zone);
  return ([...list].reverse().find(start => start.ms <= ms) ?? list[0]).id;
}

/** Cadence an id is written in, for data that no objective speaks of. */
export function cadenceOfId(id: string): Cadence {
  if (/^\d{4}-W\d{2}$/.test(id)) return 'P1W';
  if (/^\d{4}-Q\d$/.test(id)) return 'P3M';
  if (/^\d{4}-\d{2}$/.test(id)) return 'P1M';
  if (/T\d{2}:\d{2}[+-]/.test(id)) return 'PT15M';
  return id.includes('T') ? 'PT1H' : 'P1D';
}

import {
  Instant,
  IsoDate,
  addDays,
  instantOfWallClock,
  instantToEpochMs,
  isIsoDate,
  parseIsoDate,
  wallClock,
} from '@internal/plugin-payrec-common';
import { SlaConfig } from '../config';
import { CompiledSlo } from '../definition/types';
import { Landing } from '../deps';
import {
  Cadence,
  dayOfPeriodId,
  isPeriod,
  longestDays,
  minutesOf,
  periodId,
  periodOf,
  startOfDay,
  startsOfDay,
  timeIdHolding,
} from './cadence';
import { calendarDayAfter, isCalendarDay } from './calendars';

type Calendars = SlaConfig['calendars'];
/** One partition that is due, or one on closed days of the calendar (`excluded`). Times in milliseconds, half-open. */
export type Partition = {
  readonly id: string;
  /** The local day it belongs to; of a week, month or quarter its last. Deadlines count from here. */
  readonly day: IsoDate;
  readonly fromMs: number;
  readonly toMs: number;
  readonly deadlineMs: number;
  readonly excluded: boolean;
};
export type Ruled = Pick<CompiledSlo, 'timezone' | 'partition' | 'expectedBy'>;
const DAY_MS = 86_400_000;

const EXAMPLES: Partial<Record<Cadence, string>> = { P1W: '2026-W10', P1M: '2026-03', P3M: '2026-Q1' };
const cadenceOf = (rule: Ruled): Cadence => rule.partition?.every ?? 'P1D';

/** All partitions of one local day: one, those within the day, or the week, month or quarter the day lies in. */
export function partitionsOfDay(rule: Ruled, day: IsoDate, calendars: Calendars): Partition[] {
  const { timezone: zone } = rule;
  const every = cadenceOf(rule);
  const { first, last } = periodOf(every, day);
  const excluded = !hasOpenDay(rule.partition?.calendar ?? null, first, last, calendars);
  if (minutesOf(every) === undefined) {
    const [fromMs, toMs] = [startOfDay(first, zone), startOfDay(addDays(last, 1), zone)];
    const deadlineMs = deadlineOf(rule, last, toMs, calendars);
    return [{ id: periodId(every, first), day: last, fromMs, toMs, deadlineMs, excluded }];
  }
  const { list, endMs } = startsOfDay(every, day, zone);
  return list.map(({ id, ms: fromMs }, at) => {
    const toMs = list[at + 1]?.ms ?? endMs;
    return { id, day, fromMs, toMs, deadlineMs: deadlineOf(rule, day, toMs, calendars), excluded };
  });
}

/** Partitions that touch a local day in [from, to], oldest first. */
export function partitionsBetween(rule: Ruled, from: IsoDate, to: IsoDate, calendars: Calendars): Partition[] {
  const every = cadenceOf(rule);
  const found: Partition[] = [];
  for (let day = from; day <= to; day = addDays(periodOf(every, day).last, 1)) {
    found.push(...partitionsOfDay(rule, day, calendars));
  }
  return found;
}

/** @throws TypeError when the text names no partition of that cadence. */
export function partitionOfId(rule: Ruled, id: string, calendars: Calendars): Partition {
  const found = findPartition(rule, id, calendars);
  if (!found) {
    throw new TypeError(
      `"${id}" is no partition such as ${EXAMPLES[cadenceOf(rule)] ?? '2026-03-04 or 2026-03-29T01+01:00'}`,
    );
  }
  return found;
}

/** As `partitionOfId`, undefined for a text that is none. */
export function findPartition(rule: Ruled, id: string, calendars: Calendars): Partition | undefined {
  const day = dayOfId(rule, id);
  return day ? partitionsOfDay(rule, day, calendars).find(one => one.id === id) : undefined;
}

/** Local day of an id, as `Partition.day`, without looking whether the day has that partition. */
export function dayOfId(rule: Ruled, id: string): IsoDate | undefined {
  const every = cadenceOf(rule);
  if (isPeriod(every)) {
    const inside = dayOfPeriodId(every, id);
    return inside && periodOf(every, inside).last;
  }
  const text = id.slice(0, 10);
  return isIsoDate(text) ? parseIsoDate(text) : undefined;
}

/**
 * How long before now a partition may have begun whose deadline still lies ahead, at most: its length, and its offset
 * with the closed days (a calendar closes less than every second day over any week).
 */
export function reachMs(rule: Ruled): number {
  const { expectedBy } = rule;
  const offsetMs =
    expectedBy?.kind === 'after' ? expectedBy.seconds * 1000 : (expectedBy?.offsetDays ?? 0) * 2 * DAY_MS;
  return (7 + longestDays(cadenceOf(rule))) * DAY_MS + offsetMs;
}

function hasOpenDay(calendar: string | null, first: IsoDate, last: IsoDate, calendars: Calendars): boolean {
  for (let day = first; day <= last; day = addDays(day, 1)) if (isCalendarDay(calendar, day, calendars)) return true;
  return false;
}

/**
 * Wall-clock deadlines are resolved once and kept with the verdict: a later change of the zone's rules does not move a
 * judgement that has been passed.
 */
function deadlineOf(rule: Ruled, day: IsoDate, endMs: number, calendars: Calendars): number {
  const { expectedBy, timezone } = rule;
  if (!expectedBy) return endMs;
  if (expectedBy.kind === 'after') return endMs + expectedBy.seconds * 1000;
  const due =
    expectedBy.calendar === null
      ? addDays(day, expectedBy.offsetDays)
      : calendarDayAfter(expectedBy.calendar, day, expectedBy.offsetDays, calendars);
  return instantToEpochMs(instantOfWallClock(due, expectedBy.at, timezone));
}

/**
 * Which partition a landing filled: by nominal time, else by what its partition text names. Undefined when it names none,
 * or only a part of a week, month or quarter: such a landing proves no partition.
 */
export function partitionIdOfLanding(rule: Ruled, landing: Landing): string | undefined {
  return placeOf(rule, landing, true);
}

/** As `partitionIdOfLanding`, and a landing of one day of a week lies in that week. */
export function partitionIdHolding(rule: Ruled, landing: Landing): string | undefined {
  return placeOf(rule, landing, false);
}

function placeOf(rule: Ruled, landing: Landing, whole: boolean): string | undefined {
  const { timezone: zone } = rule;
  const every = cadenceOf(rule);
  const within = minutesOf(every) !== undefined;
  if (landing.nominalStartAt) {
    const ms = instantToEpochMs(landing.nominalStartAt);
    if (within) return timeIdHolding(every, ms, zone);
    const { date } = wallClock(landing.nominalStartAt, zone);
    const endMs = landing.nominalEndAt ? instantToEpochMs(landing.nominalEndAt) : ms;
    return periodOfDate(rule, date, whole && endMs - ms <= 1.5 * DAY_MS ? landing : undefined);
  }
  const text = landing.partition ?? '';
  if (isPeriod(every)) {
    const named = periodInText(every, text);
    if (named !== undefined) return named;
  }
  const day = /(\d{4})[-/]?(?:month=|mm=)?(\d{2})[-/]?(?:day=|dd=)?(\d{2})/.exec(text);
  if (!day) return undefined;
  const date = `${day[1]}-${day[2]}-${day[3]}`;
  if (!isIsoDate(date)) return undefined;
  if (!within) return periodOfDate(rule, date, whole ? landing : undefined);
  const time = /(?:hour=|hh=|h=|T)(\d{2})(?:[:/-]?(?:minute=|min=)?(\d{2}))?/.exec(text);
  // The hour alone names no quarter of it.
  if (!time || (minutesOf(every)! < 60 && time[2] === undefined)) return undefined;
  const clock = `${time[1]}:${minutesOf(every)! < 60 ? time[2] : '00'}`;
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(clock)) return undefined;
  const ms = instantToEpochMs(instantOfWallClock(date, clock, zone));
  return timeIdHolding(every, ms, zone);
}

/**
 * Of a week and longer, one day is a part. It stands for the whole (`part`) when it is the last day; or the first, as many
 * name a month by its first day, when it came no sooner than the period's last day.
 */
function periodOfDate(rule: Ruled, date: IsoDate, part: Landing | undefined): string | undefined {
  const every = cadenceOf(rule);
  const { first, last } = periodOf(every, date);
  if (part && isPeriod(every) && date !== last) {
    const ended = instantToEpochMs(part.eventTime) >= startOfDay(last, rule.timezone);
    const daily = part.nominalEndAt !== null;
    if (date !== first || !ended || daily) return undefined;
  }
  return periodId(every, first);
}

/** `week=2026-W10`, `2026W10`, `month=2026-03`, `year=2026/month=03`, `2026-Q1`; a full date is none of them. */
function periodInText(every: Cadence, text: string): string | undefined {
  const pattern = {
    P1W: /(?<!\d)(\d{4})-?(?:\/?week=)?W?(\d{2})(?!\d)/,
    P1M: /(?<!\d)(\d{4})[-/]?(?:month=|mm=)?(\d{2})(?![-/]?(?:day=|dd=)?\d)/,
    P3M: /(?<!\d)(\d{4})[-/]?(?:quarter=)?Q?([1-4])(?!\d)/,
  }[every as 'P1W'];
  const found = pattern?.exec(text);
  if (!found) return undefined;
  if (every === 'P1W' && !/W|week=/i.test(text)) return undefined;
  if (every === 'P3M' && !/Q|quarter=/i.test(text)) return undefined;
  const id = `${found[1]}-${{ P1W: 'W', P3M: 'Q' }[every as 'P1W'] ?? ''}${found[2]}`;
  return dayOfPeriodId(every, id) ? id : undefined;
}

/** `2026-03-05T05:30:00Z`: whole seconds, as people and the reasons of verdicts write them. */
export function shortInstant(ms: number): Instant {
  return `${new Date(ms).toISOString().slice(0, 19)}Z` as Instant;
}

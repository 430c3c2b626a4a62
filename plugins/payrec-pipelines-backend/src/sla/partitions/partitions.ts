import {
  Instant,
  IsoDate,
  addDays,
  instantFromEpochMs,
  instantOfWallClock,
  instantToEpochMs,
  isIsoDate,
  parseIsoDate,
  wallClock,
} from '@internal/plugin-payrec-common';
import { SlaConfig } from '../config';
import { CompiledSlo } from '../definition/types';
import { Landing } from '../deps';
import { calendarDayAfter, isCalendarDay } from './calendars';

type Calendars = SlaConfig['calendars'];
/** One partition that is due, or a closed day of the calendar (`excluded`). Times in milliseconds, half-open. */
export type Partition = {
  readonly id: string;
  readonly day: IsoDate;
  readonly fromMs: number;
  readonly toMs: number;
  readonly deadlineMs: number;
  readonly excluded: boolean;
};
type Ruled = Pick<CompiledSlo, 'timezone' | 'partition' | 'expectedBy'>;
const HOUR_MS = 3_600_000;

/** Start of a local day. Midnight that does not exist (some zones jump at 00:00) moves on by the gap. */
function startOfDay(date: IsoDate, zone: string): number {
  return instantToEpochMs(instantOfWallClock(date, '00:00', zone));
}

/** All partitions of one local day: one, or 23 to 25 hours. */
export function partitionsOfDay(rule: Ruled, day: IsoDate, calendars: Calendars): Partition[] {
  const { timezone: zone } = rule;
  const fromMs = startOfDay(day, zone);
  const toMs = startOfDay(addDays(day, 1), zone);
  const excluded = !isCalendarDay(rule.partition?.calendar ?? null, day, calendars);
  if (rule.partition?.every !== 'PT1H') {
    return [{ id: day, day, fromMs, toMs, deadlineMs: deadlineOf(rule, day, toMs, calendars), excluded }];
  }
  const hours: Partition[] = [];
  for (let at = fromMs; at < toMs; at += HOUR_MS) {
    const end = Math.min(at + HOUR_MS, toMs);
    hours.push({
      id: hourId(at, zone),
      day,
      fromMs: at,
      toMs: end,
      deadlineMs: deadlineOf(rule, day, end, calendars),
      excluded,
    });
  }
  return hours;
}

/** Partitions whose local day lies in [from, to], oldest first. */
export function partitionsBetween(rule: Ruled, from: IsoDate, to: IsoDate, calendars: Calendars): Partition[] {
  const found: Partition[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) found.push(...partitionsOfDay(rule, day, calendars));
  return found;
}

/** @throws TypeError when the text names no partition of that cadence. */
export function partitionOfId(rule: Ruled, id: string, calendars: Calendars): Partition {
  const day = id.slice(0, 10);
  const found = isIsoDate(day)
    ? partitionsOfDay(rule, parseIsoDate(day), calendars).find(one => one.id === id)
    : undefined;
  if (!found) throw new TypeError(`"${id}" is no partition such as 2026-03-04 or 2026-03-29T01+01:00`);
  return found;
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

/** `2026-03-29T01+01:00`: the offset keeps the hour that occurs twice in autumn apart. */
function hourId(ms: number, zone: string): string {
  const { date, time } = wallClock(instantFromEpochMs(ms), zone);
  const offsetMinutes = Math.round((Date.parse(`${date}T${time}Z`) - ms) / 60_000);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  return `${date}T${time.slice(0, 2)}${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/**
 * Which partition a landing filled: by nominal time, else by the day (and hour) its partition text names. Undefined when it
 * names none: such a landing proves no partition.
 */
export function partitionIdOfLanding(rule: Ruled, landing: Landing): string | undefined {
  const hourly = rule.partition?.every === 'PT1H';
  if (landing.nominalStartAt) {
    const ms = instantToEpochMs(landing.nominalStartAt);
    return hourly
      ? hourId(Math.floor(ms / HOUR_MS) * HOUR_MS, rule.timezone)
      : wallClock(landing.nominalStartAt, rule.timezone).date;
  }
  const text = landing.partition ?? '';
  const day = /(\d{4})[-/]?(?:month=|mm=)?(\d{2})[-/]?(?:day=|dd=)?(\d{2})/.exec(text);
  if (!day) return undefined;
  const date = `${day[1]}-${day[2]}-${day[3]}`;
  if (!isIsoDate(date)) return undefined;
  if (!hourly) return date;
  const hour = /(?:hour=|hh=|h=|T)(\d{2})/.exec(text);
  if (!hour) return undefined;
  return hourId(instantToEpochMs(instantOfWallClock(date, `${hour[1]}:00`, rule.timezone)), rule.timezone);
}

/** `2026-03-05T05:30:00Z`: whole seconds, as people and the reasons of verdicts write them. */
export function shortInstant(ms: number): Instant {
  return `${new Date(ms).toISOString().slice(0, 19)}Z` as Instant;
}

import {
  Instant,
  IsoDate,
  RailCalendar,
  addDays,
  instantFromEpochMs,
  instantOfWallClock,
  instantToEpochMs,
  isOpenDay,
  isoWeekday,
  wallClock,
} from '@internal/plugin-payrec-common';

/** Hours in which a deadline runs. `to` is exclusive and later than `from` on the same day; weekdays are ISO (1 = Monday). */
export type WorkingHours = {
  readonly zone: string;
  readonly from: string;
  readonly to: string;
  readonly weekdays: readonly number[];
  /** Closed days of this rail do not count either. */
  readonly calendar: RailCalendar | null;
};

/** Days looked ahead for working time before the setting is called wrong. */
const HORIZON_DAYS = 400;

/**
 * When `minutes` are used up after `from`. Without working hours the clock never stops: that is arithmetic on instants, so
 * a change of daylight saving time moves nothing (four hours are four hours). With working hours only the time inside them
 * counts, each day's window being as long as it really is in its zone.
 * @throws RangeError for minutes that are not positive, or hours that never come.
 */
export function slaDueAt(from: Instant, minutes: number, hours: WorkingHours | null): Instant {
  if (!Number.isFinite(minutes) || minutes <= 0) {
    throw new RangeError(`An SLA of ${minutes} minutes is not possible; expected more than 0`);
  }
  const startMs = instantToEpochMs(from);
  let leftMs = minutes * 60_000;
  if (!hours) return instantFromEpochMs(startMs + leftMs);
  let day = wallClock(from, hours.zone).date;
  for (let looked = 0; looked < HORIZON_DAYS; looked += 1, day = addDays(day, 1)) {
    if (!isWorkingDay(day, hours)) continue;
    const openMs = Math.max(startMs, instantToEpochMs(instantOfWallClock(day, hours.from, hours.zone)));
    const closeMs = instantToEpochMs(instantOfWallClock(day, hours.to, hours.zone));
    if (closeMs <= openMs) continue;
    if (leftMs <= closeMs - openMs) return instantFromEpochMs(openMs + leftMs);
    leftMs -= closeMs - openMs;
  }
  throw new RangeError(
    `${minutes} minutes of work do not fit into ${HORIZON_DAYS} days of ${hours.from} to ${hours.to}`,
  );
}

function isWorkingDay(day: IsoDate, hours: WorkingHours): boolean {
  return hours.weekdays.includes(isoWeekday(day)) && (hours.calendar === null || isOpenDay(hours.calendar, day));
}

/** Deadlines only move earlier: the older one stands unless the new one comes first. */
export function earlierDue(held: Instant | null, fresh: Instant | null): Instant | null {
  if (held === null) return fresh;
  if (fresh === null) return held;
  return instantToEpochMs(fresh) < instantToEpochMs(held) ? fresh : held;
}

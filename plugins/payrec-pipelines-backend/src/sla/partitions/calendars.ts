import { IsoDate, RAIL_CALENDARS, RailCalendar, addDays, isOpenDay, isoWeekday } from '@internal/plugin-payrec-common';
import { SlaConfig } from '../config';

type Calendars = SlaConfig['calendars'];
/** The ECB renamed TARGET2 to T2 and kept its days; both names mean the rail calendar. */
const ALIASES: Record<string, RailCalendar> = { TARGET2: 'TARGET', T2: 'TARGET' };

export function isCalendar(name: string, custom: Calendars): boolean {
  return name === 'weekdays' || custom.has(name) || railOf(name) !== undefined;
}

/**
 * True when something is due on that day.
 * @throws Error for a calendar nobody knows; definitions are checked before, so that is a removed config entry.
 */
export function isCalendarDay(name: string | null, date: IsoDate, custom: Calendars): boolean {
  if (name === null) return true;
  const own = custom.get(name);
  if (own) return !(own.weekdays && isoWeekday(date) > 5) && !own.closed.has(date);
  if (name === 'weekdays') return isoWeekday(date) <= 5;
  const rail = railOf(name);
  if (!rail) throw new Error(`The calendar "${name}" is not known; add it to payrec.pipelines.calendars`);
  return isOpenDay(rail, date);
}

/** The n-th open day after `date`; with n = 0 the first open day from `date` on. */
export function calendarDayAfter(name: string | null, date: IsoDate, n: number, custom: Calendars): IsoDate {
  let day = n === 0 ? date : addDays(date, 1);
  for (let open = 0; ; day = addDays(day, 1)) {
    if (isCalendarDay(name, day, custom)) open += 1;
    if (open >= Math.max(n, 1)) return day;
  }
}

function railOf(name: string): RailCalendar | undefined {
  return ALIASES[name] ?? RAIL_CALENDARS.find(one => one === name);
}

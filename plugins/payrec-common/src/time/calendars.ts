import { IsoDate, addDays, isoDateOf, isoWeekday, partsOf } from './isoDate';

/**
 * Rail calendars, by rule: the days on which the settlement system itself is closed. Country holidays are another thing
 * (TARGET is open on most of them; Fedwire stays open on the Friday before a Saturday holiday).
 * - `TARGET`: weekends, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December (ECB, 14 December 2000).
 * - `FED` (Fedwire, FedACH): weekends and the eleven federal holidays; one on a Sunday moves to Monday, one on a Saturday
 *   does not move.
 * - `UK` (CHAPS, Bacs): weekends and the eight bank holidays of England and Wales; those on a weekend move to the next
 *   weekday that is not a holiday itself. One-off bank holidays since 2012 are listed, since no rule yields them.
 */
export type RailCalendar = 'TARGET' | 'FED' | 'UK';

export const RAIL_CALENDARS: readonly RailCalendar[] = ['TARGET', 'FED', 'UK'];

/** Easter Sunday in the Gregorian calendar (anonymous algorithm, Meeus/Jones/Butcher). */
export function easterSunday(year: number): IsoDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return isoDateOf(year, Math.floor(n / 31), (n % 31) + 1);
}

/** The n-th (1-based) `weekday` (1 = Monday) of a month; n = -1 is the last one. */
function nthWeekday(year: number, month: number, weekday: number, n: number): IsoDate {
  if (n > 0) {
    const first = isoDateOf(year, month, 1);
    const offset = (weekday - isoWeekday(first) + 7) % 7;
    return addDays(first, offset + 7 * (n - 1));
  }
  const next = month === 12 ? isoDateOf(year + 1, 1, 1) : isoDateOf(year, month + 1, 1);
  const last = addDays(next, -1);
  return addDays(last, -((isoWeekday(last) - weekday + 7) % 7));
}

function targetHolidays(year: number): IsoDate[] {
  const easter = easterSunday(year);
  return [
    isoDateOf(year, 1, 1),
    addDays(easter, -2),
    addDays(easter, 1),
    isoDateOf(year, 5, 1),
    isoDateOf(year, 12, 25),
    isoDateOf(year, 12, 26),
  ];
}

function fedHolidays(year: number): IsoDate[] {
  const sundayToMonday = (date: IsoDate) => (isoWeekday(date) === 7 ? addDays(date, 1) : date);
  return [
    sundayToMonday(isoDateOf(year, 1, 1)),
    nthWeekday(year, 1, 1, 3),
    nthWeekday(year, 2, 1, 3),
    nthWeekday(year, 5, 1, -1),
    // Juneteenth has been a federal holiday since 17 June 2021; the Reserve Banks closed for it from 2022.
    ...(year >= 2022 ? [sundayToMonday(isoDateOf(year, 6, 19))] : []),
    sundayToMonday(isoDateOf(year, 7, 4)),
    nthWeekday(year, 9, 1, 1),
    nthWeekday(year, 10, 1, 2),
    sundayToMonday(isoDateOf(year, 11, 11)),
    nthWeekday(year, 11, 4, 4),
    sundayToMonday(isoDateOf(year, 12, 25)),
  ];
}

/** Days the general rule does not yield: jubilees, a funeral, a coronation, and May Day moved for VE Day. */
const UK_EXTRA: Record<number, { add: string[]; remove: string[] }> = {
  2012: { add: ['2012-06-04', '2012-06-05'], remove: ['2012-05-28'] },
  2020: { add: ['2020-05-08'], remove: ['2020-05-04'] },
  2022: { add: ['2022-06-02', '2022-06-03', '2022-09-19'], remove: ['2022-05-30'] },
  2023: { add: ['2023-05-08'], remove: [] },
};

function ukHolidays(year: number): IsoDate[] {
  const easter = easterSunday(year);
  const days = new Set<IsoDate>([
    addDays(easter, -2),
    addDays(easter, 1),
    nthWeekday(year, 5, 1, 1),
    nthWeekday(year, 5, 1, -1),
    nthWeekday(year, 8, 1, -1),
  ]);
  const substitute = (date: IsoDate) => {
    let day = date;
    while (isoWeekday(day) > 5 || days.has(day)) day = addDays(day, 1);
    days.add(day);
  };
  substitute(isoDateOf(year, 1, 1));
  // Weekday ones first: on a Sunday Christmas, Boxing Day keeps Monday and Christmas moves to Tuesday.
  [isoDateOf(year, 12, 25), isoDateOf(year, 12, 26)]
    .sort((a, b) => Number(isoWeekday(a) > 5) - Number(isoWeekday(b) > 5))
    .forEach(substitute);
  for (const day of UK_EXTRA[year]?.remove ?? []) days.delete(day as IsoDate);
  for (const day of UK_EXTRA[year]?.add ?? []) days.add(day as IsoDate);
  return [...days];
}

const RULES: Record<RailCalendar, (year: number) => IsoDate[]> = {
  TARGET: targetHolidays,
  FED: fedHolidays,
  UK: ukHolidays,
};
const cache = new Map<string, ReadonlySet<IsoDate>>();

/** Closed days of a year besides weekends, sorted. */
export function listHolidays(calendar: RailCalendar, year: number): IsoDate[] {
  return [...holidaySet(calendar, year)].sort();
}

function holidaySet(calendar: RailCalendar, year: number): ReadonlySet<IsoDate> {
  const key = `${calendar} ${year}`;
  let days = cache.get(key);
  if (!days) {
    days = new Set(RULES[calendar](year));
    cache.set(key, days);
  }
  return days;
}

/** True when the rail settles on that day. */
export function isOpenDay(calendar: RailCalendar, date: IsoDate): boolean {
  return isoWeekday(date) <= 5 && !holidaySet(calendar, partsOf(date).year).has(date);
}

/**
 * The value date `n` open days after `date`. A closed day first rolls forward to the next open day when n is 0;
 * with n ≥ 1 the first open day after it counts as day one (a Saturday trade at T+1 settles on Monday).
 * @throws RangeError for a negative or fractional n.
 */
export function rollForward(calendar: RailCalendar, date: IsoDate, n: number): IsoDate {
  if (!Number.isInteger(n) || n < 0) {
    throw new RangeError(`T+${n}: the number of open days is a whole number, 0 or more`);
  }
  let day = date;
  if (n === 0) {
    while (!isOpenDay(calendar, day)) day = addDays(day, 1);
    return day;
  }
  for (let open = 0; open < n; ) {
    day = addDays(day, 1);
    if (isOpenDay(calendar, day)) open += 1;
  }
  return day;
}

/** Open days in (from, to]; 0 when `to` is not later. */
export function openDaysBetween(calendar: RailCalendar, from: IsoDate, to: IsoDate): number {
  let count = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) {
    if (isOpenDay(calendar, day)) count += 1;
  }
  return count;
}

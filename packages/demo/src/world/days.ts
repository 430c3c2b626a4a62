import { IsoDate, rollForward, addDays, isOpenDay, isoWeekday, partsOf } from '@internal/plugin-payrec-common';
import { DEMO_ACCOUNTS } from './company';

export type WorldDay = { readonly index: number; readonly date: IsoDate; readonly count: number };

const WEEKDAY = [0, 92, 95, 98, 104, 128, 141, 88];
const MONTH = [0, 88, 86, 94, 97, 100, 101, 96, 95, 101, 104, 128, 139];

/** Transactions per day: weekday and season shape, some noise; the counts sum to `scale` exactly. */
export function planDays(endDate: IsoDate, days: number, scale: number, seed: number): WorldDay[] {
  const dates = Array.from({ length: days }, (_, i) => addDays(endDate, i - days + 1));
  const weights = dates.map((date, i) => {
    const noise = 94 + ((i * 7919 + seed * 104_729) % 13);
    const payday = partsOf(date).day >= 28 ? 108 : 100;
    return WEEKDAY[isoWeekday(date)] * MONTH[partsOf(date).month] * noise * payday;
  });
  const total = weights.reduce((a, b) => a + b, 0);
  let before = 0;
  let given = 0;
  return dates.map((date, index) => {
    before += weights[index];
    const upTo = Math.round((before / total) * scale);
    const count = upTo - given;
    given = upTo;
    return { index, date, count };
  });
}

export type CalendarRow = {
  readonly accountId: string;
  readonly date: IsoDate;
  readonly open: boolean;
  readonly dailySettle: IsoDate;
  readonly dailyValue: IsoDate;
  readonly weeklySettle: IsoDate;
  readonly weeklyValue: IsoDate;
  readonly singleValue: IsoDate;
  readonly next1: IsoDate;
  readonly next3: IsoDate;
  /** Number of the statement of that day: its place among the open days of the year. */
  readonly statementNo: number;
};

/** Settlement and statement calendar of every account, a row per account and day. */
export function calendarRows(first: IsoDate, last: IsoDate): CalendarRow[] {
  return DEMO_ACCOUNTS.flatMap(account => {
    const rows: CalendarRow[] = [];
    let statementNo = 0;
    for (let date = `${first.slice(0, 4)}-01-01` as IsoDate; date <= last; date = addDays(date, 1)) {
      if (date.endsWith('-01-01')) statementNo = 0;
      const open = isOpenDay(account.calendar, date);
      if (open) statementNo++;
      if (date < first) continue;
      const sunday = addDays(date, 7 - isoWeekday(date));
      rows.push({
        accountId: account.id,
        date,
        open,
        dailySettle: date,
        dailyValue: rollForward(account.calendar, date, 2),
        weeklySettle: sunday,
        weeklyValue: rollForward(account.calendar, sunday, 2),
        singleValue: rollForward(account.calendar, date, 1),
        next1: rollForward(account.calendar, date, 1),
        next3: rollForward(account.calendar, date, 3),
        statementNo,
      });
    }
    return rows;
  });
}

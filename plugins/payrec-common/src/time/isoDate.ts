/** A calendar day as `2026-03-30`, no zone. Compare as text. */
export type IsoDate = string & { readonly __brand: 'IsoDate' };

const PATTERN = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** Text → IsoDate. @throws TypeError when it is no real day: 2026-02-30 is refused. */
export function parseIsoDate(text: string): IsoDate {
  if (!isIsoDate(text)) {
    throw new TypeError(`"${text}" is not a calendar day as YYYY-MM-DD`);
  }
  return text;
}

export function isIsoDate(text: string): text is IsoDate {
  if (!PATTERN.test(text)) return false;
  // Asked for every date of every row of an answer and of a statement, hence arithmetic and no Date.
  const { year, month, day } = partsOf(text as IsoDate);
  // A year below 100 has lost its century.
  return year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month);
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function toEpochDay(date: IsoDate): number {
  const { year, month, day } = partsOf(date);
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

function fromEpochDay(day: number): IsoDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10) as IsoDate;
}

/** The day `days` later; negative goes back. */
export function addDays(date: IsoDate, days: number): IsoDate {
  return fromEpochDay(toEpochDay(date) + days);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return toEpochDay(to) - toEpochDay(from);
}

/** ISO weekday: 1 = Monday … 7 = Sunday. */
export function isoWeekday(date: IsoDate): number {
  return ((((toEpochDay(date) + 3) % 7) + 7) % 7) + 1;
}

/** Year, month (1–12) and day of the month. */
export function partsOf(date: IsoDate): { year: number; month: number; day: number } {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

/** @throws TypeError when the parts are no real day. */
export function isoDateOf(year: number, month: number, day: number): IsoDate {
  return parseIsoDate(
    `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
  );
}

import { IsoDate, daysBetween } from '@internal/plugin-payrec-common';

/** Older rows that lie close together are read in one go, and at most so many goes are made. */
const RANGE_GAP_DAYS = 7;
const RANGES_MAX = 16;

/** Days, both bounds inclusive. */
export type DateRange = { from: IsoDate; to: IsoDate };

/** Sorted days → few ranges that hold them all. */
export function mergeDates(dates: readonly IsoDate[]): DateRange[] {
  const ranges: DateRange[] = [];
  for (const date of dates) {
    const last = ranges[ranges.length - 1];
    if (last && daysBetween(last.to, date) <= RANGE_GAP_DAYS) last.to = date;
    else ranges.push({ from: date, to: date });
  }
  if (ranges.length <= RANGES_MAX) return ranges;
  return [{ from: ranges[0].from, to: ranges[ranges.length - 1].to }];
}

/** Overlapping ranges become one, so that no row is read twice. */
export function mergeRanges(ranges: readonly DateRange[]): DateRange[] {
  const merged: DateRange[] = [];
  for (const range of [...ranges].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = merged[merged.length - 1];
    if (last && range.from <= last.to) last.to = range.to > last.to ? range.to : last.to;
    else merged.push({ ...range });
  }
  return merged;
}

import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { AgeBucket, BreakClass } from '@internal/plugin-payrec-reconciliation-common';
import { toInstantOrNull } from './pgValues';

export type BreakProfile = ReadonlyArray<{
  readonly breakClass: BreakClass;
  readonly currency: string;
  readonly unit: string;
  readonly bucket: AgeBucket;
  readonly count: number;
  /** Sum of the differences in minor units. */
  readonly minor: string;
}>;

export type BreakFigures = {
  readonly profile: BreakProfile;
  readonly days: ReadonlyArray<{ readonly unit: string; readonly businessDate: IsoDate; readonly count: number }>;
  readonly waiting: {
    readonly proposals: number;
    readonly own: number;
    readonly oldestAt: Instant | null;
    readonly disputes: number;
  };
};

/**
 * Parameters: the day ages count to, actor, first and last day of `days`. Each row belongs to one of the three sets. Counted
 * by day first: the sets sort what they group, and a thousand days of units sort faster than all breaks.
 */
export const FIGURES = `SELECT grouping(bucket, business_date) AS part, break_class, currency, unit, bucket,
    business_date, sum(breaks) AS count, coalesce(sum(breaks) FILTER (WHERE break_class <> 'EXPLAINED'), 0) AS to_solve,
    sum(minor)::text AS minor, sum(proposals) AS proposals, sum(own) AS own, min(oldest) AS oldest,
    sum(disputes) AS disputes
  FROM (
    SELECT *, CASE WHEN age <= 2 THEN '0-2' WHEN age <= 5 THEN '3-5' WHEN age <= 10 THEN '6-10' WHEN age <= 30 THEN '11-30'
      ELSE '31+' END AS bucket
    FROM (SELECT *, ?::date - business_date::date AS age FROM (
            SELECT break_class, currency, unit, business_date, count(*) AS breaks, sum(difference_minor) AS minor,
              count(*) FILTER (WHERE state = 'proposed') AS proposals,
              count(*) FILTER (WHERE state = 'proposed' AND proposed_by = ?) AS own,
              min(proposed_at) FILTER (WHERE state = 'proposed') AS oldest,
              count(*) FILTER (WHERE state = 'disputed') AS disputes
            FROM breaks WHERE state IN ('open', 'proposed', 'disputed')
            GROUP BY break_class, currency, unit, business_date) live) days
  ) aged
  GROUP BY GROUPING SETS ((break_class, currency, unit, bucket), (unit, business_date), ())
  HAVING grouping(business_date) = 1 OR business_date BETWEEN ? AND ?
  ORDER BY part, break_class, currency, unit, bucket, business_date`;

/** `grouping(bucket, business_date)`: a bit is set where the column is summed over. */
const PROFILE = 1;
const DAYS = 2;

type FigureRow = {
  part: number;
  break_class: BreakClass;
  currency: string;
  unit: string;
  bucket: AgeBucket;
  business_date: IsoDate;
  count: string;
  to_solve: string;
  minor: string;
  proposals: string;
  own: string;
  oldest: Date | null;
  disputes: string;
};

export function toBreakFigures(rows: readonly FigureRow[]): BreakFigures {
  const all = rows.find(row => row.part !== PROFILE && row.part !== DAYS);
  return {
    profile: rows
      .filter(row => row.part === PROFILE)
      .map(row => ({
        breakClass: row.break_class,
        currency: row.currency,
        unit: row.unit,
        bucket: row.bucket,
        count: Number(row.count),
        minor: row.minor,
      })),
    days: rows
      .filter(row => row.part === DAYS)
      .map(row => ({ unit: row.unit, businessDate: row.business_date, count: Number(row.to_solve) })),
    waiting: {
      proposals: Number(all?.proposals ?? 0),
      own: Number(all?.own ?? 0),
      oldestAt: toInstantOrNull(all?.oldest ?? null),
      disputes: Number(all?.disputes ?? 0),
    },
  };
}

import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { AgeBucket, ageBucketSchema, BreakClass } from '@internal/plugin-payrec-reconciliation-common';
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

const BUCKETS = ageBucketSchema.options;
/** Days at which each begins. */
const BUCKET_FROM = [0, 3, 6, 11, 31];

/**
 * Live breaks by class and age, and by day. Parameters: the day ages count to, first and last day of `days`. Each row belongs
 * to one of the two sets. Counted in the order of the index `breaks_live` first: the sets sort what they group, and a
 * thousand days of units sort faster than all breaks.
 */
export const FIGURES = `SELECT grouping(business_date) AS is_profile, break_class, currency, unit, bucket, business_date,
    sum(breaks) AS count, coalesce(sum(breaks) FILTER (WHERE break_class <> 'EXPLAINED'), 0) AS to_solve,
    sum(minor)::text AS minor
  FROM (
    SELECT *, width_bucket(?::date - business_date::date, ARRAY[${BUCKET_FROM.slice(1).join(', ')}]) AS bucket
    FROM (SELECT unit, currency, break_class, business_date, count(*) AS breaks, sum(difference_minor) AS minor
          FROM breaks WHERE state IN ('open', 'proposed', 'disputed')
          GROUP BY unit, currency, break_class, business_date) live
  ) aged
  GROUP BY GROUPING SETS ((break_class, currency, unit, bucket), (unit, business_date))
  HAVING grouping(business_date) = 1 OR business_date BETWEEN ? AND ?
  ORDER BY is_profile, break_class, currency, unit, bucket, business_date`;

/** What waits for a person. Parameter: actor. */
export const WAITING = `SELECT count(*) FILTER (WHERE state = 'proposed') AS proposals,
    count(*) FILTER (WHERE state = 'proposed' AND proposed_by = ?) AS own,
    min(proposed_at) FILTER (WHERE state = 'proposed') AS oldest,
    count(*) FILTER (WHERE state = 'disputed') AS disputes
  FROM breaks WHERE state IN ('proposed', 'disputed')`;

type FigureRow = {
  is_profile: number;
  break_class: BreakClass;
  currency: string;
  unit: string;
  /** Place in `BUCKETS`. */
  bucket: number;
  business_date: IsoDate;
  count: string;
  to_solve: string;
  minor: string;
};
type WaitingRow = { proposals: string; own: string; oldest: Date | null; disputes: string };

export function toBreakFigures(rows: readonly FigureRow[], [waiting]: readonly WaitingRow[]): BreakFigures {
  return {
    profile: rows
      .filter(row => row.is_profile === 1)
      .map(row => ({
        breakClass: row.break_class,
        currency: row.currency,
        unit: row.unit,
        bucket: BUCKETS[row.bucket],
        count: Number(row.count),
        minor: row.minor,
      })),
    days: rows
      .filter(row => row.is_profile === 0)
      .map(row => ({ unit: row.unit, businessDate: row.business_date, count: Number(row.to_solve) })),
    waiting: {
      proposals: Number(waiting.proposals),
      own: Number(waiting.own),
      oldestAt: toInstantOrNull(waiting.oldest),
      disputes: Number(waiting.disputes),
    },
  };
}

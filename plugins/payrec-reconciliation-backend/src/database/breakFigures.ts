import { daysBetween, Instant, IsoDate } from '@internal/plugin-payrec-common';
import { AgeBucket, ageBucketSchema, BreakClass } from '@internal/plugin-payrec-reconciliation-common';
import { LIVE_STATE, LiveBreakGroup } from './LiveBreaks';
import { toInstant } from './pgValues';

export type BreakProfile = ReadonlyArray<{
  readonly breakClass: BreakClass;
  readonly currency: string;
  readonly unit: string;
  readonly bucket: AgeBucket;
  readonly count: number;
  /** Sum of the differences in minor units. */
  readonly minor: string;
}>;

/** Breaks as they are at one moment. */
export type BreaksNow = {
  /** Changes with every change of what {@link LiveBreakGroup}s sum. */
  readonly state: string;
  readonly waiting: {
    readonly proposals: number;
    readonly own: number;
    readonly oldestAt: Instant | null;
    readonly disputes: number;
  };
};

export type BreakFigures = {
  readonly profile: BreakProfile;
  readonly days: ReadonlyArray<{ readonly unit: string; readonly businessDate: IsoDate; readonly count: number }>;
  readonly waiting: BreaksNow['waiting'];
};

const BUCKETS = ageBucketSchema.options;
/** Days at which each begins; what is younger than today is of the first. */
const BUCKET_FROM = [0, 3, 6, 11, 31];

/** Place in `BUCKETS`. */
const bucketOf = (date: IsoDate, asOf: IsoDate): number => {
  const age = daysBetween(date, asOf);
  const place = BUCKET_FROM.findLastIndex(from => age >= from);
  return Math.max(0, place);
};

/** One row: the state of the live breaks, and what waits for a person. Parameter: actor. */
export const LIVE = `SELECT (${LIVE_STATE}) AS state,
    count(*) FILTER (WHERE state = 'proposed') AS proposals,
    count(*) FILTER (WHERE state = 'proposed' AND proposed_by = ?) AS own,
    min(proposed_at) FILTER (WHERE state = 'proposed') AS oldest,
    count(*) FILTER (WHERE state = 'disputed') AS disputes
  FROM breaks WHERE state IN ('proposed', 'disputed')`;

export type LiveRow = { state: string; proposals: number; own: number; oldest: string | null; disputes: number };

/** By class, currency, unit and age at `asOf`, in that order. */
export function toProfile(groups: readonly LiveBreakGroup[], asOf: IsoDate): BreakProfile {
  const keyOf = ({ breakClass, currency, unit, businessDate }: LiveBreakGroup) => [
    breakClass,
    currency,
    unit,
    String(bucketOf(businessDate, asOf)),
  ];
  return sums(groups, keyOf).map(({ key: [breakClass, currency, unit, bucket], count, minor }) => ({
    breakClass: breakClass as BreakClass,
    currency,
    unit,
    bucket: BUCKETS[Number(bucket)],
    count,
    minor: minor.toString(),
  }));
}

/** Those to solve, by unit and business date in [from, to]; explained groups are nobody's to solve. */
export function toDays(groups: readonly LiveBreakGroup[], from: IsoDate, to: IsoDate): BreakFigures['days'] {
  const inside = groups.filter(
    one => one.breakClass !== 'EXPLAINED' && one.businessDate >= from && one.businessDate <= to,
  );
  return sums(inside, one => [one.unit, one.businessDate]).map(({ key: [unit, businessDate], count }) => ({
    unit,
    businessDate: businessDate as IsoDate,
    count,
  }));
}

export const toBreaksNow = ({ state, oldest, ...counts }: LiveRow): BreaksNow => ({
  state,
  waiting: { ...counts, oldestAt: oldest === null ? null : toInstant(new Date(oldest)) },
});

type Sum = { readonly key: readonly string[]; count: number; minor: bigint };

/** Sums by key, in order of the key. */
function sums(groups: readonly LiveBreakGroup[], keyOf: (one: LiveBreakGroup) => readonly string[]): Sum[] {
  const found = new Map<string, Sum>();
  for (const one of groups) {
    const key = keyOf(one);
    const name = key.join('\n');
    const sum = found.get(name);
    if (sum) {
      sum.count += one.count;
      sum.minor += one.minor;
    } else {
      found.set(name, { key, count: one.count, minor: one.minor });
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

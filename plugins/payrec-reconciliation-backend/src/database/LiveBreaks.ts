import { IsoDate } from '@internal/plugin-payrec-common';
import { BreakClass } from '@internal/plugin-payrec-reconciliation-common';
import { Knex } from 'knex';

/** Live breaks of one class and business date of a unit. */
export type LiveBreakGroup = {
  readonly unit: string;
  readonly currency: string;
  readonly breakClass: BreakClass;
  readonly businessDate: IsoDate;
  readonly count: number;
  /** Sum of the differences in minor units. */
  readonly minor: bigint;
};

/*
 * Breaks change in two ways. A run changes those of a unit in the transaction that flips its pointer, and a decision changes
 * one in the transaction that appends to the log; appends wait for each other, so the last seq says which are in. What else
 * is written to a break (who works on it) is in no sum.
 */
export const LIVE_STATE = `SELECT encode(sha256(convert_to(coalesce(string_agg(unit || '=' || run_id, ',' ORDER BY unit), ''), 'UTF8')), 'hex')
    || '#' || (SELECT coalesce(max(seq), 0) FROM decisions)
  FROM recon_pointers`;

/** In the order of the index `breaks_live`, so that nothing is sorted. */
const GROUPS = `SELECT unit, currency, break_class, business_date, count(*) AS count, sum(difference_minor)::text AS minor
  FROM breaks WHERE state IN ('open', 'proposed', 'disputed')
  GROUP BY unit, currency, break_class, business_date`;

type GroupRow = {
  unit: string;
  currency: string;
  break_class: BreakClass;
  business_date: IsoDate;
  count: string;
  minor: string;
};

/**
 * The live breaks in groups, summed once for each state of them: everybody who opens the overview asks, and they change with
 * the runs of a day and some hundred decisions. The state is asked from the database each time, so replicas agree.
 */
export class LiveBreaks {
  private kept?: { readonly state: string; readonly groups: Promise<readonly LiveBreakGroup[]> };

  constructor(private readonly db: Knex) {}

  /** `state` as {@link LIVE_STATE} has just said it: what is committed since is in the sums, and is only summed once more. */
  async groups(state: string): Promise<readonly LiveBreakGroup[]> {
    if (this.kept?.state === state) return this.kept!.groups;
    const groups = this.sum();
    const kept = { state, groups };
    this.kept = kept;
    groups.catch(() => {
      if (this.kept === kept) this.kept = undefined;
    });
    return groups;
  }

  private async sum(): Promise<readonly LiveBreakGroup[]> {
    const { rows } = await this.db.raw(GROUPS);
    return rows.map((row: GroupRow) => ({
      unit: row.unit,
      currency: row.currency,
      breakClass: row.break_class,
      businessDate: row.business_date,
      count: Number(row.count),
      minor: BigInt(row.minor),
    }));
  }
}

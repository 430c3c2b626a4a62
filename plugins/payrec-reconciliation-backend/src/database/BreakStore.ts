import { BreakState } from '@internal/plugin-payrec-reconciliation-common';
import { Instant, IsoDate, MoneyJson } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { Break, BreakFilter, BreakRow, BreakSort, BreakEvent, BreakChange, toBreak } from './breakRows';
import { Question } from './askTogether';
import { BreakFigures, BreakProfile, BreaksNow, LIVE, LiveRow, toBreaksNow, toDays, toProfile } from './breakFigures';
import { LiveBreakGroup, LiveBreaks } from './LiveBreaks';
import { likePattern, toInstant } from './pgValues';

export type { BreakFigures, BreakProfile } from './breakFigures';
export type { BreakCase, Break, BreakFilter, BreakSort, BreakEvent, BreakChange } from './breakRows';

/** Sort expression, its direction, and the cursor key of a row. The id decides among equals. */
const SORTS: Record<BreakSort, { expression: string; direction: 'asc' | 'desc'; comparison: '>' | '<'; cast: string }> =
  {
    age: { expression: 'business_date', direction: 'asc', comparison: '>', cast: 'text' },
    amount: { expression: 'abs(difference_minor)', direction: 'desc', comparison: '<', cast: 'numeric' },
    updated: { expression: 'updated_at', direction: 'desc', comparison: '<', cast: 'timestamptz' },
  };

/** States in which a break still waits for somebody. */
export const LIVE_STATES: readonly BreakState[] = ['open', 'proposed', 'disputed'];

/** Breaks, their state and their history. State survives runs; what a run found is overwritten by the next one. */
export class BreakStore {
  private readonly sums: LiveBreaks;
  /** Of the groups summed last. */
  private profile?: { readonly groups: readonly LiveBreakGroup[]; readonly asOf: IsoDate; readonly rows: BreakProfile };

  constructor(private readonly db: Knex) {
    this.sums = new LiveBreaks(db);
  }

  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    return this.db.transaction(work);
  }

  /** A page in sort order; `after` is the key of the last row of the page before. */
  async list(
    filter: BreakFilter,
    page: { sort: BreakSort; limit: number; after?: readonly [string, string] },
  ): Promise<Break[]> {
    const sort = SORTS[page.sort];
    const query = this.filtered(filter)
      .select('*')
      .orderByRaw(`${sort.expression} ${sort.direction}, id ${sort.direction}`)
      .limit(page.limit);
    if (page.after) {
      query.whereRaw(`(${sort.expression}, id) ${sort.comparison} (?::${sort.cast}, ?)`, [...page.after]);
    }
    return (await query).map(toBreak);
  }

  /** The key to continue after a row. */
  cursorKey(one: Break, sort: BreakSort): [string, string] {
    if (sort === 'age') return [one.businessDate, one.id];
    if (sort === 'amount') return [one.differenceMinor.replace('-', ''), one.id];
    return [one.updatedAt, one.id];
  }

  /** Count and difference per currency under a filter. */
  async totals(filter: BreakFilter): Promise<{ count: number; totals: MoneyJson[] }> {
    const rows: Array<{ currency: string; count: string; minor: string }> = await this.filtered(filter)
      .groupBy('currency')
      .orderBy('currency')
      .select('currency', this.db.raw('count(*) AS count'), this.db.raw('sum(difference_minor)::text AS minor'));
    return {
      count: rows.reduce((sum, row) => sum + Number(row.count), 0),
      totals: rows.map(row => ({ minor: row.minor, currency: row.currency })),
    };
  }

  async find(id: string, trx?: Knex.Transaction): Promise<Break | undefined> {
    const query = (trx ?? this.db)<BreakRow>('breaks').where({ id });
    const row = await (trx ? query.forUpdate() : query).first();
    return row && toBreak(row);
  }

  /** State of the live breaks for {@link figures}, and what waits for decisions, those proposed by `actor` among them. */
  live(actor: string): Question<LiveRow, BreaksNow> {
    return { sql: LIVE, params: [actor], read: ([row]) => toBreaksNow(row) };
  }

  /**
   * Live breaks as the overview counts them: `profile` by class, currency, unit and age at `asOf`; `days` by unit and
   * business date in [from, to] (explained groups are nobody's to solve and not counted).
   */
  async figures(
    { state, waiting }: BreaksNow,
    request: { asOf: IsoDate; from: IsoDate; to: IsoDate },
  ): Promise<BreakFigures> {
    const groups = await this.sums.groups(state);
    if (this.profile?.groups !== groups || this.profile.asOf !== request.asOf) {
      this.profile = { groups, asOf: request.asOf, rows: toProfile(groups, request.asOf) };
    }
    return {
      profile: this.profile.rows,
      days: toDays(groups, request.from, request.to),
      waiting,
    };
  }

  /**
   * Tells the planner what a run has changed, and marks pages as seen by all, without which the sums of the index look into
   * each row. Until the database finds the time itself, which is a minute at best, it takes ten thousand breaks for seventy.
   * Not inside a transaction.
   */
  async vacuum(): Promise<void> {
    await this.db.raw('VACUUM (ANALYZE) breaks');
  }

  /** Live breaks by class, for the gauge. */
  async countByClass(): Promise<Array<{ breakClass: string; count: number }>> {
    const rows = await this.db('breaks')
      .whereIn('state', [...LIVE_STATES])
      .groupBy('break_class')
      .orderBy('break_class')
      .select('break_class', this.db.raw('count(*) AS count'));
    return rows.map(row => ({ breakClass: row.break_class, count: Number(row.count) }));
  }

  /** Changes one break and its history. Call inside a transaction that has the break locked ({@link find}). */
  async change(
    trx: Knex.Transaction,
    before: Break,
    change: BreakChange,
    event: { actor: string; action: string; reason: string | null; at: Instant; decisionSeq: number | null },
  ): Promise<Break> {
    const [row] = await trx<BreakRow>('breaks')
      .where({ id: before.id, version: before.version })
      .update({ ...(change as object), version: before.version + 1, updated_at: event.at as unknown as Date })
      .returning('*');
    if (!row) throw new Error(`Break ${before.id} changed under its own lock`);
    await this.addEvent(trx, before.id, { ...event, fromState: before.state, toState: change.state ?? before.state });
    return toBreak(row);
  }

  async addEvent(
    trx: Knex.Transaction,
    breakId: string,
    event: Omit<BreakEvent, 'at'> & { at: Instant },
  ): Promise<void> {
    await trx('break_events').insert({
      break_id: breakId,
      at: event.at,
      actor: event.actor,
      action: event.action,
      reason: event.reason,
      from_state: event.fromState,
      to_state: event.toState,
      decision_seq: event.decisionSeq,
    });
  }

  /** Oldest first, with the hash of the decision where there is one. */
  async timeline(breakId: string): Promise<BreakEvent[]> {
    const rows = await this.db('break_events').where({ break_id: breakId }).orderBy('seq');
    return rows.map(row => ({
      at: toInstant(row.at),
      actor: row.actor,
      action: row.action,
      reason: row.reason,
      fromState: row.from_state,
      toState: row.to_state,
      decisionSeq: row.decision_seq === null ? null : Number(row.decision_seq),
    }));
  }

  private filtered(filter: BreakFilter): Knex.QueryBuilder {
    const query = this.db('breaks');
    if (filter.unit) query.where('unit', filter.unit);
    if (filter.currency) query.where('currency', filter.currency);
    if (filter.breakClass?.length) query.whereIn('break_class', [...filter.breakClass]);
    if (filter.state?.length) query.whereIn('state', [...filter.state]);
    if (filter.businessDate) query.where('business_date', filter.businessDate);
    if (filter.businessDateFrom) query.where('business_date', '>=', filter.businessDateFrom);
    if (filter.businessDateTo) query.where('business_date', '<=', filter.businessDateTo);
    if (filter.assignee) query.where('assignee', filter.assignee);
    if (filter.q) query.whereILike('search_text', likePattern(filter.q));
    return query;
  }
}

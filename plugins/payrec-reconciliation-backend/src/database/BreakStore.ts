import { BreakClass, BreakState } from '@internal/plugin-payrec-reconciliation-common';
import { Instant, IsoDate, MoneyJson } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import {
  BreakCase,
  Break,
  BreakFilter,
  BreakRow,
  BreakSort,
  BreakEvent,
  BreakChange,
  toBreak,
  toCaseRow,
} from './breakRows';
import { likePattern, toInstant, toInstantOrNull } from './pgValues';

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
  constructor(private readonly db: Knex) {}

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

  /** Live breaks by unit and business date, for the matrix. Explained groups are nobody's to solve and not counted. */
  async countByDay(from: IsoDate, to: IsoDate): Promise<Array<{ unit: string; businessDate: IsoDate; count: number }>> {
    const rows = await this.db('breaks')
      .whereIn('state', [...LIVE_STATES])
      .whereNot('break_class', 'EXPLAINED')
      .whereBetween('business_date', [from, to])
      .groupBy('unit', 'business_date')
      .orderBy(['unit', 'business_date'])
      .select('unit', 'business_date', this.db.raw('count(*) AS count'));
    return rows.map(row => ({ unit: row.unit, businessDate: row.business_date, count: Number(row.count) }));
  }

  /** Live breaks by class, currency and unit with their difference, and by age. */
  async profile(
    asOf: IsoDate,
  ): Promise<
    Array<{ breakClass: BreakClass; currency: string; unit: string; bucket: string; count: number; minor: string }>
  > {
    const { rows } = await this.db.raw(
      `SELECT break_class, currency, unit,
         CASE WHEN age <= 2 THEN '0-2' WHEN age <= 5 THEN '3-5' WHEN age <= 10 THEN '6-10' WHEN age <= 30 THEN '11-30'
           ELSE '31+' END AS bucket,
         count(*) AS count, sum(difference_minor)::text AS minor
       FROM (SELECT *, ?::date - business_date::date AS age FROM breaks WHERE state IN ('open', 'proposed', 'disputed')) live
       GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
      [asOf],
    );
    return rows.map((row: Record<string, string>) => ({
      breakClass: row.break_class as BreakClass,
      currency: row.currency,
      unit: row.unit,
      bucket: row.bucket,
      count: Number(row.count),
      minor: row.minor,
    }));
  }

  /** What waits for decisions: proposals, those of `actor` among them, and disputes. */
  async waiting(
    actor: string,
  ): Promise<{ proposals: number; own: number; oldestAt: Instant | null; disputes: number }> {
    const row = await this.db('breaks')
      .select(
        this.db.raw(`count(*) FILTER (WHERE state = 'proposed') AS proposals`),
        this.db.raw(`count(*) FILTER (WHERE state = 'proposed' AND proposed_by = ?) AS own`, [actor]),
        this.db.raw(`min(proposed_at) FILTER (WHERE state = 'proposed') AS oldest`),
        this.db.raw(`count(*) FILTER (WHERE state = 'disputed') AS disputes`),
      )
      .first<{ proposals: string; own: string; oldest: Date | null; disputes: string }>();
    return {
      proposals: Number(row?.proposals ?? 0),
      own: Number(row?.own ?? 0),
      oldestAt: toInstantOrNull(row?.oldest ?? null),
      disputes: Number(row?.disputes ?? 0),
    };
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

  /**
   * Makes `cases` the breaks of the unit: new ones open, known ones keep their state, those that vanished are resolved
   * (approved ones stay approved: their decision is why they vanished), resolved ones that came back are open again, and so
   * are approved ones whose decision the run could not honour. A proposal whose amounts changed falls back to open: nobody
   * approved the new figure.
   * Part of the transaction that flips the pointer of the unit.
   */
  async applyRun(
    trx: Knex.Transaction,
    unit: string,
    cases: AsyncIterable<readonly BreakCase[]> | Iterable<readonly BreakCase[]>,
    run: { runId: string; matchRunId: string; decisionSeq: string; now: Instant },
  ): Promise<{ opened: number; resolved: number }> {
    await trx.raw(`CREATE TEMPORARY TABLE IF NOT EXISTS run_cases (LIKE breaks) ON COMMIT DELETE ROWS`);
    await trx.raw('TRUNCATE run_cases');
    for await (const batch of cases) {
      await trx.raw(INSERT_CASES, [
        run.now,
        run.now,
        JSON.stringify(batch.map(one => ({ ...toCaseRow(one), match_run_id: run.matchRunId, run_id: run.runId }))),
      ]);
    }
    await trx.raw('ANALYZE run_cases');
    const changed = await trx.raw(UPDATE_KNOWN, [run.now, run.decisionSeq]);
    const fell: Array<{ id: string; was: string; state: string }> = changed.rows.filter(
      (row: { was: string; state: string }) => row.was !== row.state,
    );
    const opened = await trx.raw(`INSERT INTO breaks SELECT c.* FROM run_cases c
      WHERE NOT EXISTS (SELECT 1 FROM breaks b WHERE b.case_key = c.case_key) RETURNING id`);
    const resolved = await trx.raw(
      `UPDATE breaks b SET state = CASE WHEN b.state = 'approved' THEN b.state ELSE 'resolved' END, present = false,
         version = b.version + 1, updated_at = ?, proposed_by = CASE WHEN b.state = 'approved' THEN b.proposed_by END,
         run_id = ?
       FROM (SELECT id, state AS was FROM breaks WHERE unit = ? AND present
             AND NOT EXISTS (SELECT 1 FROM run_cases c WHERE c.case_key = breaks.case_key) FOR UPDATE) gone
       WHERE b.id = gone.id RETURNING b.id, gone.was, b.state`,
      [run.now, run.runId, unit],
    );
    const events = [
      ...opened.rows.map((row: { id: string }) => eventRow(row.id, run, 'found', null, 'open')),
      ...fell.map(row => eventRow(row.id, run, row.was === 'resolved' ? 'found-again' : 'changed', row.was, row.state)),
      ...resolved.rows.map((row: { id: string; was: string; state: string }) =>
        eventRow(row.id, run, row.state === 'approved' ? 'taken-over' : 'resolved', row.was, row.state),
      ),
    ];
    if (events.length > 0) await trx.batchInsert('break_events', events, 1000);
    return { opened: opened.rows.length, resolved: resolved.rows.length };
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

const CASE_COLUMNS = `id, case_key, unit, currency, break_class, match_run_id, run_id, group_id, pass, match_key, left_count,
  right_count, left_minor, left_net_minor, right_minor, difference_minor, explained_minor, left_value_date, right_value_date,
  left_reference, right_reference, left_party, right_party, right_text, business_date, from_date, to_date, search_text`;

const INSERT_CASES = `INSERT INTO run_cases (${CASE_COLUMNS}, state, version, present, created_at, updated_at)
  SELECT ${CASE_COLUMNS}, 'open', 1, true, ?::timestamptz, ?::timestamptz
  FROM jsonb_populate_recordset(NULL::breaks, ?::jsonb)`;

/*
 * A run that finds the same figures leaves version and updated_at alone, so that a person's decision on what they saw
 * still fits after the nightly run.
 */
const SAME_FIGURES = `b.break_class = c.break_class AND b.left_minor = c.left_minor AND b.right_minor = c.right_minor
  AND b.left_count = c.left_count AND b.right_count = c.right_count AND b.explained_minor = c.explained_minor
  AND b.present`;

const UPDATE_KNOWN = `UPDATE breaks b SET
    break_class = c.break_class, match_run_id = c.match_run_id, run_id = c.run_id, group_id = c.group_id, pass = c.pass,
    match_key = c.match_key, left_count = c.left_count, right_count = c.right_count, left_minor = c.left_minor,
    left_net_minor = c.left_net_minor, right_minor = c.right_minor, difference_minor = c.difference_minor,
    explained_minor = c.explained_minor, left_value_date = c.left_value_date, right_value_date = c.right_value_date,
    left_reference = c.left_reference, right_reference = c.right_reference, left_party = c.left_party,
    right_party = c.right_party, right_text = c.right_text, business_date = c.business_date, from_date = c.from_date,
    to_date = c.to_date, search_text = c.search_text, present = true,
    state = old.next_state,
    proposed_by = CASE WHEN old.next_state IN ('proposed', 'approved') THEN b.proposed_by END,
    approved_by = CASE WHEN old.next_state = 'approved' THEN b.approved_by END,
    version = CASE WHEN ${SAME_FIGURES} AND old.next_state = old.was THEN b.version ELSE b.version + 1 END,
    updated_at = CASE WHEN ${SAME_FIGURES} AND old.next_state = old.was THEN b.updated_at ELSE ?::timestamptz END
  FROM run_cases c
  JOIN (SELECT b.id, b.state AS was,
          CASE WHEN b.state = 'resolved' THEN 'open'
               WHEN b.state = 'proposed' AND NOT (${SAME_FIGURES}) THEN 'open'
               -- The run knew the decision and the question is still there, so the decision no longer fits its rows.
               WHEN b.state = 'approved' AND c.group_id IS NULL AND b.decision_seq <= ?::bigint THEN 'open'
               ELSE b.state END AS next_state
        FROM breaks b JOIN run_cases c ON c.case_key = b.case_key FOR UPDATE OF b) old ON old.id = c.id
  WHERE b.id = c.id
  RETURNING b.id, old.was, b.state`;

function eventRow(
  breakId: string,
  run: { runId: string; now: Instant },
  action: string,
  from: string | null,
  to: string,
) {
  return {
    break_id: breakId,
    at: run.now,
    actor: `run:${run.runId}`,
    action,
    reason: null,
    from_state: from,
    to_state: to,
    decision_seq: null,
  };
}

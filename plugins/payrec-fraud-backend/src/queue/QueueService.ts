import { createHash } from 'node:crypto';
import { encodeCursor } from '@internal/plugin-payrec-common';
import { AlertFilter, AlertJson, AlertSort } from '@internal/plugin-payrec-fraud-common';
import { readCursor } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { AlertSight } from '../access/AlertAccess';
import { FeedHead, readHead } from '../feed/feedEvents';
import { AlertDbRow, toAlertRow } from '../store/alertRow';
import { ALERT_WHERE, filterBindings } from './alertFilterSql';
import { alertToJson } from './alertToJson';
import { readViewers } from './viewers';

type Ask = { readonly filter: AlertFilter; readonly sight: AlertSight };
type PageAsk = Ask & { readonly sort: AlertSort; readonly limit: number; readonly cursor?: string };

/**
 * Sort keys as text that sorts as the column does under the cursor's comparison. Constant texts; the cursor carries the
 * key's text and the alert id.
 */
const PAGE_SQL: Readonly<Record<AlertSort, string>> = {
  due: `SELECT a.*, COALESCE(a.sla_due_at, 'infinity')::text AS sort_key FROM alerts a WHERE ${ALERT_WHERE}
    AND (CAST(:key AS text) IS NULL
      OR (COALESCE(a.sla_due_at, 'infinity'), a.alert_id) > (CAST(:key AS timestamptz), CAST(:id AS text)))
    ORDER BY COALESCE(a.sla_due_at, 'infinity'), a.alert_id LIMIT :limit`,
  score: `SELECT a.*, a.score::text AS sort_key FROM alerts a WHERE ${ALERT_WHERE}
    AND (CAST(:key AS text) IS NULL OR a.score < CAST(:key AS numeric)
      OR (a.score = CAST(:key AS numeric) AND a.alert_id > CAST(:id AS text)))
    ORDER BY a.score DESC, a.alert_id LIMIT :limit`,
  received: `SELECT a.*, a.received_at::text AS sort_key FROM alerts a WHERE ${ALERT_WHERE}
    AND (CAST(:key AS text) IS NULL OR a.received_at < CAST(:key AS timestamptz)
      OR (a.received_at = CAST(:key AS timestamptz) AND a.alert_id > CAST(:id AS text)))
    ORDER BY a.received_at DESC, a.alert_id LIMIT :limit`,
};

const COUNTS_SQL = `
  SELECT a.state, a.currency, count(*)::int AS count, COALESCE(sum(a.amount_minor), 0)::text AS minor,
    count(*) FILTER (WHERE a.state <> 'CLOSED' AND a.sla_due_at < CAST(:now AS timestamptz))::int AS past_due
  FROM alerts a WHERE ${ALERT_WHERE}
  GROUP BY a.state, a.currency ORDER BY a.state, a.currency`;
const COUNT_SQL = `SELECT count(*)::int AS count FROM alerts a WHERE ${ALERT_WHERE}`;
const DIGEST_SQL = `
  SELECT a.alert_id, a.row_version FROM alerts a WHERE ${ALERT_WHERE} ORDER BY a.alert_id COLLATE "C"`;

export type AlertCounts = {
  readonly totalCount: number;
  readonly pastDueCount: number;
  readonly totals: ReadonlyArray<{ minor: string; currency: string }>;
  readonly byState: Record<string, number>;
};

/** Reads of the queue. What belongs together is read in one REPEATABLE READ transaction, with the feed's cursor. */
export class QueueService {
  constructor(private readonly db: Knex, private readonly now: () => number) {}

  async page(ask: PageAsk) {
    return this.snapshot(async trx => {
      const head = await readHead(trx);
      const { items, nextCursor } = await this.rows(trx, ask);
      return { items, nextCursor, head, ...(await this.counts(trx, ask)) };
    });
  }

  /** Rows under the filter and the cursor at which that was so. */
  async feedSnapshot(ask: PageAsk): Promise<{
    head: FeedHead;
    items: AlertJson[];
    nextCursor: string | undefined;
    totalCount: number;
  }> {
    return this.snapshot(async trx => {
      const head = await readHead(trx);
      const { items, nextCursor } = await this.rows(trx, ask);
      return { head, items, nextCursor, totalCount: nextCursor ? await this.count(trx, ask) : items.length };
    });
  }

  async verify(ask: Ask): Promise<{ head: FeedHead; count: number; digest: string }> {
    return this.snapshot(async trx => {
      const head = await readHead(trx);
      const { rows } = await trx.raw<{ rows: Array<{ alert_id: string; row_version: string }> }>(
        DIGEST_SQL,
        filterBindings(ask.filter, ask.sight, this.now()),
      );
      const lines = rows.map(row => `${row.alert_id}:${row.row_version}`).join('\n');
      return { head, count: rows.length, digest: createHash('sha256').update(lines).digest('hex') };
    });
  }

  async count(db: Knex, { filter, sight }: Ask): Promise<number> {
    const { rows } = await db.raw<{ rows: Array<{ count: number }> }>(
      COUNT_SQL,
      filterBindings(filter, sight, this.now()),
    );
    return rows[0].count;
  }

  private async rows(trx: Knex, { filter, sight, sort, limit, cursor }: PageAsk) {
    const [key, id] = cursor === undefined ? [null, null] : readCursor(cursor, 3).slice(1);
    const { rows } = await trx.raw<{ rows: Array<AlertDbRow & { sort_key: string; alert_id: string }> }>(
      PAGE_SQL[sort],
      { ...filterBindings(filter, sight, this.now()), key, id, limit: limit + 1 },
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown[shown.length - 1] : undefined;
    const viewers = await readViewers(trx, { alertIds: shown.map(row => row.alert_id), sight, nowMs: this.now() });
    return {
      items: shown.map(row => ({
        ...alertToJson(toAlertRow(row), sight.maskLevel),
        viewers: viewers.get(row.alert_id) ?? [],
      })),
      nextCursor: last && encodeCursor([sort, last.sort_key, last.alert_id]),
    };
  }

  private async counts(trx: Knex, { filter, sight }: Ask): Promise<AlertCounts> {
    const { rows } = await trx.raw<{
      rows: Array<{ state: string; currency: string | null; count: number; minor: string; past_due: number }>;
    }>(COUNTS_SQL, filterBindings(filter, sight, this.now()));
    const byState: Record<string, number> = {};
    const sums = new Map<string, bigint>();
    for (const row of rows) {
      byState[row.state] = (byState[row.state] ?? 0) + row.count;
      if (row.currency !== null) sums.set(row.currency, (sums.get(row.currency) ?? 0n) + BigInt(row.minor));
    }
    return {
      totalCount: rows.reduce((sum, row) => sum + row.count, 0),
      pastDueCount: rows.reduce((sum, row) => sum + row.past_due, 0),
      totals: [...sums].sort().map(([currency, minor]) => ({ minor: minor.toString(), currency })),
      byState,
    };
  }

  private snapshot<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    return this.db.transaction(work, { isolationLevel: 'repeatable read', readOnly: true });
  }
}

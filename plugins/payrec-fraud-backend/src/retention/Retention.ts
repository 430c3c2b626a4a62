import { LoggerService } from '@backstage/backend-plugin-api';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { FraudConfig } from '../config';

/** Rows removed by one statement, so that no lock and no transaction lasts long. */
const BATCH = 5000;
const DAY_MS = 86_400_000;
/** Words about viewers older than this say nothing any more; far beyond what counts as present. */
const PRESENCE_MS = 3_600_000;

/**
 * Each removes at most {@link BATCH} rows older than an instant.
 *
 * Events go only with all of these: the alert is closed for that long, so that no open alert loses its timeline; and no
 * cursor reaches them (`seq <= min_seq`), so that a client either gets all it missed or is told to start again. A cursor
 * below `min_seq` has expired, and the stream answers it with a reset.
 */
const STATEMENTS = {
  alert_events: `DELETE FROM alert_events WHERE id IN (
    SELECT e.id FROM alert_events e JOIN alerts a USING (alert_id)
    WHERE a.state = 'CLOSED' AND a.closed_at < ?::timestamptz
      AND e.seq <= (SELECT min_seq FROM feed_head WHERE stream = 'alerts')
    ORDER BY e.id LIMIT ${BATCH})`,
  // The version of the score still guards an open alert against an event that old.
  ingested_events: `DELETE FROM ingested_events WHERE event_id IN (
    SELECT event_id FROM ingested_events WHERE at < ?::timestamptz ORDER BY at LIMIT ${BATCH})`,
  // Labels that wait or were parked are never removed: nobody else has them.
  label_outbox: `DELETE FROM label_outbox WHERE label_id IN (
    SELECT label_id FROM label_outbox WHERE delivered_at < ?::timestamptz ORDER BY label_id LIMIT ${BATCH})`,
  alert_presence: `DELETE FROM alert_presence WHERE (alert_id, actor) IN (
    SELECT alert_id, actor FROM alert_presence WHERE seen_at < ?::timestamptz ORDER BY alert_id, actor LIMIT ${BATCH})`,
} as const;
export type RetainedTable = keyof typeof STATEMENTS;

/** Removes what its time is over, table by table. Scheduled on one replica; running on two at once does no harm. */
export class Retention {
  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly days: FraudConfig['retention'];
      readonly now: () => Instant;
      readonly logger: LoggerService;
    },
  ) {}

  /** Answers how many rows went. A table that fails is logged and does not keep the others. */
  async run(signal?: AbortSignal): Promise<Record<RetainedTable, number>> {
    const { days, now, logger } = this.deps;
    const nowMs = Date.parse(now());
    const before: Record<RetainedTable, Instant> = {
      alert_events: instantFromEpochMs(nowMs - days.alertEventsDays * DAY_MS),
      ingested_events: instantFromEpochMs(nowMs - days.ingestedEventsDays * DAY_MS),
      label_outbox: instantFromEpochMs(nowMs - days.labelsDays * DAY_MS),
      alert_presence: instantFromEpochMs(nowMs - PRESENCE_MS),
    };
    const removed = { alert_events: 0, ingested_events: 0, label_outbox: 0, alert_presence: 0 };
    for (const table of ['alert_events', 'ingested_events', 'label_outbox', 'alert_presence'] as const) {
      try {
        removed[table] = await this.remove(table, before[table], signal);
      } catch (error) {
        logger.error(`The retention of ${table} failed and is tried again in an hour`, error as Error);
      }
    }
    logger.info(`Retention removed ${JSON.stringify(removed)}`);
    return removed;
  }

  private async remove(table: RetainedTable, before: Instant, signal: AbortSignal | undefined): Promise<number> {
    for (let total = 0; ; ) {
      const { rowCount } = await this.deps.db.raw<{ rowCount: number }>(STATEMENTS[table], [before]);
      total += rowCount;
      if (rowCount < BATCH || signal?.aborted) return total;
    }
  }
}

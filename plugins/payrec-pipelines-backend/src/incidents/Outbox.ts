import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService, NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import { SlaConfig } from '../sla/config';
import { toDate, toMs } from '../sla/store/rows';

/** Tries over about a day; then it is given up and said in the log and in the incident's outbox row. */
const ATTEMPTS_MAX = 20;
/** A message taken by a process that then died is taken up again after that. */
const LEASE_MS = 60_000;
const WEBHOOK_TIMEOUT_MS = 10_000;

export type OutboxMessage = {
  /** One message for one happening, whoever notices it: `<incident>:<slo>:<what>:<when>:<channel>`. */
  readonly dedupeKey: string;
  readonly channel: 'notification' | 'webhook';
  readonly incidentId: string;
  readonly payload: object;
};
type Row = { id: string; channel: OutboxMessage['channel']; incident_id: string; payload: never; attempts: number };

/** Messages decided in a transaction and sent after it, in order per incident, with retry. At least once. */
export class Outbox {
  constructor(
    private readonly options: {
      readonly db: Knex;
      readonly webhook: SlaConfig['webhook'];
      readonly notifications?: NotificationService;
      readonly fetch: typeof fetch;
      readonly logger: LoggerService;
    },
  ) {}

  /** False when the same message is in already. */
  async add(db: Knex, message: OutboxMessage, nowMs: number): Promise<boolean> {
    const rows = await db('sla_outbox')
      .insert({
        dedupe_key: message.dedupeKey,
        channel: message.channel,
        incident_id: message.incidentId,
        payload: JSON.stringify(message.payload),
        created_at: toDate(nowMs),
        next_at: toDate(nowMs),
      })
      .onConflict('dedupe_key')
      .ignore()
      .returning('id');
    return rows.length > 0;
  }

  /** Sends what is due. @returns how many were sent. */
  async dispatch(nowMs: number): Promise<number> {
    const { db } = this.options;
    let sent = 0;
    for (;;) {
      const rows = await this.claim(nowMs);
      for (const row of rows) {
        try {
          await this.send(row);
          await db('sla_outbox')
            .where('id', row.id)
            .update({ sent_at: toDate(nowMs), last_error: null });
          sent += 1;
        } catch (error) {
          await this.retryLater(row, nowMs, error);
        }
      }
      if (rows.length === 0) return sent;
    }
  }

  /** The oldest unsent message of each incident and channel, so that a resolve never overtakes its fire. */
  private async claim(nowMs: number): Promise<Row[]> {
    const { rows } = await this.options.db.raw<{ rows: Row[] }>(
      `UPDATE sla_outbox SET attempts = attempts + 1, next_at = ?
       WHERE id IN (
         SELECT o.id FROM sla_outbox o
         WHERE o.sent_at IS NULL AND o.given_up_at IS NULL AND o.next_at <= ?
           AND NOT EXISTS (
             SELECT 1 FROM sla_outbox b
             WHERE b.incident_id = o.incident_id AND b.channel = o.channel AND b.id < o.id
               AND b.sent_at IS NULL AND b.given_up_at IS NULL)
         ORDER BY o.id LIMIT 50 FOR UPDATE SKIP LOCKED)
       RETURNING id, channel, incident_id, payload, attempts`,
      [toDate(nowMs + LEASE_MS), toDate(nowMs)],
    );
    return rows;
  }

  private async send(row: Row): Promise<void> {
    const { webhook, notifications } = this.options;
    if (row.channel === 'notification') {
      // Without the notifications plugin the incident page is all there is.
      await notifications?.send(row.payload as NotificationSendOptions);
      return;
    }
    if (!webhook) return;
    const answer = await this.options.fetch(webhook.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(webhook.token && { Authorization: `Bearer ${webhook.token}` }),
      },
      body: JSON.stringify(row.payload),
      signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`The webhook answered ${answer.status}`);
  }

  private async retryLater(row: Row, nowMs: number, error: unknown): Promise<void> {
    const text = error instanceof Error ? error.message : String(error);
    const giveUp = row.attempts >= ATTEMPTS_MAX;
    const waitMs = Math.min(2 ** row.attempts * 15_000, 3_600_000);
    await this.options
      .db('sla_outbox')
      .where('id', row.id)
      .update({
        last_error: text.slice(0, 500),
        next_at: toDate(nowMs + waitMs),
        ...(giveUp && { given_up_at: toDate(nowMs) }),
      });
    const verb = giveUp ? 'is given up' : `is tried again in ${Math.round(waitMs / 1000)} s`;
    this.options.logger.warn(`The ${row.channel} of incident ${row.incident_id} failed (${text}) and ${verb}`);
  }

  async countSent(db: Knex, incidentIds: readonly string[]): Promise<Map<string, number>> {
    const rows: { incident_id: string; count: string }[] = await db('sla_outbox')
      .whereIn('incident_id', [...incidentIds])
      .where('channel', 'notification')
      .groupBy('incident_id')
      .select('incident_id')
      .count('* as count');
    return new Map(rows.map(row => [row.incident_id, Number(row.count)]));
  }

  async oldestUnsentMs(db: Knex): Promise<number | null> {
    const row = await db('sla_outbox').whereNull('sent_at').whereNull('given_up_at').min('created_at as at').first();
    return toMs(row?.at);
  }
}

import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { Disposition } from '@internal/plugin-payrec-fraud-common';
import { Knex } from 'knex';
import { AlertRow } from '../../store/alertRow';

/** A final decision as training data: tokens only, no person of either side. */
export type Label = {
  /** The same for every attempt; the receiver drops what it has. */
  readonly labelId: string;
  readonly alertId: string;
  readonly txnId: string | null;
  readonly merchantId: string | null;
  readonly userToken: string | null;
  readonly cardToken: string | null;
  readonly scoreVersion: number;
  readonly score: string;
  readonly modelVersion: string | null;
  /** `retracted`: the alert was opened again; forget the label before. */
  readonly label: 'fraud' | 'legitimate' | 'retracted';
  readonly decidedAt: Instant;
  /** Persons behind it: 2 where it was signed. */
  readonly persons: 1 | 2;
};

export type DueLabel = { readonly labelId: string; readonly body: string; readonly attempts: number };

/** Labels on their way: written in the transaction of the decision, so that neither is without the other. */
export class LabelOutbox {
  constructor(private readonly db: Knex) {}

  async add(
    trx: Knex.Transaction,
    decisions: ReadonlyArray<{ row: AlertRow; disposition: Disposition | null; at: Instant; persons: 1 | 2 }>,
  ): Promise<void> {
    const rows = decisions.map(({ row, disposition, at, persons }) => {
      const label: Label = {
        labelId: `${row.alert_id}:${row.row_version}`,
        alertId: row.alert_id,
        txnId: row.txn_id,
        merchantId: row.merchant_id,
        userToken: row.user_token,
        cardToken: row.card_token,
        scoreVersion: row.score_version,
        score: row.score,
        modelVersion: row.model_version,
        label: labelOf(disposition),
        decidedAt: at,
        persons,
      };
      return {
        label_id: label.labelId,
        alert_id: row.alert_id,
        body: JSON.stringify(label),
        created_at: at,
        next_attempt_at: at,
      };
    });
    await trx.batchInsert('label_outbox', rows, 500);
  }

  /**
   * Takes labels that are due and leases them, so that another replica passes them over and a kill brings them back.
   * A label waits for earlier ones of its alert: a retraction must not arrive before what it retracts.
   */
  async take(now: Instant, options: { limit: number; leaseSeconds: number }): Promise<DueLabel[]> {
    const { rows } = await this.db.raw(
      `UPDATE label_outbox SET next_attempt_at = ?, attempts = attempts + 1
       WHERE label_id IN (
         SELECT label_id FROM label_outbox o
         WHERE delivered_at IS NULL AND parked_at IS NULL AND next_attempt_at <= ?
           AND NOT EXISTS (SELECT 1 FROM label_outbox earlier WHERE earlier.alert_id = o.alert_id
             AND earlier.created_at < o.created_at AND earlier.delivered_at IS NULL AND earlier.parked_at IS NULL)
         ORDER BY next_attempt_at, label_id LIMIT ? FOR UPDATE SKIP LOCKED)
       RETURNING label_id, body, attempts`,
      [instantFromEpochMs(Date.parse(now) + options.leaseSeconds * 1000), now, options.limit],
    );
    return rows.map((row: { label_id: string; body: string; attempts: number }) => ({
      labelId: row.label_id,
      body: row.body,
      attempts: row.attempts,
    }));
  }

  async delivered(labelId: string, now: Instant): Promise<void> {
    await this.db('label_outbox').where({ label_id: labelId }).update({ delivered_at: now, last_error: null });
  }

  /** Comes again at `retryAt`; null parks it for a person to look at. */
  async failed(labelId: string, failure: { error: string; retryAt: Instant | null; now: Instant }): Promise<void> {
    const { error, retryAt, now } = failure;
    await this.db('label_outbox')
      .where({ label_id: labelId })
      .update({ last_error: error, ...(retryAt === null ? { parked_at: now } : { next_attempt_at: retryAt }) });
  }
}

function labelOf(disposition: Disposition | null): Label['label'] {
  if (disposition === null) return 'retracted';
  return disposition === 'CONFIRMED_FRAUD' ? 'fraud' : 'legitimate';
}

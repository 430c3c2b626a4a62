import { Instant } from '@internal/plugin-payrec-common';
import { Disposition } from '@internal/plugin-payrec-fraud-common';
import { Knex } from 'knex';
import { AlertRow } from '../../store/alertRow';
import { LabelOutbox } from '../labels/LabelOutbox';

/** Final decisions and their labels: always both, in the transaction that closes or opens the alert. */
export class DecisionRecord {
  readonly #labels: LabelOutbox;

  constructor(db: Knex) {
    this.#labels = new LabelOutbox(db);
  }

  async add(
    trx: Knex.Transaction,
    decisions: ReadonlyArray<{
      row: AlertRow;
      disposition: Disposition;
      reason: string;
      decidedBy: string;
      decidedAt: Instant;
      at: Instant;
      signedBy?: string;
    }>,
  ): Promise<void> {
    await trx.batchInsert(
      'alert_decisions',
      decisions.map(one => ({
        alert_id: one.row.alert_id,
        disposition: one.disposition,
        reason: one.reason,
        decided_by: one.decidedBy,
        decided_at: one.decidedAt,
        signed_by: one.signedBy ?? null,
        closed_at: one.at,
        received_at: one.row.received_at,
        sla_due_at: one.row.sla_due_at,
      })),
      500,
    );
    await this.#labels.add(
      trx,
      decisions.map(({ row, disposition, at, signedBy }) => ({ row, disposition, at, persons: signedBy ? 2 : 1 })),
    );
  }

  /** The decision on a row does not stand any more; its label is taken back. */
  async void(trx: Knex.Transaction, row: AlertRow, at: Instant): Promise<void> {
    await trx('alert_decisions').where({ alert_id: row.alert_id }).whereNull('void_at').update({ void_at: at });
    await this.#labels.add(trx, [{ row, disposition: null, at, persons: 1 }]);
  }
}

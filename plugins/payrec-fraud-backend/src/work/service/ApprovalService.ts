import { NotFoundError } from '@backstage/errors';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { Disposition } from '@internal/plugin-payrec-fraud-common';
import { Knex } from 'knex';
import { AlertSight } from '../../access/AlertAccess';
import { AlertRow } from '../../store/alertRow';
import { DecisionRecord } from '../database/DecisionRecord';
import { assertVersion } from '../decide/decideAlert';
import { WorkDeps } from '../deps';
import { recordText } from '../privacy/recordText';
import { WorkConflict, WorkDenied, samePerson } from '../workErrors';
import { AlertDesk } from './AlertDesk';

type Signature = { sight: AlertSight; pinnedRowVersion: number; reason: string; idempotencyKey: string };

export type Approval = {
  readonly approvalId: string;
  readonly alertId: string;
  readonly disposition: Disposition;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly pinnedRowVersion: number;
  readonly state: 'pending' | 'approved' | 'rejected' | 'void';
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
};

/** The second signature: by another person, who opened the alert, on the version that was decided. */
export class ApprovalService {
  readonly #record: DecisionRecord;

  constructor(private readonly deps: WorkDeps, private readonly desk: AlertDesk) {
    this.#record = new DecisionRecord(deps.db);
  }

  /**
   * Signs what another person decided. The approval holds for the version it pins: when the alert has changed since, it
   * becomes void and the alert work again.
   * @throws WorkDenied `same_person`; WorkConflict `approval_void`, `version_changed`, `evidence_not_opened`, `state`.
   */
  approve(approvalId: string, signature: Signature): Promise<Approval> {
    return this.sign(approvalId, 'alert.approve', signature, async (trx, row, approval) => {
      const at = this.deps.now();
      const { disposition, reason } = approval;
      const { actor } = signature.sight;
      const after = await this.deps.alerts.change(
        trx,
        row,
        { state: 'CLOSED', disposition, closed_at: at },
        { kind: 'approve', actor, detail: { disposition, reason: signature.reason, proposedBy: approval.proposedBy } },
      );
      const { proposedBy: decidedBy, proposedAt: decidedAt } = approval;
      await this.#record.add(trx, [{ row: after, disposition, reason, decidedBy, decidedAt, at, signedBy: actor }]);
      return { after, state: 'approved' as const };
    });
  }

  /** Sends it back to its author, who holds it again. */
  reject(approvalId: string, signature: Signature): Promise<Approval> {
    return this.sign(approvalId, 'alert.reject', signature, async (trx, row, approval) => {
      const leaseMs = this.deps.config.leaseSeconds * 1000;
      const after = await this.deps.alerts.change(
        trx,
        row,
        {
          state: 'IN_REVIEW',
          claimed_by: approval.proposedBy,
          lease_until: instantFromEpochMs(Date.parse(this.deps.now()) + leaseMs),
          fence: row.fence + 1,
          boost: 'rejected',
        },
        { kind: 'reject', actor: signature.sight.actor, detail: { reason: signature.reason, to: approval.proposedBy } },
      );
      return { after, state: 'rejected' as const };
    });
  }

  private async sign(
    approvalId: string,
    action: 'alert.approve' | 'alert.reject',
    signature: Signature,
    work: (
      trx: Knex.Transaction,
      row: AlertRow,
      approval: Approval,
    ) => Promise<{ after: AlertRow; state: 'approved' | 'rejected' }>,
  ): Promise<Approval> {
    const { sight, pinnedRowVersion, idempotencyKey } = signature;
    const reason = recordText(signature.reason);
    const found = await this.find(this.deps.db, approvalId);
    const { alertId } = found;
    const answer = await this.desk.deed<Approval | 'void'>(
      { alertId, sight, action, reason },
      async (trx, row) => {
        // Read again under the lock of its alert, which every change of an approval takes.
        const approval = await this.find(trx, approvalId);
        if (approval.state !== 'pending') {
          throw new WorkConflict(
            'state',
            `Approval ${approvalId} is ${approval.state}; only a pending one can be signed`,
          );
        }
        if (samePerson(approval.proposedBy, sight.actor)) {
          throw new WorkDenied('same_person', `You decided alert ${alertId} yourself; a second person signs`);
        }
        const entry = { proposer: approval.proposedBy, detail: { approvalId } };
        if (row.row_version !== approval.pinnedRowVersion || row.state !== 'APPROVAL') {
          const version = await this.void(trx, row, approval);
          return { answer: 'void', version, entry: { ...entry, outcome: 'conflict', code: 'approval_void' } };
        }
        assertVersion(row, pinnedRowVersion);
        await this.assertSeen(trx, row, sight.actor);
        const { after, state } = await work(trx, row, approval);
        const decidedAt = this.deps.now();
        await trx('alert_approvals')
          .where({ approval_id: approvalId })
          .update({ state, decided_by: sight.actor, decided_at: decidedAt });
        return {
          answer: { ...approval, state, decidedBy: sight.actor, decidedAt },
          version: after.row_version,
          entry,
        };
      },
      this.desk.once(sight.actor, idempotencyKey, `${action} ${approvalId}`, pinnedRowVersion, reason),
    );
    if (answer === 'void') {
      throw new WorkConflict(
        'approval_void',
        `Alert ${alertId} changed after the decision; it has to be decided again`,
      );
    }
    return answer;
  }

  /** The pinned version is gone: the approval is void and the alert waits for work again. Answers the new version. */
  async void(trx: Knex.Transaction, row: AlertRow, approval: Approval): Promise<number> {
    await trx('alert_approvals').where({ approval_id: approval.approvalId }).update({ state: 'void' });
    if (row.state !== 'APPROVAL') return row.row_version;
    const after = await this.deps.alerts.change(
      trx,
      row,
      { state: 'NEW', boost: 'new_evidence' },
      { kind: 'approval_void', actor: null, detail: { proposedBy: approval.proposedBy } },
    );
    return after.row_version;
  }

  /** Approvals that wait, oldest first, of alerts in sight; with the version their alert has now. */
  async waiting(
    sight: AlertSight,
    page: { limit: number; after?: readonly [string, string] },
  ): Promise<Array<Approval & { rowVersion: number }>> {
    const { rows } = await this.deps.db.raw(
      `SELECT p.*, a.row_version AS now_version FROM alert_approvals p JOIN alerts a USING (alert_id)
       WHERE p.state = 'pending'
         AND (CAST(:merchants AS text[]) IS NULL OR a.merchant_id = ANY(CAST(:merchants AS text[])))
         AND (a.user_id IS NULL OR a.user_id <> ALL(CAST(:ownUserIds AS text[])))
         AND (CAST(:at AS timestamptz) IS NULL
           OR (p.proposed_at, p.approval_id) > (CAST(:at AS timestamptz), CAST(:id AS text)))
       ORDER BY p.proposed_at, p.approval_id LIMIT :limit`,
      {
        merchants: sight.merchants === 'all' ? null : [...sight.merchants],
        ownUserIds: [...sight.ownUserIds],
        at: page.after?.[0] ?? null,
        id: page.after?.[1] ?? null,
        limit: page.limit,
      },
    );
    return rows.map((row: Record<string, any>) => ({ ...toApproval(row), rowVersion: Number(row.now_version) }));
  }

  /** @throws NotFoundError */
  async find(db: Knex, approvalId: string): Promise<Approval> {
    const row = await db('alert_approvals').where({ approval_id: approvalId }).first();
    if (!row) throw new NotFoundError(`There is no approval ${approvalId}`);
    return toApproval(row);
  }

  /** @throws WorkConflict `evidence_not_opened` unless the person opened the alert in this version. */
  private async assertSeen(trx: Knex.Transaction, row: AlertRow, actor: string): Promise<void> {
    const seen = await trx('alert_sightings').where({ alert_id: row.alert_id, actor }).first();
    if (seen && Number(seen.row_version) === row.row_version) return;
    throw new WorkConflict(
      'evidence_not_opened',
      `Open alert ${row.alert_id} first: what is signed has to have been seen in version ${row.row_version}`,
      { rowVersion: row.row_version },
    );
  }
}

export function toApproval(row: Record<string, any>): Approval {
  return {
    approvalId: row.approval_id,
    alertId: row.alert_id,
    disposition: row.disposition,
    reason: row.reason,
    proposedBy: row.proposed_by,
    proposedAt: instantFromEpochMs(row.proposed_at.getTime()),
    pinnedRowVersion: Number(row.pinned_row_version),
    state: row.state,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at && instantFromEpochMs(row.decided_at.getTime()),
  };
}

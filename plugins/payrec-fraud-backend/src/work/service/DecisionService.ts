import { ConflictError, NotFoundError } from '@backstage/errors';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { AlertJson, Disposition } from '@internal/plugin-payrec-fraud-common';
import { once } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { AlertSight } from '../../access/AlertAccess';
import { appendEvent } from '../../feed/appendEvent';
import { alertToJson } from '../../queue/alertToJson';
import { AlertRow } from '../../store/alertRow';
import { AlertPatch } from '../../store/AlertStore';
import { assertHeld, assertVersion, secondPersonReason } from '../decide/decideAlert';
import { WorkDeps } from '../deps';
import { LabelOutbox } from '../labels/LabelOutbox';
import { hasCardNumber } from '../privacy/masking';
import { WorkConflict, WorkDenied, WorkInputRefused, samePerson } from '../workErrors';
import { AlertDesk } from './AlertDesk';

export type HeldWrite = {
  readonly sight: AlertSight;
  readonly fence: number;
  readonly expectedRowVersion: number;
  readonly reason: string;
  readonly idempotencyKey: string;
};
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

/** What a decision does to a row, not yet written. */
export type PlannedDecision = { readonly patch: AlertPatch; readonly kind: string; readonly needsApproval: boolean };

/** Decisions on alerts: confirm, clear, escalate, snooze, reopen, and the second signature. */
export class DecisionService {
  readonly #labels: LabelOutbox;

  constructor(private readonly deps: WorkDeps, private readonly desk: AlertDesk) {
    this.#labels = new LabelOutbox(deps.db);
  }

  /** Closes the alert, or sends it to approval where the policy asks for a second person. */
  dispose(alertId: string, disposition: Disposition, write: HeldWrite): Promise<AlertJson> {
    const detail = { disposition, reason: write.reason };
    return this.write(alertId, 'alert.disposition', write, { disposition }, async (trx, row) => {
      const at = this.deps.now();
      const plan = this.plan(row, disposition, at);
      const after = await this.deps.alerts.change(trx, row, plan.patch, {
        kind: plan.kind,
        actor: write.sight.actor,
        detail,
      });
      await this.settle(trx, [{ row: after, disposition, plan }], {
        actor: write.sight.actor,
        reason: write.reason,
        at,
      });
      return { after, detail: { disposition, needsApproval: plan.needsApproval } };
    });
  }

  /** The patch of a disposition: APPROVAL without a claim where a second person signs, CLOSED otherwise. */
  plan(row: AlertRow, disposition: Disposition, at: Instant): PlannedDecision {
    const needsApproval = secondPersonReason(row, this.deps.config) !== null;
    const loose = { claimed_by: null, lease_until: null, snoozed_until: null };
    return needsApproval
      ? { needsApproval, kind: 'propose', patch: { ...loose, state: 'APPROVAL' } }
      : { needsApproval, kind: 'close', patch: { ...loose, state: 'CLOSED', disposition, closed_at: at } };
  }

  /** What follows from written decisions: approvals that wait, or the record and the label. */
  async settle(
    trx: Knex.Transaction,
    decisions: ReadonlyArray<{ row: AlertRow; disposition: Disposition; plan: PlannedDecision }>,
    by: { actor: string; reason: string; at: Instant },
  ): Promise<void> {
    const { actor, reason, at } = by;
    await trx.batchInsert(
      'alert_approvals',
      decisions
        .filter(one => one.plan.needsApproval)
        .map(({ row, disposition }) => ({
          approval_id: `APR-${this.deps.newId()}`,
          alert_id: row.alert_id,
          disposition,
          reason,
          proposed_by: actor,
          proposed_at: at,
          pinned_row_version: row.row_version,
          state: 'pending',
        })),
      500,
    );
    const closed = decisions.filter(one => !one.plan.needsApproval);
    await this.record(
      trx,
      closed.map(({ row, disposition }) => ({ row, disposition, reason, decidedBy: actor, decidedAt: at, at })),
    );
  }

  /** Hands it to the supervisors; the claim ends. */
  escalate(alertId: string, write: HeldWrite): Promise<AlertJson> {
    return this.write(alertId, 'alert.escalate', write, {}, async (trx, row) => ({
      after: await this.deps.alerts.change(trx, row, ESCALATED, {
        kind: 'escalate',
        actor: write.sight.actor,
        detail: { reason: write.reason },
      }),
    }));
  }

  /** Puts it away until a time before its deadline; then it is new again. */
  snooze(alertId: string, write: HeldWrite & { until: Instant }): Promise<AlertJson> {
    const { until, reason, sight } = write;
    return this.write(alertId, 'alert.snooze', write, { until }, async (trx, row) => ({
      after: await this.deps.alerts.change(trx, row, this.snoozed(row, until), {
        kind: 'snooze',
        actor: sight.actor,
        detail: { until, reason },
      }),
      detail: { until },
    }));
  }

  /** @throws WorkInputRefused for a time that is past or beyond the deadline. */
  snoozed(row: AlertRow, until: Instant): AlertPatch {
    if (Date.parse(until) <= Date.parse(this.deps.now())) {
      throw new WorkInputRefused('until_past', `${until} is past; choose a time to come`);
    }
    if (row.sla_due_at !== null && Date.parse(until) > Date.parse(row.sla_due_at)) {
      throw new WorkInputRefused(
        'until_too_late',
        `Alert ${row.alert_id} is due at ${row.sla_due_at}; snooze it until then at most`,
      );
    }
    return { state: 'SNOOZED', snoozed_until: until, claimed_by: null, lease_until: null };
  }

  /** Opens a closed alert again: the decision is void, and the pipeline is told to forget its label. */
  async reopen(
    alertId: string,
    request: { sight: AlertSight; expectedRowVersion: number; reason: string; idempotencyKey: string },
  ): Promise<AlertJson> {
    const { sight, reason } = request;
    return this.desk
      .deed(
        { alertId, sight, action: 'alert.reopen', reason: this.checked(reason) },
        async (trx, row) => {
          if (row.state !== 'CLOSED') throw new WorkConflict('state', `Alert ${alertId} is ${row.state}, not closed`);
          assertVersion(row, request.expectedRowVersion);
          const at = this.deps.now();
          const after = await this.deps.alerts.change(
            trx,
            row,
            { state: 'NEW', disposition: null, closed_at: null, boost: 'reopened' },
            { kind: 'reopen', actor: sight.actor, detail: { reason } },
          );
          await trx('alert_decisions').where({ alert_id: alertId }).whereNull('void_at').update({ void_at: at });
          await this.#labels.add(trx, [{ row: after, disposition: null, at, persons: 1 }]);
          return { answer: alertToJson(after, sight.maskLevel), version: after.row_version };
        },
        this.once(sight.actor, request.idempotencyKey, `reopen ${alertId}`, request.expectedRowVersion, reason),
      )
      .catch(error => {
        // The pattern has a new alert since; two open ones of a kind there are not.
        if (error?.constraint === 'alerts_one_open') {
          throw new ConflictError(`Alert ${alertId} has an open successor; decide that one`);
        }
        throw error;
      });
  }

  /** A note: an event of the alert that leaves the row and its version alone, so nobody's decision gets stale by it. */
  async note(alertId: string, request: { sight: AlertSight; text: string; idempotencyKey: string }) {
    const { sight } = request;
    const text = this.checked(request.text);
    return this.desk.deed(
      { alertId, sight, action: 'alert.note' },
      async (trx, row) => {
        await appendEvent(trx, { before: row, after: row, kind: 'note', actor: sight.actor, detail: { text } });
        const at = this.deps.now();
        const answer = { seq: null, at, kind: 'note', actor: sight.actor, text, rowVersion: row.row_version };
        return { answer, version: row.row_version };
      },
      this.once(sight.actor, request.idempotencyKey, `note ${alertId}`, 0, text),
    );
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
      await this.record(trx, [{ row: after, disposition, reason, decidedBy, decidedAt, at, signedBy: actor }]);
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
    const reason = this.checked(signature.reason);
    const found = await this.findApproval(this.deps.db, approvalId);
    const { alertId } = found;
    const answer = await this.desk.deed<Approval | 'void'>(
      { alertId, sight, action, reason },
      async (trx, row) => {
        // Read again under the lock of its alert, which every change of an approval takes.
        const approval = await this.findApproval(trx, approvalId);
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
          const version = await this.voidApproval(trx, row, approval);
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
      this.once(sight.actor, idempotencyKey, `${action} ${approvalId}`, pinnedRowVersion, reason),
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
  async voidApproval(trx: Knex.Transaction, row: AlertRow, approval: Approval): Promise<number> {
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
  async findApproval(db: Knex, approvalId: string): Promise<Approval> {
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

  private async record(
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

  /** A write under a claim, once per key. */
  private write(
    alertId: string,
    action: string,
    write: HeldWrite,
    body: Record<string, unknown>,
    work: (trx: Knex.Transaction, row: AlertRow) => Promise<{ after: AlertRow; detail?: Record<string, unknown> }>,
  ): Promise<AlertJson> {
    const { sight, idempotencyKey } = write;
    const reason = this.checked(write.reason);
    return this.desk.deed(
      { alertId, sight, action, reason },
      async (trx, row) => {
        assertHeld(row, { ...write, actor: sight.actor, now: this.deps.now() });
        const { after, detail } = await work(trx, row);
        return { answer: alertToJson(after, sight.maskLevel), version: after.row_version, entry: { detail } };
      },
      this.once(sight.actor, idempotencyKey, `${action} ${alertId}`, write.expectedRowVersion, {
        ...body,
        reason,
        fence: write.fence,
      }),
    );
  }

  /** Text for the record. @throws WorkInputRefused when a card number stands in it. */
  checked(text: string): string {
    if (!hasCardNumber(text)) return text;
    throw new WorkInputRefused('card_number', 'The text holds a card number; write the last four digits only');
  }

  once(actor: string, key: string, operation: string, version: number, body: unknown) {
    return <T>(trx: Knex.Transaction, run: () => Promise<T>) =>
      once(trx, { actor, key, operation, body: { version, body }, now: this.deps.now() }, run);
  }
}

/** What escalating sets. */
export const ESCALATED: AlertPatch = {
  state: 'ESCALATED',
  claimed_by: null,
  lease_until: null,
  snoozed_until: null,
  boost: 'escalated',
};

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

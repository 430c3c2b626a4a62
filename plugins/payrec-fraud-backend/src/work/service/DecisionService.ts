import { ConflictError } from '@backstage/errors';
import { Instant } from '@internal/plugin-payrec-common';
import { AlertJson, Disposition } from '@internal/plugin-payrec-fraud-common';
import { Knex } from 'knex';
import { AlertSight } from '../../access/AlertAccess';
import { appendEvent } from '../../feed/appendEvent';
import { alertToJson } from '../../queue/alertToJson';
import { AlertRow } from '../../store/alertRow';
import { AlertPatch } from '../../store/AlertStore';
import { DecisionRecord } from '../database/DecisionRecord';
import { assertHeld, assertVersion, secondPersonReason } from '../decide/decideAlert';
import { WorkDeps } from '../deps';
import { recordText } from '../privacy/recordText';
import { WorkConflict, WorkInputRefused } from '../workErrors';
import { AlertDesk } from './AlertDesk';

export type HeldWrite = {
  readonly sight: AlertSight;
  readonly fence: number;
  readonly expectedRowVersion: number;
  readonly reason: string;
  readonly idempotencyKey: string;
};
/** What a decision does to a row, not yet written. */
export type PlannedDecision = { readonly patch: AlertPatch; readonly kind: string; readonly needsApproval: boolean };

/** What escalating sets. */
export const ESCALATED: AlertPatch = {
  state: 'ESCALATED',
  claimed_by: null,
  lease_until: null,
  snoozed_until: null,
  boost: 'escalated',
};

/** Decisions on alerts: confirm, clear, escalate, snooze, reopen, note. The second signature is `ApprovalService`. */
export class DecisionService {
  readonly #record: DecisionRecord;

  constructor(private readonly deps: WorkDeps, private readonly desk: AlertDesk) {
    this.#record = new DecisionRecord(deps.db);
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
    await this.#record.add(
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
        { alertId, sight, action: 'alert.reopen', reason: recordText(reason) },
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
          await this.#record.void(trx, after, at);
          return { answer: alertToJson(after, sight.maskLevel), version: after.row_version };
        },
        this.desk.once(sight.actor, request.idempotencyKey, `reopen ${alertId}`, request.expectedRowVersion, reason),
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
    const text = recordText(request.text);
    return this.desk.deed(
      { alertId, sight, action: 'alert.note' },
      async (trx, row) => {
        await appendEvent(trx, { before: row, after: row, kind: 'note', actor: sight.actor, detail: { text } });
        const at = this.deps.now();
        const answer = { seq: null, at, kind: 'note', actor: sight.actor, text, rowVersion: row.row_version };
        return { answer, version: row.row_version };
      },
      this.desk.once(sight.actor, request.idempotencyKey, `note ${alertId}`, 0, text),
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
    const reason = recordText(write.reason);
    return this.desk.deed(
      { alertId, sight, action, reason },
      async (trx, row) => {
        assertHeld(row, { ...write, actor: sight.actor, now: this.deps.now() });
        const { after, detail } = await work(trx, row);
        return { answer: alertToJson(after, sight.maskLevel), version: after.row_version, entry: { detail } };
      },
      this.desk.once(sight.actor, idempotencyKey, `${action} ${alertId}`, write.expectedRowVersion, {
        ...body,
        reason,
        fence: write.fence,
      }),
    );
  }
}

import { InputError } from '@backstage/errors';
import { Instant } from '@internal/plugin-payrec-common';
import { BULK_ANALYST_MAX } from '@internal/plugin-payrec-fraud-common';
import { once } from '@internal/plugin-payrec-node';
import { AlertSight, ConflictOfInterestError, isVisible } from '../../access/AlertAccess';
import { AlertChange } from '../../feed/appendEvent';
import { AlertRow } from '../../store/alertRow';
import { AlertPatch } from '../../store/AlertStore';
import { assertClaimable, assertVersion, isHeld } from '../decide/decideAlert';
import { WorkDeps } from '../deps';
import { recordText } from '../privacy/recordText';
import { WorkConflict, WorkDenied, WorkInputRefused, samePerson } from '../workErrors';
import { AlertDesk } from './AlertDesk';
import { ClaimService, freed } from './ClaimService';
import { DecisionService, ESCALATED, PlannedDecision } from './DecisionService';

export type BulkAction = 'confirm_fraud' | 'false_positive' | 'escalate' | 'snooze' | 'claim' | 'release';
type BulkRow = {
  alertId: string;
  result: 'ok' | 'conflict' | 'denied' | 'not_found' | 'invalid' | 'needs_approval';
  code: string | null;
  rowVersion: number | null;
};
export type BulkAnswer = { ok: number; conflict: number; conflicts: string[]; replayed: boolean; items: BulkRow[] };

const DISPOSITIONS = { confirm_fraud: 'CONFIRMED_FRAUD', false_positive: 'FALSE_POSITIVE' } as const;
const LOG_ACTIONS: Record<BulkAction, string> = {
  confirm_fraud: 'alert.disposition',
  false_positive: 'alert.disposition',
  escalate: 'alert.escalate',
  snooze: 'alert.snooze',
  claim: 'alert.claim',
  release: 'alert.release',
};

/**
 * One action on many rows. Each row stands for itself: what cannot be done says why and stops nothing. All that can be done
 * is one transaction with one answer kept under the key, so a retry answers the same and does nothing.
 * A row needs no claim of one's own; it must be free or one's own, and in the version that was seen.
 */
export class BulkService {
  constructor(
    private readonly deps: WorkDeps,
    private readonly desk: AlertDesk,
    private readonly claims: ClaimService,
    private readonly decisions: DecisionService,
  ) {}

  async run(request: {
    sight: AlertSight;
    action: BulkAction;
    reason: string;
    until?: Instant;
    idempotencyKey: string;
    items: ReadonlyArray<{ id: string; version: number }>;
    isSupervisor: boolean;
  }): Promise<BulkAnswer> {
    const { sight, action, items, idempotencyKey, until } = request;
    const reason = recordText(request.reason);
    if (items.length > BULK_ANALYST_MAX && !request.isSupervisor) {
      const refusal = new WorkDenied(
        'bulk_limit',
        `${items.length} rows at once need a supervisor; take ${BULK_ANALYST_MAX} at most`,
      );
      await this.desk.logRefusal(refusal, {
        action: 'alert.bulk',
        object: `bulk:${idempotencyKey}`,
        actor: sight.actor,
      });
      throw refusal;
    }
    if (action === 'snooze' && until === undefined) throw new InputError('snooze needs "until"');
    const twice = new Set(items.map(item => item.id)).size !== items.length;
    if (twice) throw new InputError('An alert is in the list twice; name each once');
    let isReplay = true;
    const answer = await this.deps.alerts.transaction(trx =>
      once(
        trx,
        {
          actor: sight.actor,
          key: idempotencyKey,
          operation: `bulk ${action}`,
          body: { reason, until: until ?? null, items },
          now: this.deps.now(),
        },
        async () => {
          isReplay = false;
          const at = this.deps.now();
          const rows = await this.deps.alerts.lock(
            trx,
            items.map(item => item.id),
          );
          const byId = new Map(rows.map(row => [row.alert_id, row]));
          const judged = items.map(item => this.judge(request, byId.get(item.id), item, at));
          const done = judged.flatMap(one => (one.change ? [one as Required<typeof one>] : []));
          await this.deps.alerts.put(
            trx,
            done.map(one => one.change),
          );
          if (action === 'confirm_fraud' || action === 'false_positive') {
            const decided = done.map(one => ({
              row: one.change.after,
              disposition: DISPOSITIONS[action],
              plan: one.plan as PlannedDecision,
            }));
            await this.decisions.settle(trx, decided, { actor: sight.actor, reason, at });
          }
          const conflicts = judged.filter(one => one.row.result === 'conflict').map(one => one.row.alertId);
          await this.desk.log.append(trx, [
            {
              at,
              actor: sight.actor,
              action: 'alert.bulk',
              object: `bulk:${idempotencyKey}`,
              outcome: 'success',
              reason,
              detail: { action, asked: items.length, done: done.length, conflicts: conflicts.slice(0, 50) },
            },
            ...done.map(one => ({
              at,
              actor: sight.actor,
              action: LOG_ACTIONS[action],
              object: `alert:${one.row.alertId}`,
              objectVersion: one.change.after.row_version,
              outcome: 'success' as const,
              reason,
              detail: { bulk: idempotencyKey },
            })),
          ]);
          return { ok: done.length, conflict: conflicts.length, conflicts, items: judged.map(one => one.row) };
        },
      ),
    );
    this.deps.wake();
    return { ...answer, replayed: isReplay };
  }

  private judge(
    request: Parameters<BulkService['run']>[0],
    row: AlertRow | undefined,
    item: { id: string; version: number },
    at: Instant,
  ): { row: BulkRow; change?: AlertChange; plan?: PlannedDecision } {
    const { sight, action, reason } = request;
    const refused = (result: BulkRow['result'], code: string | null): { row: BulkRow } => ({
      row: { alertId: item.id, result, code, rowVersion: null },
    });
    if (row && row.user_id !== null && sight.ownUserIds.has(row.user_id)) {
      return refused('denied', new ConflictOfInterestError().code);
    }
    if (!row || !isVisible(row, sight)) return refused('not_found', null);
    try {
      const { patch, kind, plan } = this.patchOf(request, row, item.version, at);
      const after = this.deps.alerts.patched(row, patch);
      return {
        row: {
          alertId: item.id,
          result: plan?.needsApproval ? 'needs_approval' : 'ok',
          code: null,
          rowVersion: after.row_version,
        },
        change: { before: row, after, kind, actor: sight.actor, detail: { reason, bulk: true, action } },
        plan,
      };
    } catch (error) {
      if (error instanceof WorkConflict) return refused('conflict', error.code);
      if (error instanceof WorkDenied) return refused('denied', error.code);
      if (error instanceof WorkInputRefused) return refused('invalid', error.code);
      throw error;
    }
  }

  private patchOf(
    request: Parameters<BulkService['run']>[0],
    row: AlertRow,
    version: number,
    now: Instant,
  ): { patch: AlertPatch; kind: string; plan?: PlannedDecision } {
    const { sight, action, isSupervisor, until } = request;
    const { actor } = sight;
    assertClaimable(row, { actor, expectedRowVersion: version, now, isSupervisor });
    // assertClaimable forgives one's own row its version; here it is what was seen that is decided on.
    assertVersion(row, version);
    switch (action) {
      case 'claim':
        return { patch: this.claims.claimed(row, actor, now), kind: 'claim' };
      case 'release':
        if (!isHeld(row, now) || !samePerson(row.claimed_by ?? '', actor)) {
          throw new WorkConflict('not_claimed', `Alert ${row.alert_id} is not yours`);
        }
        return { patch: freed(row), kind: 'release' };
      case 'escalate':
        return { patch: ESCALATED, kind: 'escalate' };
      case 'snooze':
        return { patch: this.decisions.snoozed(row, until as Instant), kind: 'snooze' };
      default: {
        const plan = this.decisions.plan(row, DISPOSITIONS[action], now);
        return { patch: plan.patch, kind: plan.kind, plan };
      }
    }
  }
}

import { createHash } from 'node:crypto';
import { InputError } from '@backstage/errors';
import { Instant } from '@internal/plugin-payrec-common';
import { Scope, once } from '@internal/plugin-payrec-node';
import { BreakJson } from '@internal/plugin-payrec-reconciliation-common';
import { BreakStore } from '../database/BreakStore';
import { ApprovalNotices } from './ApprovalNotices';
import { BreakDecisions, DisputeParty } from './BreakDecisions';
import { BreakRefused } from './BreakRefused';
import { BreakView } from './BreakView';
import { Changes } from './Changes';
import { RunService } from './RunService';
import { assignBreak } from './assignBreak';
import { lockBreak } from './lockBreak';

export type BulkRequest = {
  readonly actor: string;
  readonly scope: Scope;
  readonly action: 'propose' | 'approve' | 'dispute' | 'assign' | 'recheck';
  readonly breaks: ReadonlyArray<{ id: string; version: number }>;
  readonly reason?: string;
  readonly party?: DisputeParty;
  readonly assignee?: string | null;
  readonly idempotencyKey: string;
  readonly mayApprove: boolean;
};

export type BulkResult = {
  id: string;
  outcome: 'success' | 'ineligible';
  code: string | null;
  message: string | null;
  break: BreakJson | null;
};

/** One action on many breaks at once. */
export class BreakBulk {
  constructor(
    private readonly deps: {
      readonly breaks: BreakStore;
      readonly decisions: BreakDecisions;
      readonly runService: RunService;
      readonly view: BreakView;
      readonly changes: Changes;
      readonly notices: ApprovalNotices;
      readonly now: () => Instant;
    },
  ) {}

  /**
   * Each break stands for itself: what cannot be done says why and stops nothing. The key makes each single decision
   * harmless to repeat, so a bulk that was cut in the middle is simply sent again.
   * @throws InputError when the action lacks what it needs of every break.
   */
  async decide(request: BulkRequest): Promise<BulkResult[]> {
    const { action } = request;
    const reason = request.reason?.trim() ?? '';
    assertComplete(request, reason);
    const results: BulkResult[] = [];
    for (const { id, version } of request.breaks) {
      if (action === 'approve' && !request.mayApprove) {
        results.push(ineligible(id, 'PERMISSION', 'PERMISSION: approving needs payrec.reconciliation.break.approve'));
        continue;
      }
      const key = createHash('sha256')
        .update(JSON.stringify([request.idempotencyKey, id]))
        .digest('hex');
      try {
        results.push(success(id, await this.one(request, { id, version, reason, key })));
      } catch (error) {
        if (!(error instanceof BreakRefused)) throw error;
        results.push(ineligible(id, error.code, error.message));
      }
    }
    if (action === 'recheck' || action === 'approve') this.deps.runService.wake();
    const done = results.filter(result => result.outcome === 'success').map(result => result.id);
    if (action === 'propose') void this.deps.notices.proposed(done, request.actor);
    if (done.length > 0) {
      this.deps.changes.announce({ kind: 'break', id: request.breaks.length === 1 ? request.breaks[0].id : 'many' });
    }
    return results;
  }

  private async one(
    request: BulkRequest,
    { id, version, reason, key }: { id: string; version: number; reason: string; key: string },
  ): Promise<BreakJson> {
    const { breaks, decisions, runService, view, now } = this.deps;
    const { actor, action, scope, party } = request;
    const context = await view.context();
    if (action === 'assign') {
      const changed = await breaks.transaction(trx =>
        assignBreak(trx, this.deps, id, { actor, version, assignee: request.assignee ?? null }),
      );
      return view.toJson(changed, actor, context);
    }
    if (action === 'recheck') {
      return breaks.transaction(trx =>
        once(trx, { actor, key, now: now(), operation: `recheck ${id}`, body: {} }, async () => {
          const locked = await lockBreak(breaks, trx, id);
          await runService.enqueueRecheck(trx, locked, actor);
          return view.toJson(locked, actor, context);
        }),
      );
    }
    return decisions.decide(action, id, { actor, scope, version, reason, idempotencyKey: key, party });
  }
}

/** @throws InputError naming what the action needs and got not. */
function assertComplete({ action, assignee, party }: BulkRequest, reason: string): void {
  if ((action === 'propose' || action === 'approve' || action === 'dispute') && reason.length < 3) {
    throw new InputError(`${action} needs a reason of at least 3 characters, got "${reason}"`);
  }
  if (action === 'assign' && assignee === undefined) {
    throw new InputError('assign needs an assignee, or null for nobody');
  }
  if (action === 'dispute' && !party) {
    throw new InputError('dispute needs a party: bank, provider, merchant or internal');
  }
}

function success(id: string, one: BreakJson): BulkResult {
  return { id, outcome: 'success', code: null, message: null, break: one };
}

function ineligible(id: string, code: string, message: string): BulkResult {
  return { id, outcome: 'ineligible', code, message, break: null };
}

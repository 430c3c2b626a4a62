import { Instant } from '@internal/plugin-payrec-common';
import { FinalIndexService, Scope, once } from '@internal/plugin-payrec-node';
import { BreakJson } from '@internal/plugin-payrec-reconciliation-common';
import { BreakChange, BreakStore } from '../database/BreakStore';
import { DecisionEffect, DecisionLog } from '../database/DecisionLog';
import { caseRowIds } from '../queries/breakQueries';
import { BreakRefused } from './BreakRefused';
import { BreakView } from './BreakView';
import { Changes } from './Changes';
import { RunService } from './RunService';
import { BreakAction, decideBreak } from './decideBreak';
import { lockBreak } from './lockBreak';

export type DisputeParty = 'bank' | 'provider' | 'merchant' | 'internal';

export type DecisionRequest = {
  readonly actor: string;
  readonly scope: Scope;
  readonly version: number;
  readonly reason: string;
  readonly idempotencyKey: string;
  readonly party?: DisputeParty;
};

/**
 * Decisions on breaks: propose, approve, reject, dispute, withdraw. Each is one transaction: state, history, decision log,
 * key and, for an approval, the run that puts it into effect. Who may decide what is in `decideBreak`.
 */
export class BreakDecisions {
  constructor(
    private readonly deps: {
      readonly breaks: BreakStore;
      readonly log: DecisionLog;
      readonly runService: RunService;
      readonly finalIndex: FinalIndexService;
      readonly view: BreakView;
      readonly changes: Changes;
      readonly now: () => Instant;
    },
  ) {}

  /** @throws BreakRefused for state, persons, version and an unknown break. */
  async decide(action: BreakAction, id: string, request: DecisionRequest): Promise<BreakJson> {
    const { breaks, log, view, changes, runService, now } = this.deps;
    // Read before the transaction: the index is another system, and its rows are checked against the run inside.
    const effect = action === 'approve' ? await this.effectOf(id, request.scope) : undefined;
    const { actor, version, reason, party, idempotencyKey } = request;
    const context = await view.context();
    const answer = await breaks.transaction(trx =>
      once(
        trx,
        { actor, key: idempotencyKey, now: now(), operation: `${action} ${id}`, body: { version, reason, party } },
        async () => {
          const before = await lockBreak(breaks, trx, id);
          const verdict = decideBreak(before, action, actor, version);
          if (verdict.kind === 'refused') throw new BreakRefused(verdict.code, verdict.message);
          if (effect && effect.matchRunId !== before.matchRunId) {
            throw new BreakRefused(
              'VERSION',
              `VERSION: a run changed break ${id} at this moment; look again and decide on what it is now`,
            );
          }
          const at = now();
          const { seq } = await log.append(trx, {
            actor,
            action,
            target: id,
            targetVersion: version,
            idempotencyKey,
            reason,
            proposer: action === 'approve' || action === 'reject' ? before.proposedBy : null,
            at,
            effect: effect?.effect,
          });
          const after = await breaks.change(
            trx,
            before,
            {
              ...changeOf(action, actor, at, party),
              state: verdict.toState,
              decided_by: actor,
              decided_at: at,
              decided_action: action,
              decision_seq: seq,
            },
            { actor, action, reason: party ? `${reason} (${party})` : reason, at, decisionSeq: seq },
          );
          if (action === 'approve') await runService.enqueueRecheck(trx, after, actor);
          return view.toJson(after, actor, context);
        },
      ),
    );
    if (action === 'approve') runService.wake();
    changes.announce({ kind: 'break', id });
    return answer;
  }

  /** What the approval means for matching; nothing for a group that is matched already. */
  private async effectOf(
    id: string,
    scope: Scope,
  ): Promise<{ matchRunId: string; effect?: DecisionEffect } | undefined> {
    const one = await this.deps.breaks.find(id);
    if (!one || one.state !== 'proposed') return undefined;
    if (one.groupId !== null) return { matchRunId: one.matchRunId };
    const { rows } = await this.deps.finalIndex.query(
      caseRowIds,
      { matchRunId: one.matchRunId, caseKey: one.caseKey },
      { scope },
    );
    const isLone = rows.length === 1;
    return {
      matchRunId: one.matchRunId,
      effect: {
        unit: one.unit,
        effect: isLone ? 'EXCLUDE' : 'MATCH',
        rows: rows.map(row => ({ side: row.side, rowId: row.row_id })),
      },
    };
  }
}

function changeOf(action: BreakAction, actor: string, at: Instant, party: DisputeParty | undefined): BreakChange {
  switch (action) {
    case 'propose':
      return { proposed_by: actor, proposed_at: at, disputed_party: null };
    case 'approve':
      return { approved_by: actor };
    case 'dispute':
      return { proposed_by: null, proposed_at: null, disputed_party: party ?? 'internal' };
    default:
      return { proposed_by: null, proposed_at: null, disputed_party: null };
  }
}

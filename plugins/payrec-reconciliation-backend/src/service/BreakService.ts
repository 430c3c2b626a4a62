import { Instant } from '@internal/plugin-payrec-common';
import { once } from '@internal/plugin-payrec-node';
import { BreakJson, RunJson } from '@internal/plugin-payrec-reconciliation-common';
import { BreakStore } from '../database/BreakStore';
import { ApprovalNotices } from './ApprovalNotices';
import { BreakDecisions, DecisionRequest } from './BreakDecisions';
import { toHttpError } from './BreakRefused';
import { BreakView } from './BreakView';
import { Changes } from './Changes';
import { RunService } from './RunService';
import { assignBreak } from './assignBreak';
import { BreakAction } from './decideBreak';
import { lockBreak } from './lockBreak';
import { runToJson } from './runToJson';

/** What people do with one break, each in one transaction; many at once are in BreakBulk. */
export class BreakService {
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

  /** @throws NotAllowedError for the second signature of one person, ConflictError for state and version, NotFoundError. */
  async decide(action: BreakAction, id: string, request: DecisionRequest): Promise<BreakJson> {
    const decided = await this.deps.decisions.decide(action, id, request).catch(toHttpError);
    if (action === 'propose') void this.deps.notices.proposed([id], request.actor);
    return decided;
  }

  /** Asks for a run over the unit of the break. @throws NotFoundError. */
  async recheck(id: string, request: { actor: string; idempotencyKey: string }): Promise<RunJson> {
    const { breaks, runService, changes, now } = this.deps;
    const { actor, idempotencyKey: key } = request;
    const answer = await breaks
      .transaction(trx =>
        once(trx, { actor, key, now: now(), operation: `recheck ${id}`, body: {} }, async () => {
          const one = await lockBreak(breaks, trx, id);
          const runId = await runService.enqueueRecheck(trx, one, actor);
          return { runId };
        }),
      )
      .catch(toHttpError);
    runService.wake();
    changes.announce({ kind: 'break', id });
    return runToJson(await runService.get(answer.runId));
  }

  /** Adds a comment; the same key adds it once. @throws NotFoundError. */
  async comment(id: string, request: { actor: string; text: string; idempotencyKey: string }): Promise<void> {
    const { breaks, changes, now } = this.deps;
    const { actor, text, idempotencyKey: key } = request;
    await breaks
      .transaction(trx =>
        once(trx, { actor, key, now: now(), operation: `comment ${id}`, body: { text } }, async () => {
          const one = await lockBreak(breaks, trx, id);
          await breaks.addEvent(trx, id, {
            at: now(),
            actor,
            action: 'comment',
            reason: text,
            fromState: one.state,
            toState: one.state,
            decisionSeq: null,
          });
          return {};
        }),
      )
      .catch(toHttpError);
    changes.announce({ kind: 'break', id });
  }

  /** @throws ConflictError for the version, NotFoundError. */
  async assign(id: string, request: { actor: string; version: number; assignee: string | null }): Promise<BreakJson> {
    const { breaks, view, changes } = this.deps;
    const changed = await breaks.transaction(trx => assignBreak(trx, this.deps, id, request)).catch(toHttpError);
    changes.announce({ kind: 'break', id });
    return view.toJson(changed, request.actor, await view.context());
  }
}

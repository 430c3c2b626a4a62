import { createHash } from 'node:crypto';
import { ConflictError, InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { FinalIndexService, Scope } from '@internal/plugin-payrec-node';
import { BreakJson, RunJson } from '@internal/plugin-payrec-reconciliation-common';
import { Knex } from 'knex';
import { Break, BreakChange, BreakStore } from '../database/BreakStore';
import { DecisionEffect, DecisionLog } from '../database/DecisionLog';
import { once } from '../database/IdempotencyStore';
import { UnitStore } from '../database/UnitStore';
import { caseRowIds } from '../queries/breakQueries';
import { ApprovalNotices } from './ApprovalNotices';
import { Changes } from './Changes';
import { RunService } from './RunService';
import { BreakAction, RefusalCode, decideBreak } from './decideBreak';
import { BreakView } from './BreakView';
import { runToJson } from './runToJson';

export type DisputeParty = 'bank' | 'provider' | 'merchant' | 'internal';

export type DecisionRequest = {
  readonly actor: string;
  readonly scope: Scope;
  readonly version: number;
  readonly reason: string;
  readonly idempotencyKey: string;
  readonly party?: DisputeParty;
};

export type BulkResult = {
  id: string;
  outcome: 'success' | 'ineligible';
  code: string | null;
  message: string | null;
  break: BreakJson | null;
};

/** A refusal inside a transaction: rolls it back and carries its code. */
export class BreakRefused extends Error {
  constructor(readonly code: RefusalCode | 'NOT_FOUND', message: string) {
    super(message);
  }
  /** As the HTTP errors say it. */
  toHttp(): Error {
    if (this.code === 'SAME_ACTOR') return new NotAllowedError(this.message);
    return this.code === 'NOT_FOUND' ? new NotFoundError(this.message) : new ConflictError(this.message);
  }
}

/** What people do with breaks. Each decision is one transaction: state, history, decision log, key and the run it asks for. */
export class BreakService {
  constructor(
    private readonly deps: {
      readonly breaks: BreakStore;
      readonly decisions: DecisionLog;
      readonly units: Pick<UnitStore, 'pointers'>;
      readonly runService: RunService;
      readonly finalIndex: FinalIndexService;
      readonly view: BreakView;
      readonly changes: Changes;
      readonly notices: ApprovalNotices;
      readonly now: () => Instant;
    },
  ) {}

  /** @throws NotAllowedError for the second signature of one person, ConflictError for state and version, NotFoundError. */
  async decide(action: BreakAction, id: string, request: DecisionRequest): Promise<BreakJson> {
    try {
      const decided = await this.decideOne(action, id, request);
      if (action === 'propose') void this.deps.notices.proposed([id], request.actor);
      return decided;
    } catch (error) {
      throw error instanceof BreakRefused ? error.toHttp() : error;
    }
  }

  async recheck(id: string, request: { actor: string; idempotencyKey: string }): Promise<RunJson> {
    const answer = await this.deps.breaks
      .transaction(trx =>
        once(trx, { ...this.keyOf(request), operation: `recheck ${id}`, body: {} }, async () => {
          const one = await this.lock(trx, id);
          const runId = await this.recheckIn(trx, one, request.actor);
          return { runId };
        }),
      )
      .catch(toHttpError);
    this.deps.runService.wake();
    this.deps.changes.announce({ kind: 'break', id });
    return runToJson(await this.deps.runService.get(answer.runId));
  }

  /** Adds a comment; the same key adds it once. */
  async comment(id: string, request: { actor: string; text: string; idempotencyKey: string }): Promise<void> {
    await this.deps.breaks
      .transaction(trx =>
        once(trx, { ...this.keyOf(request), operation: `comment ${id}`, body: { text: request.text } }, async () => {
          const one = await this.lock(trx, id);
          await this.deps.breaks.addEvent(trx, id, {
            at: this.deps.now(),
            actor: request.actor,
            action: 'comment',
            reason: request.text,
            fromState: one.state,
            toState: one.state,
            decisionSeq: null,
          });
          return {};
        }),
      )
      .catch(toHttpError);
    this.deps.changes.announce({ kind: 'break', id });
  }

  async assign(id: string, request: { actor: string; version: number; assignee: string | null }): Promise<BreakJson> {
    const changed = await this.deps.breaks.transaction(trx => this.assignIn(trx, id, request)).catch(toHttpError);
    this.deps.changes.announce({ kind: 'break', id });
    return this.deps.view.toJson(changed, request.actor, await this.deps.view.context());
  }

  /**
   * One action on many breaks. Each stands for itself: what cannot be done says why and stops nothing. The key makes each
   * single decision harmless to repeat, so a bulk that was cut in the middle is simply sent again.
   */
  async bulk(request: {
    actor: string;
    scope: Scope;
    action: 'propose' | 'approve' | 'dispute' | 'assign' | 'recheck';
    breaks: ReadonlyArray<{ id: string; version: number }>;
    reason?: string;
    party?: DisputeParty;
    assignee?: string | null;
    idempotencyKey: string;
    mayApprove: boolean;
  }): Promise<BulkResult[]> {
    const { action } = request;
    const reason = request.reason?.trim() ?? '';
    if ((action === 'propose' || action === 'approve' || action === 'dispute') && reason.length < 3) {
      throw new InputError(`${action} needs a reason of at least 3 characters, got "${reason}"`);
    }
    if (action === 'assign' && request.assignee === undefined) {
      throw new InputError('assign needs an assignee, or null for nobody');
    }
    if (action === 'dispute' && !request.party) {
      throw new InputError('dispute needs a party: bank, provider, merchant or internal');
    }
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
        results.push(success(id, await this.bulkOne(request, { id, version, reason, key })));
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

    function success(id: string, one: BreakJson): BulkResult {
      return { id, outcome: 'success', code: null, message: null, break: one };
    }
    function ineligible(id: string, code: string, message: string): BulkResult {
      return { id, outcome: 'ineligible', code, message, break: null };
    }
  }

  private async bulkOne(
    request: Parameters<BreakService['bulk']>[0],
    one: { id: string; version: number; reason: string; key: string },
  ): Promise<BreakJson> {
    const { actor, action, scope } = request;
    const context = await this.deps.view.context();
    if (action === 'assign') {
      const changed = await this.deps.breaks.transaction(trx =>
        this.assignIn(trx, one.id, { actor, version: one.version, assignee: request.assignee ?? null }),
      );
      return this.deps.view.toJson(changed, actor, context);
    }
    if (action === 'recheck') {
      const found = await this.deps.breaks.transaction(trx =>
        once(
          trx,
          { ...this.keyOf({ actor, idempotencyKey: one.key }), operation: `recheck ${one.id}`, body: {} },
          async () => {
            const locked = await this.lock(trx, one.id);
            await this.recheckIn(trx, locked, actor);
            return this.deps.view.toJson(locked, actor, context);
          },
        ),
      );
      return found;
    }
    return this.decideOne(action, one.id, {
      actor,
      scope,
      version: one.version,
      reason: one.reason,
      idempotencyKey: one.key,
      party: request.party,
    });
  }

  private async decideOne(action: BreakAction, id: string, request: DecisionRequest): Promise<BreakJson> {
    const { breaks, decisions, view, changes, runService, now } = this.deps;
    // Read before the transaction: the index is another system, and its rows are checked against the run inside.
    const effect = action === 'approve' ? await this.effectOf(id, request.scope) : undefined;
    const { actor, version, reason, party } = request;
    const context = await view.context();
    const answer = await breaks.transaction(trx =>
      once(
        trx,
        { ...this.keyOf(request), operation: `${action} ${id}`, body: { version, reason, party } },
        async () => {
          const before = await this.lock(trx, id);
          const verdict = decideBreak(before, action, actor, version);
          if (verdict.kind === 'refused') throw new BreakRefused(verdict.code, verdict.message);
          if (effect && effect.matchRunId !== before.matchRunId) {
            throw new BreakRefused(
              'VERSION',
              `VERSION: a run changed break ${id} at this moment; look again and decide on what it is now`,
            );
          }
          const at = now();
          const { seq } = await decisions.append(trx, {
            actor,
            action,
            target: id,
            targetVersion: version,
            idempotencyKey: request.idempotencyKey,
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
          if (action === 'approve') await this.recheckIn(trx, after, actor);
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

  private async recheckIn(trx: Knex.Transaction, one: Break, actor: string): Promise<string> {
    const [pointer] = await this.deps.units.pointers([one.unit]);
    const asOfDate: IsoDate = pointer?.asOfDate ?? one.businessDate;
    return this.deps.runService.enqueueRecheck(trx, { unit: one.unit, currency: one.currency, actor, asOfDate });
  }

  private async assignIn(
    trx: Knex.Transaction,
    id: string,
    request: { actor: string; version: number; assignee: string | null },
  ): Promise<Break> {
    const before = await this.lock(trx, id);
    if (before.version !== request.version) {
      throw new BreakRefused(
        'VERSION',
        `VERSION: break ${id} is at version ${before.version} and you saw ${request.version}; it is assigned to ${
          before.assignee ?? 'nobody'
        }`,
      );
    }
    return this.deps.breaks.change(
      trx,
      before,
      { assignee: request.assignee },
      {
        actor: request.actor,
        action: request.assignee ? 'assign' : 'unassign',
        reason: request.assignee,
        at: this.deps.now(),
        decisionSeq: null,
      },
    );
  }

  private async lock(trx: Knex.Transaction, id: string): Promise<Break> {
    const one = await this.deps.breaks.find(id, trx);
    if (!one) throw new BreakRefused('NOT_FOUND', `NOT_FOUND: there is no break ${id}`);
    return one;
  }

  private keyOf(request: { actor: string; idempotencyKey: string }) {
    return { actor: request.actor, key: request.idempotencyKey, now: this.deps.now() };
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

function toHttpError(error: unknown): never {
  throw error instanceof BreakRefused ? error.toHttp() : error;
}

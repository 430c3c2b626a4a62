import { messageOf, statusOf, useToasts } from '@internal/plugin-payrec-react';
import { BreakJson } from '@internal/plugin-payrec-reconciliation-common';
import { useState } from 'react';
import { newIntentKey } from '../../hooks/queryKeys';
import { useAssignBreak } from '../../hooks/useAssignBreak';
import { useBreakCache } from '../../hooks/useBreakCache';
import { BreakDecision, DisputeParty, useDecideBreak } from '../../hooks/useDecideBreak';
import { BulkDecision, useDecideBreaks } from '../../hooks/useDecideBreaks';
import { useRecheckBreak } from '../../hooks/useRecheckBreak';
import { useReconciliationText } from '../../translation';
import { personName } from '../BreakLabels';
import { runNumber } from '../ModuleFrame';
import { eligibleOf } from './blockedReason';
import { useActor, useBlockedText } from './useBlockedText';

export type DialogAction = 'propose' | 'approve' | 'reject' | 'dispute' | 'withdraw' | 'assign';

/** What a person is about to do. The key belongs to the intent: pressing twice or trying again decides once. */
export type Intent = { action: DialogAction; breaks: readonly BreakJson[]; idempotencyKey: string };

/** Someone else was faster: what the break is now. */
export type Conflict = { breakId: string; text: string };

const DONE = {
  propose: 'whatPropose',
  approve: 'whatApprove',
  dispute: 'whatDispute',
  assign: 'whatAssign',
  recheck: 'whatRecheck',
} as const;

/**
 * Decisions of the workbench, on one break or on many: opens the dialog, sends, says what happened, offers undo where the
 * domain allows it, and on a conflict shows the new state instead of repeating.
 */
export function useBreakDecisions() {
  const { t } = useReconciliationText();
  const toasts = useToasts();
  const actor = useActor();
  const blockedText = useBlockedText();
  const cache = useBreakCache();
  const [intent, setIntent] = useState<Intent | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const one = useDecideBreak();
  const many = useDecideBreaks();
  const assign = useAssignBreak();
  const recheck = useRecheckBreak();
  const error = one.error ?? many.error ?? assign.error;

  const close = () => {
    setIntent(null);
    one.reset();
    many.reset();
    assign.reset();
  };

  const onConflict = async (breakId: string) => {
    close();
    const detail = await cache.refetch(breakId);
    if (!detail) return;
    cache.put([detail.break]);
    const last = detail.timeline.find(event => event.actor.startsWith('user:'));
    const state = t(`breakState.${detail.break.state}`).toLocaleLowerCase();
    const text = last
      ? t('decision.conflict', { person: personName(last.actor), state })
      : t('decision.conflictUnknown', { state });
    setConflict({ breakId, text });
    toasts.failed(t('decision.conflictTitle'), new Error(text));
  };

  const undo = (changed: BreakJson) =>
    one.mutate(
      {
        action: 'withdraw',
        breakId: changed.id,
        version: changed.version,
        reason: t('decision.withdrawnReason'),
        idempotencyKey: newIntentKey(),
      },
      { onError: failure => toasts.failed(t('decision.failed', { message: messageOf(failure) })) },
    );

  const sendOne = (decision: BreakDecision) =>
    one.mutate(decision, {
      onSuccess: changed => {
        close();
        const undoable = decision.action === 'propose' || decision.action === 'dispute';
        toasts.done(t('decision.doneOne', { id: changed.id, state: t(`breakState.${changed.state}`) }), {
          undo: undoable ? () => undo(changed) : undefined,
        });
      },
      onError: failure => {
        if (statusOf(failure) === 409) onConflict(decision.breakId);
      },
    });

  const sendMany = (body: BulkDecision) =>
    many.mutate(body, {
      onSuccess: ({ results }) => {
        close();
        const refused = results.filter(result => result.outcome === 'ineligible');
        const count = results.length - refused.length;
        if (count > 0) toasts.done(t('decision.doneMany', { count, what: t(`decision.${DONE[body.action]}`) }));
        if (refused.length > 0) {
          const reasons = [...new Set(refused.map(result => result.message ?? result.code ?? ''))].join('; ');
          toasts.failed(t('decision.refused', { count: refused.length, reasons }));
        }
      },
    });

  const versions = (breaks: readonly BreakJson[]) => breaks.map(({ id, version }) => ({ id, version }));

  const startRecheck = (breaks: readonly BreakJson[]) => {
    const idempotencyKey = newIntentKey();
    if (breaks.length > 1) {
      sendMany({ action: 'recheck', breaks: versions(breaks), idempotencyKey });
      return;
    }
    const [reconBreak] = breaks;
    recheck.mutate(
      { breakId: reconBreak.id, idempotencyKey },
      {
        onSuccess: run =>
          toasts.done(t('decision.rechecking', { run: runNumber(run.id), account: reconBreak.accountName })),
        onError: failure => toasts.failed(t('decision.failed', { message: messageOf(failure) })),
      },
    );
  };

  return {
    intent,
    conflict,
    clearConflict: () => setConflict(null),
    busy: one.isPending || many.isPending || assign.isPending,
    /** Why the last attempt failed; a conflict is told elsewhere. */
    error: error && statusOf(error) !== 409 ? t('decision.failed', { message: messageOf(error) }) : undefined,
    close,
    /** Opens the dialog of an action, or says why it is not possible. Re-check needs no reason and starts at once. */
    begin(action: DialogAction | 'recheck', breaks: readonly BreakJson[]) {
      if (breaks.length === 0) return;
      const blocked = blockedText(action, breaks);
      if (blocked) {
        toasts.info(blocked);
        return;
      }
      const { eligible } = eligibleOf(action, breaks, actor);
      setConflict(null);
      if (action === 'recheck') startRecheck(eligible);
      else setIntent({ action, breaks: eligible, idempotencyKey: newIntentKey() });
    },
    confirm(reason: string, party?: DisputeParty) {
      if (!intent || intent.action === 'assign') return;
      const { action, breaks, idempotencyKey } = intent;
      const [first] = breaks;
      if (breaks.length === 1 || action === 'reject' || action === 'withdraw') {
        sendOne({ action, breakId: first.id, version: first.version, reason, party, idempotencyKey });
      } else {
        sendMany({ action, breaks: versions(breaks), reason, ...(party && { party }), idempotencyKey });
      }
    },
    confirmAssign(assignee: string | null) {
      if (!intent) return;
      const { breaks, idempotencyKey } = intent;
      if (breaks.length > 1) {
        sendMany({ action: 'assign', breaks: versions(breaks), assignee, idempotencyKey });
        return;
      }
      const [{ id, version, assignee: before }] = breaks;
      assign.mutate(
        { breakId: id, version, assignee },
        {
          onSuccess: changed => {
            close();
            const text = assignee
              ? t('decision.assigned', { id, person: personName(assignee) })
              : t('decision.unassigned', { id });
            toasts.done(text, {
              undo: () => assign.mutate({ breakId: id, version: changed.version, assignee: before }),
            });
          },
          onError: failure => {
            if (statusOf(failure) === 409) onConflict(id);
          },
        },
      );
    },
  };
}

export type BreakDecisions = ReturnType<typeof useBreakDecisions>;

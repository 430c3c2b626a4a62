import { BreakJson } from '@internal/plugin-payrec-reconciliation-common';
import { useCallback, useMemo } from 'react';
import { useReconciliationAccess } from '../../hooks/useReconciliationAccess';
import { useUserRef } from '../../hooks/useUserRef';
import { useReconciliationText } from '../../translation';
import { Actor, BreakAction, eligibleOf } from './blockedReason';

/** The signed-in person as the decision rules see them. */
export function useActor(): Actor {
  const me = useUserRef();
  const { mayUpdate, mayApprove } = useReconciliationAccess();
  return useMemo(() => ({ me, mayUpdate, mayApprove }), [me, mayUpdate, mayApprove]);
}

/** Why an action on these breaks is not possible, in words; null when it is. */
export function useBlockedText() {
  const { t } = useReconciliationText();
  const actor = useActor();
  return useCallback(
    (action: BreakAction, breaks: readonly BreakJson[]): string | null => {
      const { reason } = eligibleOf(action, breaks, actor);
      if (!reason) return null;
      return reason.kind === 'text' ? reason.text : t(`action.${reason.key}`);
    },
    [actor, t],
  );
}

import { ActionButton } from '@internal/plugin-payrec-react';
import { BreakJson } from '@internal/plugin-payrec-reconciliation-common';
import { useReconciliationText } from '../../translation';
import { BreakDecisions, nextAction, useActor, useBlockedText } from '../BreakDecisions';
import { useDrawerStyles } from './useDrawerStyles';

/** The decisions on one break; what may not be done says why. */
export function DecisionFooter({ reconBreak, decisions }: { reconBreak: BreakJson; decisions: BreakDecisions }) {
  const { t } = useReconciliationText();
  const blocked = useBlockedText();
  const classes = useDrawerStyles();
  const actor = useActor();
  const next = nextAction(reconBreak, actor);
  const only = [reconBreak];
  const verb = {
    propose: t('action.propose'),
    approve: t('action.approveSecond'),
    withdraw: reconBreak.state === 'disputed' ? t('action.endDispute') : t('action.withdraw'),
  }[next];
  const reason = blocked(next, only);
  return (
    <>
      {reason && <p className={classes.reason}>{reason}</p>}
      <div className={classes.main}>
        <ActionButton
          kind="primary"
          wide
          keyHint={next === 'withdraw' ? 'W' : 'A'}
          disabledReason={reason}
          onClick={() => decisions.begin(next, only)}
        >
          {verb}
        </ActionButton>
      </div>
      {reconBreak.state === 'proposed' && next === 'approve' && reconBreak.proposedBy !== actor.me && (
        <ActionButton
          keyHint="B"
          disabledReason={blocked('reject', only)}
          onClick={() => decisions.begin('reject', only)}
        >
          {t('action.reject')}
        </ActionButton>
      )}
      {reconBreak.state === 'proposed' && next === 'approve' && reconBreak.proposedBy === actor.me && (
        <ActionButton keyHint="W" onClick={() => decisions.begin('withdraw', only)}>
          {t('action.withdraw')}
        </ActionButton>
      )}
      {reconBreak.state === 'open' && (
        <ActionButton
          keyHint="D"
          disabledReason={blocked('dispute', only)}
          onClick={() => decisions.begin('dispute', only)}
        >
          {t('action.dispute')}
        </ActionButton>
      )}
      <ActionButton
        keyHint="R"
        disabledReason={blocked('recheck', only)}
        onClick={() => decisions.begin('recheck', only)}
      >
        {t('action.recheck')}
      </ActionButton>
      <ActionButton
        keyHint="S"
        disabledReason={blocked('assign', only)}
        onClick={() => decisions.begin('assign', only)}
      >
        {t('action.assign')}
      </ActionButton>
    </>
  );
}

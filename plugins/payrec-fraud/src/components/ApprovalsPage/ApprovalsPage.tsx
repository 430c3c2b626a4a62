import { AppLink, DataColumn, InstantText, StateChip } from '@internal/plugin-payrec-react';
import { useMemo } from 'react';
import { ApprovalJson } from '../../api';
import { Actor, useActor } from '../../hooks/useActor';
import { useApprovals, useSignDecision } from '../../hooks/useApprovals';
import { Translate, useFraudText } from '../../translation';
import { personName, shortId } from '../AlertLabels';
import { DecisionList, ListDecision } from '../DecisionList';
import { ModuleFrame, useModuleLinks } from '../ModuleFrame';
import { ProposedAlert } from './ProposedAlert';

const STATE_TONES = { pending: 'warn', approved: 'ok', rejected: 'neutral', void: 'neutral' } as const;

/** Why the person may not sign; null when they may. */
export function signBlocked(t: Translate, approval: ApprovalJson, actor: Actor): string | null {
  if (!actor.mayApprove) return t('blocked.noApprove');
  return approval.blockedReason;
}

function columnsOf(t: Translate, linkTo: (alertId: string) => string): DataColumn<ApprovalJson>[] {
  return [
    {
      id: 'alert',
      header: t('approvals.alert'),
      width: 150,
      kind: 'id',
      fixed: true,
      cell: one => <AppLink to={linkTo(one.alertId)}>{one.alertId}</AppLink>,
      text: one => one.alertId,
    },
    { id: 'what', header: t('approvals.what'), width: 116, cell: one => t(`disposition.${one.disposition}`) },
    {
      id: 'reason',
      header: t('approvals.reason'),
      width: 196,
      cell: one => <bdi>{one.reason}</bdi>,
      text: one => one.reason,
    },
    { id: 'by', header: t('approvals.by'), width: 110, cell: one => personName(one.proposedBy) },
    { id: 'at', header: t('approvals.at'), width: 76, cell: one => <InstantText instant={one.proposedAt} relative /> },
    { id: 'version', header: t('approvals.version'), width: 58, kind: 'number', cell: one => one.pinnedRowVersion },
    {
      id: 'state',
      header: t('approvals.state'),
      width: 84,
      cell: one => <StateChip tone={STATE_TONES[one.state]}>{t(`approvals.state_${one.state}`)}</StateChip>,
    },
  ];
}

/**
 * Decisions that wait for a second person: what is signed is the version that was proposed. The alert is shown beside the
 * list, since nobody signs what they have not seen.
 */
export function ApprovalsPage() {
  const { t } = useFraudText();
  const actor = useActor();
  const { link } = useModuleLinks();
  const query = useApprovals();
  const { mutateAsync: sign } = useSignDecision();
  const columns = useMemo(
    () => columnsOf(t, alertId => link('queue', `alert=${encodeURIComponent(alertId)}&state=APPROVAL`)),
    [t, link],
  );
  const decisions = useMemo((): ListDecision<ApprovalJson>[] => {
    const decision = (action: 'approve' | 'reject', keyHint: string): ListDecision<ApprovalJson> => ({
      id: action,
      label: t(`action.${action}`),
      keyHint,
      fits: one => one.state === 'pending',
      blocked: one => signBlocked(t, one, actor),
      title: t(action === 'reject' ? 'approvals.rejectTitle' : 'approvals.signTitle'),
      about: one => (
        <>
          <span title={one.alertId}>{shortId(one.alertId)}</span>: {t(`disposition.${one.disposition}`)}. “{one.reason}”
          <br />
          {action === 'approve'
            ? t('approvals.signHint', { version: String(one.pinnedRowVersion) })
            : t('approvals.rejectHint')}
        </>
      ),
      run: async (approval, reason, idempotencyKey) => {
        const { alertId, state } = await sign({ action, approval, reason, idempotencyKey });
        return t('approvals.done', { id: shortId(alertId), state: t(`approvals.state_${state}`) });
      },
    });
    return [decision('approve', 'A'), decision('reject', 'B')];
  }, [t, actor, sign]);
  return (
    <ModuleFrame page="approvals" fill>
      <DecisionList
        list="approvals"
        query={query}
        columns={columns}
        getRowId={one => one.approvalId}
        decisions={decisions}
        actionsWidth={164}
        detail={(one, onClose, verbs) => (
          <ProposedAlert alertId={one?.alertId} actor={actor} onClose={onClose} footer={verbs} />
        )}
      />
    </ModuleFrame>
  );
}

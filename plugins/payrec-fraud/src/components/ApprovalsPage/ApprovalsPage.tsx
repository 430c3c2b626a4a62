import {
  ActionButton,
  AppLink,
  DataColumn,
  DataTable,
  InstantText,
  messageOf,
  QueryState,
  ReasonDialog,
  StateChip,
  useKeyMap,
  useToasts,
  useUrlState,
} from '@internal/plugin-payrec-react';
import { useMemo, useState } from 'react';
import { ApprovalJson } from '../../api';
import { Actor, useActor } from '../../hooks/useActor';
import { useApprovals, useSignDecision } from '../../hooks/useApprovals';
import { newIntentKey } from '../../hooks/queryKeys';
import { Translate, useFraudText } from '../../translation';
import { personName } from '../AlertLabels';
import { ModuleFrame, useModuleLinks } from '../ModuleFrame';

const STATE_TONES = { pending: 'warn', approved: 'ok', rejected: 'neutral', void: 'neutral' } as const;
type SignAction = 'approve' | 'reject';
type Intent = { action: SignAction; approval: ApprovalJson; idempotencyKey: string };

/** Why the person may not sign; null when they may. */
export function signBlocked(t: Translate, approval: ApprovalJson, actor: Actor): string | null {
  if (!actor.mayApprove) return t('blocked.noApprove');
  return approval.blockedReason;
}

function columnsOf(
  t: Translate,
  actor: Actor,
  linkTo: (alertId: string) => string,
  begin: (action: SignAction, approval: ApprovalJson) => void,
): DataColumn<ApprovalJson>[] {
  return [
    {
      id: 'alert',
      header: t('approvals.alert'),
      width: 168,
      kind: 'id',
      fixed: true,
      cell: one => <AppLink to={linkTo(one.alertId)}>{one.alertId}</AppLink>,
      text: one => one.alertId,
    },
    { id: 'what', header: t('approvals.what'), width: 124, cell: one => t(`disposition.${one.disposition}`) },
    {
      id: 'reason',
      header: t('approvals.reason'),
      width: 240,
      cell: one => <bdi>{one.reason}</bdi>,
      text: one => one.reason,
    },
    { id: 'by', header: t('approvals.by'), width: 124, cell: one => personName(one.proposedBy) },
    { id: 'at', header: t('approvals.at'), width: 96, cell: one => <InstantText instant={one.proposedAt} relative /> },
    {
      id: 'version',
      header: t('approvals.version'),
      width: 62,
      kind: 'number',
      cell: one => one.pinnedRowVersion,
    },
    {
      id: 'state',
      header: t('approvals.state'),
      width: 96,
      cell: one => <StateChip tone={STATE_TONES[one.state]}>{t(`approvals.state_${one.state}`)}</StateChip>,
    },
    {
      id: 'actions',
      header: t('approvals.what'),
      quietHeader: true,
      width: 190,
      fixed: true,
      cell: one =>
        one.state === 'pending' && (
          <>
            <ActionButton small disabledReason={signBlocked(t, one, actor)} onClick={() => begin('approve', one)}>
              {t('action.approve')}
            </ActionButton>{' '}
            <ActionButton small disabledReason={signBlocked(t, one, actor)} onClick={() => begin('reject', one)}>
              {t('action.reject')}
            </ActionButton>
          </>
        ),
    },
  ];
}

/** Decisions that wait for a second person: what is signed is the version that was proposed. */
export function ApprovalsPage() {
  const { t } = useFraudText();
  const actor = useActor();
  const { link } = useModuleLinks();
  const query = useApprovals();
  const sign = useSignDecision();
  const toasts = useToasts();
  const [focusedId, setFocusedId] = useUrlState('approval');
  const [intent, setIntent] = useState<Intent | null>(null);
  const columns = useMemo(
    () =>
      columnsOf(
        t,
        actor,
        alertId => link('queue', `alert=${encodeURIComponent(alertId)}&state=APPROVAL`),
        (action, approval) => setIntent({ action, approval, idempotencyKey: newIntentKey() }),
      ),
    [t, actor, link],
  );
  const focused = query.data?.items.find(one => one.approvalId === focusedId);
  const begin = (action: SignAction) => () => {
    if (!focused || focused.state !== 'pending') return;
    const blocked = signBlocked(t, focused, actor);
    if (blocked) toasts.info(blocked);
    else setIntent({ action, approval: focused, idempotencyKey: newIntentKey() });
  };
  useKeyMap([
    { key: 'a', label: t('action.approve'), run: begin('approve') },
    { key: 'b', label: t('action.reject'), run: begin('reject') },
  ]);
  const confirm = (reason: string) => {
    if (!intent) return;
    sign.mutate(
      { ...intent, reason },
      {
        onSuccess: ({ alertId, state }) => {
          setIntent(null);
          toasts.done(t('approvals.done', { id: alertId, state: t(`approvals.state_${state}`) }));
        },
      },
    );
  };
  return (
    <ModuleFrame page="approvals" fill>
      <QueryState query={query} empty={{ title: t('approvals.emptyTitle'), hint: t('approvals.emptyHint') }}>
        {({ items }) => (
          <DataTable
            tableId="fraud-approvals"
            label={t('approvals.table')}
            columns={columns}
            rows={items}
            getRowId={one => one.approvalId}
            focusedId={focusedId}
            onFocusRow={one => setFocusedId(one.approvalId, { replace: true })}
            pageKeys
          />
        )}
      </QueryState>
      <ReasonDialog
        open={intent !== null}
        title={t(intent?.action === 'reject' ? 'approvals.rejectTitle' : 'approvals.signTitle')}
        confirmLabel={t(intent?.action === 'reject' ? 'action.reject' : 'action.approve')}
        busy={sign.isPending}
        error={sign.error ? t('work.failed', { message: messageOf(sign.error) }) : undefined}
        onConfirm={confirm}
        onClose={() => {
          setIntent(null);
          sign.reset();
        }}
      >
        {intent && (
          <p>
            {intent.approval.alertId}: {t(`disposition.${intent.approval.disposition}`)}. “{intent.approval.reason}”
            <br />
            {intent.action === 'approve'
              ? t('approvals.signHint', { version: String(intent.approval.pinnedRowVersion) })
              : t('approvals.rejectHint')}
          </p>
        )}
      </ReasonDialog>
    </ModuleFrame>
  );
}

import {
  ActionButton,
  DataColumn,
  DataTable,
  InstantText,
  messageOf,
  QueryState,
  ReasonDialog,
  StateChip,
  Tone,
  useToasts,
} from '@internal/plugin-payrec-react';
import { useMemo, useState } from 'react';
import { SuppressionJson } from '../../api';
import { Actor, useActor } from '../../hooks/useActor';
import { useCounted } from '../../hooks/useCounted';
import { useDecideSuppression, useSuppressions } from '../../hooks/useSuppressions';
import { Translate, useFraudText } from '../../translation';
import { personName, shortScore } from '../AlertLabels';
import { ModuleFrame } from '../ModuleFrame';
import { ProposeDialog } from './ProposeDialog';

const STATE_TONES: Record<SuppressionJson['state'], Tone> = {
  proposed: 'warn',
  active: 'info',
  rejected: 'neutral',
  ended: 'neutral',
  expired: 'neutral',
};

/** What it hides, in words; all parts must match. */
export function whatOf(t: Translate, one: SuppressionJson): string {
  return [
    one.ruleId && t('suppressions.rule', { id: one.ruleId }),
    one.reasonCode && t('suppressions.reasonCode', { id: one.reasonCode }),
    one.merchantId && t('suppressions.merchant', { id: one.merchantId }),
    one.cardToken && t('suppressions.card', { id: one.cardToken }),
    one.userToken && t('suppressions.user', { id: one.userToken }),
    one.deviceToken && t('suppressions.device', { id: one.deviceToken }),
  ]
    .filter(Boolean)
    .join(', ');
}

type Decide = (action: 'approve' | 'end', one: SuppressionJson) => void;

function columnsOf(
  t: Translate,
  actor: Actor,
  shown: (count: number) => string,
  decide: Decide,
): DataColumn<SuppressionJson>[] {
  const right = actor.maySuppress ? null : t('suppressions.noRight');
  return [
    {
      id: 'what',
      header: t('suppressions.what'),
      width: 220,
      fixed: true,
      cell: one => whatOf(t, one),
      text: one => whatOf(t, one),
    },
    {
      id: 'ceiling',
      header: t('suppressions.ceiling'),
      width: 84,
      kind: 'number',
      cell: one => shortScore(one.scoreCeiling),
    },
    {
      id: 'reason',
      header: t('suppressions.reason'),
      width: 190,
      cell: one => <bdi>{one.reason}</bdi>,
      text: one => one.reason,
    },
    { id: 'owner', header: t('suppressions.owner'), width: 120, cell: one => personName(one.owner) },
    { id: 'hidden', header: t('suppressions.hidden'), width: 64, kind: 'number', cell: one => shown(one.hiddenCount) },
    {
      id: 'sampled',
      header: t('suppressions.sampled'),
      width: 84,
      kind: 'number',
      cell: one => shown(one.sampledCount),
    },
    {
      id: 'expires',
      header: t('suppressions.expires'),
      width: 104,
      cell: one => <InstantText instant={one.expiresAt} />,
    },
    {
      id: 'state',
      header: t('suppressions.state'),
      width: 88,
      cell: one => <StateChip tone={STATE_TONES[one.state]}>{t(`suppressions.state_${one.state}`)}</StateChip>,
    },
    {
      id: 'actions',
      header: t('suppressions.approve'),
      quietHeader: true,
      width: 150,
      fixed: true,
      cell: one => (
        <>
          {one.state === 'proposed' && (
            <ActionButton small disabledReason={right ?? one.blockedReason} onClick={() => decide('approve', one)}>
              {t('suppressions.approve')}
            </ActionButton>
          )}{' '}
          {(one.state === 'proposed' || one.state === 'active') && (
            <ActionButton small disabledReason={right} onClick={() => decide('end', one)}>
              {t('suppressions.end')}
            </ActionButton>
          )}
        </>
      ),
    },
  ];
}

/** What is hidden on purpose, by whom, up to which score, until when, and what it hid. */
export function SuppressionsPage() {
  const { t } = useFraudText();
  const actor = useActor();
  const counted = useCounted();
  const toasts = useToasts();
  const query = useSuppressions();
  const decide = useDecideSuppression();
  const [proposing, setProposing] = useState(false);
  const [intent, setIntent] = useState<{ action: 'approve' | 'end'; one: SuppressionJson } | null>(null);
  const columns = useMemo(
    () =>
      columnsOf(
        t,
        actor,
        count => counted(count).shown,
        (action, one) => setIntent({ action, one }),
      ),
    [t, actor, counted],
  );
  const confirm = (reason: string) =>
    intent &&
    decide.mutate(
      { action: intent.action, id: intent.one.suppressionId, reason },
      {
        onSuccess: one => {
          setIntent(null);
          toasts.done(t('suppressions.done', { id: whatOf(t, one), state: t(`suppressions.state_${one.state}`) }));
        },
      },
    );
  return (
    <ModuleFrame
      page="suppressions"
      fill
      actions={
        <ActionButton
          kind="primary"
          disabledReason={actor.maySuppress ? null : t('suppressions.noRight')}
          onClick={() => setProposing(true)}
        >
          {t('suppressions.propose')}
        </ActionButton>
      }
    >
      <QueryState query={query} empty={{ title: t('suppressions.emptyTitle'), hint: t('suppressions.emptyHint') }}>
        {({ items }) => (
          <DataTable
            tableId="fraud-suppressions"
            label={t('suppressions.table')}
            columns={columns}
            rows={items}
            getRowId={one => one.suppressionId}
            pageKeys
          />
        )}
      </QueryState>
      <ProposeDialog open={proposing} onClose={() => setProposing(false)} />
      <ReasonDialog
        open={intent !== null}
        title={t(intent?.action === 'end' ? 'suppressions.end' : 'suppressions.approve')}
        confirmLabel={t(intent?.action === 'end' ? 'suppressions.end' : 'suppressions.approve')}
        busy={decide.isPending}
        error={decide.error ? t('work.failed', { message: messageOf(decide.error) }) : undefined}
        onConfirm={confirm}
        onClose={() => {
          setIntent(null);
          decide.reset();
        }}
      >
        {intent && (
          <p>
            {whatOf(t, intent.one)}
            <br />
            {t(intent.action === 'end' ? 'suppressions.endHint' : 'suppressions.approveHint')}
          </p>
        )}
      </ReasonDialog>
    </ModuleFrame>
  );
}

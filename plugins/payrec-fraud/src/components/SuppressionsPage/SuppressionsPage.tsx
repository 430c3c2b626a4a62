import { ActionButton, DataColumn, InstantText, StateChip, Tone } from '@internal/plugin-payrec-react';
import { useMemo, useState } from 'react';
import { SuppressionJson } from '../../api';
import { useActor } from '../../hooks/useActor';
import { useCounted } from '../../hooks/useCounted';
import { useDecideSuppression, useSuppressions } from '../../hooks/useSuppressions';
import { Translate, useFraudText } from '../../translation';
import { personName, shortScore } from '../AlertLabels';
import { DecisionList, ListDecision } from '../DecisionList';
import { ModuleFrame } from '../ModuleFrame';
import { ProposeDialog } from './ProposeDialog';
import { whatOf } from './whatOf';

const STATE_TONES: Record<SuppressionJson['state'], Tone> = {
  proposed: 'warn',
  active: 'info',
  rejected: 'neutral',
  ended: 'neutral',
  expired: 'neutral',
};

function columnsOf(t: Translate, shown: (count: number) => string): DataColumn<SuppressionJson>[] {
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
      grow: 2.5,
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
  ];
}

/** What is hidden on purpose, by whom, up to which score, until when, and what it hid. */
export function SuppressionsPage() {
  const { t } = useFraudText();
  const actor = useActor();
  const counted = useCounted();
  const query = useSuppressions();
  const { mutateAsync: decide } = useDecideSuppression();
  const [proposing, setProposing] = useState(false);
  const columns = useMemo(() => columnsOf(t, count => counted(count).shown), [t, counted]);
  const decisions = useMemo((): ListDecision<SuppressionJson>[] => {
    const right = actor.maySuppress ? null : t('suppressions.noRight');
    const decision = (action: 'approve' | 'end', keyHint: string) => ({
      id: action,
      label: t(`suppressions.${action}`),
      keyHint,
      title: t(`suppressions.${action}Title`),
      about: (one: SuppressionJson) => (
        <>
          {whatOf(t, one)}
          <br />
          {t(`suppressions.${action}Hint`)}
        </>
      ),
      run: async (one: SuppressionJson, reason: string) => {
        const { state } = await decide({ action, id: one.suppressionId, reason });
        return t('suppressions.done', { id: whatOf(t, one), state: t(`suppressions.state_${state}`) });
      },
    });
    return [
      {
        ...decision('approve', 'A'),
        fits: one => one.state === 'proposed',
        blocked: one => right ?? one.blockedReason,
      },
      {
        ...decision('end', 'E'),
        fits: one => one.state === 'proposed' || one.state === 'active',
        blocked: () => right,
      },
    ];
  }, [t, actor, decide]);
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
      <DecisionList
        list="suppressions"
        query={query}
        columns={columns}
        getRowId={one => one.suppressionId}
        decisions={decisions}
        actionsWidth={150}
      />
      <ProposeDialog open={proposing} onClose={() => setProposing(false)} />
    </ModuleFrame>
  );
}

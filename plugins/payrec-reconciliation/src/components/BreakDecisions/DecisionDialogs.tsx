import { moneyFromJson, moneyToJson, sumByCurrency } from '@internal/plugin-payrec-common';
import { ConfirmDialog, FilterSelect, MoneyList, ReasonDialog } from '@internal/plugin-payrec-react';
import { BreakJson } from '@internal/plugin-payrec-reconciliation-common';
import { useEffect, useState } from 'react';
import { DisputeParty } from '../../hooks/useDecideBreak';
import { useReconciliationText } from '../../translation';
import { personName } from '../BreakLabels';
import { BreakDecisions, Intent } from './useBreakDecisions';

const PARTIES = {
  bank: 'partyBank',
  provider: 'partyProvider',
  merchant: 'partyMerchant',
  internal: 'partyInternal',
} as const;

/** The differences an action is about: one amount per currency. */
function Amounts({ breaks }: { breaks: readonly BreakJson[] }) {
  const totals = sumByCurrency(breaks.map(reconBreak => moneyFromJson(reconBreak.difference)));
  return (
    <p>
      <MoneyList amounts={totals.map(moneyToJson)} signed strong />
    </p>
  );
}

/** The dialogs behind the decisions; at most one is open. */
export function DecisionDialogs({ decisions, people }: { decisions: BreakDecisions; people: readonly string[] }) {
  const { intent } = decisions;
  // Kept while the dialog fades out, so that its text does not change under the eye.
  const [last, setLast] = useState<Intent | null>(null);
  useEffect(() => {
    if (intent) setLast(intent);
  }, [intent]);
  const shown = intent ?? last;
  if (!shown) return null;
  if (shown.action === 'assign') return <AssignDialog intent={shown} decisions={decisions} people={people} />;
  return <DecisionDialog intent={shown} action={shown.action} decisions={decisions} />;
}

type ReasonAction = Exclude<Intent['action'], 'assign'>;

function DecisionDialog({
  intent,
  action,
  decisions,
}: {
  intent: Intent;
  action: ReasonAction;
  decisions: BreakDecisions;
}) {
  const { t } = useReconciliationText();
  const [party, setParty] = useState<DisputeParty>('bank');
  const count = intent.breaks.length;
  const titles: Record<ReasonAction, string> = {
    propose: t('decision.proposeTitle', { count }),
    approve: t('decision.approveTitle', { count }),
    reject: t('decision.rejectTitle'),
    dispute: t('decision.disputeTitle', { count }),
    withdraw: t('decision.withdrawTitle'),
  };
  const verbs: Record<ReasonAction, string> = {
    propose: t('action.propose'),
    approve: t('action.approve'),
    reject: t('action.reject'),
    dispute: t('action.dispute'),
    withdraw: intent.breaks[0].state === 'disputed' ? t('action.endDispute') : t('action.withdraw'),
  };
  return (
    <ReasonDialog
      open={decisions.intent !== null}
      title={titles[action]}
      confirmLabel={verbs[action]}
      busy={decisions.busy}
      error={decisions.error}
      onConfirm={reason => decisions.confirm(reason, action === 'dispute' ? party : undefined)}
      onClose={decisions.close}
      fields={
        action === 'dispute' && (
          <FilterSelect
            label={t('decision.party')}
            value={party}
            allLabel={null}
            options={Object.entries(PARTIES).map(([value, key]) => ({
              value: value as DisputeParty,
              label: t(`decision.${key}`),
            }))}
            onChange={value => setParty(value ?? 'bank')}
          />
        )
      }
    >
      <Amounts breaks={intent.breaks} />
      <p>{t(`decision.${action}Hint`)}</p>
    </ReasonDialog>
  );
}

const NOBODY = '-';

function AssignDialog({
  intent,
  decisions,
  people,
}: {
  intent: Intent;
  decisions: BreakDecisions;
  people: readonly string[];
}) {
  const { t } = useReconciliationText();
  const [chosen, setChosen] = useState<string>(people[0] ?? NOBODY);
  useEffect(() => {
    setChosen(people[0] ?? NOBODY);
    // The first person is oneself, the usual choice of a new intent.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [intent]);
  return (
    <ConfirmDialog
      open={decisions.intent !== null}
      title={t('decision.assignTitle', { count: intent.breaks.length })}
      confirmLabel={t('action.assign')}
      busy={decisions.busy}
      error={decisions.error}
      onConfirm={() => decisions.confirmAssign(chosen === NOBODY ? null : chosen)}
      onClose={decisions.close}
    >
      <p>
        <FilterSelect
          label={t('decision.assignee')}
          value={chosen}
          allLabel={null}
          options={[
            ...people.map((ref, index) => ({
              value: ref,
              label: index === 0 ? `${personName(ref)} · ${t('workbench.me')}` : personName(ref),
            })),
            { value: NOBODY, label: t('workbench.nobody') },
          ]}
          onChange={value => setChosen(value ?? NOBODY)}
        />
      </p>
    </ConfirmDialog>
  );
}

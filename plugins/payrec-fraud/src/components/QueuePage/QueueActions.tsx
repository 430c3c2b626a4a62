import { moneyFromJson, moneyToJson, sumByCurrency } from '@internal/plugin-payrec-common';
import { AlertJson, alertStateSchema } from '@internal/plugin-payrec-fraud-common';
import { ActionButton, MoneyList, NARROW_PX, tonesOf, useBottomBar } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { QueueState } from '../../feed/AlertStore';
import { useCounted } from '../../hooks/useCounted';
import { useFraudText } from '../../translation';
import { AlertWork, isMine } from '../AlertWork';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      sums: {
        flex: 'none',
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: '0 18px',
        minHeight: 32,
        padding: '0 24px',
        color: tones.muted,
        borderTop: `1px solid ${tones.line}`,
        borderBottom: `1px solid ${tones.line}`,
        backgroundColor: tones.page,
        fontVariantNumeric: 'tabular-nums',
        whiteSpace: 'nowrap',
        [`@media (max-width: ${NARROW_PX - 1}px)`]: {
          flexWrap: 'nowrap',
          overflowX: 'auto',
          '& > *': { flex: 'none' },
        },
      },
      strong: { color: tones.text, fontWeight: 600 },
      space: { flex: 1 },
      bar: {
        flex: 'none',
        display: 'flex',
        alignItems: 'center',
        gap: 6,
        padding: '10px 24px',
        backgroundColor: tones.raised,
        boxShadow: tones.shadow,
        [`@media (max-width: ${NARROW_PX - 1}px)`]: {
          padding: '8px 12px',
          overflowX: 'auto',
          '& > *': { flex: 'none' },
        },
      },
      note: { color: tones.muted, whiteSpace: 'nowrap' },
      // Many currencies do not push the verbs to a second line: the rows above would move.
      amounts: { flex: '0 1 auto', minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
    };
  },
  { name: 'PayrecQueueActions' },
);

/** Sums at risk, one per currency and never one for all, and the states of everything under the filter. */
export function QueueSums({ state }: { state: QueueState }) {
  const { t } = useFraudText();
  const classes = useStyles();
  const counted = useCounted();
  const states = alertStateSchema.options
    .filter(one => state.byState[one])
    .map(one => `${t(`state.${one}`)} ${counted(state.byState[one]!).shown}`);
  return (
    // On a phone it scrolls sideways, so the keys must get there.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.sums} role="group" aria-label={t('queue.atRisk')} tabIndex={0}>
      <b className={classes.strong}>{t('queue.atRisk')}</b>
      <MoneyList amounts={state.totals} strong />
      <span className={classes.space} />
      <span>{states.join(' · ')}</span>
    </div>
  );
}

const VERBS = [
  ['confirm_fraud', 'F'],
  ['false_positive', 'P'],
  ['escalate', 'E'],
  ['note', 'N'],
  ['snooze', 'Z'],
] as const;

export type QueueActionsProps = {
  /** What the keys act on: the selected rows, else the one in focus. */
  targets: readonly AlertJson[];
  selectedCount: number;
  /** Place of the row in focus, from 1; 0 without one. */
  position: number;
  me: string | undefined;
  work: AlertWork;
  onClear: () => void;
  onServe: () => void;
};

/** The verbs of the queue with their keys. */
export function QueueActions(props: QueueActionsProps) {
  const { targets, selectedCount, position, me, work, onClear, onServe } = props;
  const { t } = useFraudText();
  const classes = useStyles();
  const bar = useBottomBar<HTMLDivElement>(true);
  const counted = useCounted();
  const nowMs = Date.now();
  const mine = targets.length > 0 && targets.every(alert => isMine(alert, me, nowMs));
  const amounts = targets.flatMap(alert => (alert.amount ? [moneyFromJson(alert.amount)] : []));
  const toggle = mine ? 'release' : 'claim';
  const none = targets.length === 0;
  return (
    <div ref={bar} className={classes.bar} role="toolbar" aria-label={t('page.queue')}>
      {selectedCount > 0 ? (
        <>
          <b role="status">{t('work.many', { count: selectedCount })}</b>
          <span className={classes.amounts}>
            <MoneyList amounts={sumByCurrency(amounts).map(moneyToJson)} />
          </span>
          <ActionButton kind="quiet" small onClick={onClear}>
            {t('queue.clear')}
          </ActionButton>
        </>
      ) : (
        <span className={classes.note}>
          {position > 0 ? t('queue.rowInFocus', { row: counted(position).shown }) : t('queue.noFocus')}
        </span>
      )}
      <span className={classes.space} />
      <ActionButton
        keyHint="C"
        aria-pressed={mine}
        disabled={none}
        disabledReason={none ? null : work.blocked(toggle, targets)}
        onClick={() => work.begin(toggle, targets)}
      >
        {mine ? `✓ ${t('action.claimed')}` : t('action.claim')}
      </ActionButton>
      {VERBS.map(([action, key]) => (
        <ActionButton
          key={action}
          keyHint={key}
          disabled={none}
          disabledReason={none ? null : work.blocked(action, action === 'note' ? targets.slice(0, 1) : targets)}
          onClick={() => work.begin(action, action === 'note' ? targets.slice(0, 1) : targets)}
        >
          {t(`action.${action}`)}
        </ActionButton>
      ))}
      {selectedCount === 0 && (
        <ActionButton
          kind="primary"
          keyHint="⇧C"
          disabled={work.busyServing}
          disabledReason={work.cannotServe}
          onClick={onServe}
        >
          {t('action.next')}
        </ActionButton>
      )}
    </div>
  );
}

import { moneyFromJson, moneyToJson, sumByCurrency } from '@internal/plugin-payrec-common';
import { AlertJson } from '@internal/plugin-payrec-fraud-common';
import {
  ActionButton,
  DialogFrame,
  FilterSelect,
  MoneyList,
  plainTable,
  ReasonDialog,
  tonesOf,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useEffect, useState } from 'react';
import { useFraudText } from '../../translation';
import { ageText, shortId } from '../AlertLabels';
import { AssigneeField } from './AssigneeField';
import { AlertWork, BulkResult, Intent } from './useAlertWork';

const useStyles = makeStyles(
  theme => ({
    table: plainTable(theme, { head: '4px 0', cell: '4px 0' }),
    scroll: { maxHeight: 320, overflow: 'auto' },
    muted: { color: tonesOf(theme).muted },
  }),
  { name: 'PayrecWorkDialogs' },
);

const SNOOZE_MINUTES = [30, 60, 120, 240] as const;
const MINUTE_MS = 60_000;

/** Until when these may sleep: the usual lengths, none beyond the nearest deadline; the deadline itself when all are. */
export function snoozeUntil(alerts: readonly AlertJson[], minutes: number, nowMs: number): string {
  const deadlines = alerts.flatMap(alert => (alert.slaDueAt ? [Date.parse(alert.slaDueAt)] : []));
  const wanted = nowMs + minutes * MINUTE_MS;
  const future = deadlines.filter(deadline => deadline > nowMs);
  return new Date(Math.min(wanted, ...future)).toISOString();
}

/** The dialogs behind the work; at most one is open. */
export function WorkDialogs({ work }: { work: AlertWork }) {
  const { intent } = work;
  // Kept while the dialog fades out, so that its text does not change under the eye.
  const [last, setLast] = useState<Intent | null>(null);
  useEffect(() => {
    if (intent) setLast(intent);
  }, [intent]);
  const shown = intent ?? last;
  return (
    <>
      {shown && <WorkDialog intent={shown} work={work} />}
      <ResultDialog result={work.bulkResult} onClose={work.closeResult} />
    </>
  );
}

function WorkDialog({ intent, work }: { intent: Intent; work: AlertWork }) {
  const { t } = useFraudText();
  const classes = useStyles();
  const [minutes, setMinutes] = useState(String(SNOOZE_MINUTES[1]));
  const [assignee, setAssignee] = useState('');
  const [invalid, setInvalid] = useState<string | null>(null);
  useEffect(() => {
    setAssignee('');
    setInvalid(null);
  }, [intent]);
  const { action, alerts } = intent;
  const amounts = alerts.flatMap(alert => (alert.amount ? [moneyFromJson(alert.amount)] : []));
  return (
    <ReasonDialog
      open={work.intent !== null}
      title={t(`work.title_${action}`)}
      confirmLabel={t(`action.${action}`)}
      busy={work.busy}
      error={invalid ?? work.error}
      onConfirm={reason => {
        setInvalid(action === 'reassign' && !assignee ? t('work.noAssignee') : null);
        if (action === 'reassign') {
          if (assignee) work.confirm(reason, { assignee });
        } else {
          work.confirm(reason, action === 'snooze' ? { until: snoozeUntil(alerts, Number(minutes), Date.now()) } : {});
        }
      }}
      onClose={work.close}
      fields={
        (action === 'reassign' && <AssigneeField alert={alerts[0]} value={assignee} onChange={setAssignee} />) ||
        (action === 'snooze' && (
          <FilterSelect
            label={t('work.until')}
            value={minutes}
            allLabel={null}
            options={SNOOZE_MINUTES.map(length => ({
              value: String(length),
              label: t('work.inTime', { time: ageText(t, length * MINUTE_MS) }),
            }))}
            onChange={value => setMinutes(value ?? minutes)}
          />
        ))
      }
    >
      <p>
        {alerts.length === 1 ? (
          <span title={alerts[0].alertId}>{shortId(alerts[0].alertId)}</span>
        ) : (
          t('work.many', { count: alerts.length })
        )}{' '}
        <MoneyList amounts={sumByCurrency(amounts).map(moneyToJson)} strong />
      </p>
      <p className={classes.muted}>{t(`work.hint_${action}`)}</p>
    </ReasonDialog>
  );
}

function ResultDialog({ result, onClose }: { result: BulkResult | null; onClose: () => void }) {
  const { t } = useFraudText();
  const classes = useStyles();
  if (!result) return null;
  // What needs a look comes first.
  const rows = [...result.items].sort((a, b) => Number(a.result === 'ok') - Number(b.result === 'ok'));
  return (
    <DialogFrame
      open
      onClose={onClose}
      title={t('work.resultTitle', { number: String(result.items.length) })}
      actions={
        <ActionButton kind="primary" onClick={onClose}>
          {t('work.close')}
        </ActionButton>
      }
    >
      <p role="status">
        {t('work.result', { ok: String(result.ok), conflict: String(result.items.length - result.ok) })}
      </p>
      {result.replayed && <p className={classes.muted}>{t('work.replayed')}</p>}
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('work.resultRow')}</th>
              <th scope="col">{t('work.resultWhat')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.alertId}>
                <td title={row.alertId}>{shortId(row.alertId)}</td>
                <td>{t(`work.result_${row.result}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </DialogFrame>
  );
}

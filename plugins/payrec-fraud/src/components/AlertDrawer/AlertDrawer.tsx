import { AlertJson } from '@internal/plugin-payrec-fraud-common';
import {
  DetailDrawer,
  formatInstant,
  formatMoney,
  KeyCap,
  MoneyText,
  QueryState,
  StatePage,
  statusOf,
  usePayrecLocale,
} from '@internal/plugin-payrec-react';
import { QueueRow } from '../../feed/AlertStore';
import { useClockMs } from '../../feed/clock';
import { Actor } from '../../hooks/useActor';
import { useAlert } from '../../hooks/useAlert';
import { usePresence } from '../../hooks/usePresence';
import { useFraudText } from '../../translation';
import { ageText, panText, shortScore, stepOf } from '../AlertLabels';
import { AlertWork } from '../AlertWork';
import { AlertHeader } from './AlertHeader';
import { AlertStory } from './AlertStory';
import { ClaimFooter } from './ClaimFooter';
import { useDrawerStyles } from './useDrawerStyles';

export type AlertDrawerProps = {
  /** From the URL, so that a link opens it even when the list does not hold it. */
  alertId: string | undefined;
  row: QueueRow | undefined;
  position?: { position: number; count: number };
  actor: Actor;
  work: AlertWork;
  live: boolean;
  /** A newer form of the alert became known here. */
  onAlert: (alert: AlertJson) => void;
  /** Narrows the queue, such as to one card. */
  onFilter: (patch: { cardToken?: string[]; deviceToken?: string[] }) => void;
  onClose: () => void;
};

/** Why one alert is one, what is known around it, and what can be decided. */
export function AlertDrawer(props: AlertDrawerProps) {
  const { alertId, row, position, actor, work, live, onAlert, onFilter, onClose } = props;
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const query = useAlert(alertId, row?.alert.rowVersion);
  const viewers = usePresence(alertId, live);
  // The list hears of changes first, the detail knows more: the newer one is shown.
  const detail = query.data;
  const rowIsNewer = row && (!detail || row.alert.rowVersion > detail.rowVersion);
  const alert: AlertJson | undefined = rowIsNewer ? row.alert : detail ?? row?.alert;
  const others = (detail && viewers.length === 0 ? detail.viewers : viewers).filter(
    ({ actor: ref }) => ref !== actor.me,
  );
  return (
    <DetailDrawer
      open={Boolean(alertId)}
      onClose={onClose}
      label={alertId}
      header={
        <AlertHeader alertId={alertId} alert={alert}>
          {position && (
            <span className={classes.position}>
              {t('alert.position', { position: String(position.position), total: String(position.count) })}{' '}
              <KeyCap>J</KeyCap> <KeyCap>K</KeyCap>
            </span>
          )}
        </AlertHeader>
      }
      footer={
        alert && (
          <ClaimFooter
            alert={alert}
            detail={detail}
            actor={actor}
            work={work}
            viewers={others.map(viewer => viewer.actor)}
            onAlert={onAlert}
          />
        )
      }
    >
      {alert && <AlertHeadline alert={alert} />}
      {statusOf(query.error) === 404 ? (
        <StatePage kind="empty" title={t('alert.gone')} hint={t('alert.goneHint')} />
      ) : (
        <QueryState query={query}>{data => <AlertStory detail={data} actor={actor} onFilter={onFilter} />}</QueryState>
      )}
    </DetailDrawer>
  );
}

/** Amount, score and its last step, where and when; and how long the money can still be stopped. */
export function AlertHeadline({ alert }: { alert: AlertJson }) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const locale = usePayrecLocale();
  const nowMs = useClockMs();
  const now = new Date(nowMs).toISOString();
  const step = stepOf(alert);
  const time = (instant: string) => formatInstant(instant, { locale, now });
  const route = [alert.country, alert.counterCountry].filter(Boolean).join(' → ');
  const pan = alert.subject.pan && panText(alert.subject.pan);
  const facts = [alert.merchantName ?? alert.merchantId, pan, route, time(alert.eventAt)].filter(Boolean);
  const left = alert.recoverableUntil ? Date.parse(alert.recoverableUntil) - nowMs : null;
  return (
    <>
      <div className={classes.big}>
        {alert.amount && (
          <span className={classes.amount}>
            <MoneyText money={alert.amount} withCurrency />
          </span>
        )}
        <span className={classes.space} />
        {step !== 0 && alert.previousScore && (
          <span className={`${classes.step} ${step > 0 ? classes.up : classes.down}`}>
            <span aria-hidden>{step > 0 ? '▲ ' : '▼ '}</span>
            {t('alert.from', {
              score: shortScore(alert.previousScore),
              time: alert.scoreChangedAt ? time(alert.scoreChangedAt) : '—',
            })}
          </span>
        )}
        <span className={classes.score}>{shortScore(alert.score)}</span>
      </div>
      <div className={classes.muted}>
        <bdi>{facts.join(' · ')}</bdi>
      </div>
      {left !== null && alert.amount && alert.state !== 'CLOSED' && (
        <div className={classes.until}>
          {left > 0
            ? t('alert.recoverable', {
                amount: formatMoney(alert.amount, { locale, withCurrency: true }),
                time: time(alert.recoverableUntil!),
                left: ageText(t, left),
              })
            : t('alert.notRecoverable')}
        </div>
      )}
    </>
  );
}

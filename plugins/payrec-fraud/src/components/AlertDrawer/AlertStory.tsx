import { AlertDetailJson } from '@internal/plugin-payrec-fraud-common';
import {
  AppLink,
  DateText,
  DrawerSection,
  formatInstant,
  formatMoney,
  InstantText,
  Notice,
  useNow,
  usePayrecLocale,
} from '@internal/plugin-payrec-react';
import { ShareJson } from '../../api';
import { Actor } from '../../hooks/useActor';
import { useCounted } from '../../hooks/useCounted';
import { useFraudText } from '../../translation';
import { personName, shortScore } from '../AlertLabels';
import { PaymentsChart } from './PaymentsChart';
import { SharedLinks } from './SharedLinks';
import { SubjectPart } from './SubjectPart';
import { useDrawerStyles } from './useDrawerStyles';

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const LONG_SCORE = /\b[01]\.\d{5}\b/g;

/** A weight from which a reason carries the alert. */
const STRONG_WEIGHT = 0.5;

export function percent(share: number): string {
  return String(Math.round(share * 100));
}

function ShareText({ share }: { share: ShareJson | null }) {
  const { t } = useFraudText();
  const counted = useCounted();
  if (!share || share.n === 0) return <>{t('alert.noHistory')}</>;
  const interval = t('metrics.interval', {
    share: percent(share.share),
    low: percent(share.low),
    high: percent(share.high),
  });
  return (
    <>
      {interval}, n {counted(share.n).shown}
    </>
  );
}

export type AlertStoryProps = {
  detail: AlertDetailJson;
  actor: Actor;
  onFilter: (patch: { cardToken?: string[]; deviceToken?: string[] }) => void;
};

/** The detail of one alert, in the order in which a person decides: why, what else, where the money is, who did what. */
export function AlertStory({ detail, actor, onFilter }: AlertStoryProps) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const locale = usePayrecLocale();
  const now = useNow(60_000);
  /** The server writes instants and scores in full; a person reads their own time and two decimals. */
  const inOwnWords = (text: string) =>
    text
      .replace(INSTANT, instant => formatInstant(instant, { locale, now }))
      .replace(LONG_SCORE, score => shortScore(score));
  const marks = [
    detail.boost && boostText(t, detail.boost),
    detail.hitCount > 1 && t('alert.hits', { count: detail.hitCount, shown: String(detail.hitCount) }),
    detail.late && t('alert.late'),
    detail.skewMs > 0 && t('alert.skew', { seconds: String(Math.round(detail.skewMs / 1000)) }),
    detail.suppressionId && t('alert.suppressed', { id: detail.suppressionId }),
    detail.previousAlertId && t('alert.previous', { id: detail.previousAlertId }),
  ].filter(Boolean);
  return (
    <>
      {detail.approval?.state === 'pending' && (
        <Notice tone="warn" inset>
          <b>{t('alert.approvalTitle')}</b>{' '}
          {t('alert.approvalText', {
            name: personName(detail.approval.proposedBy),
            what: t(`disposition.${detail.approval.disposition}`),
            reason: detail.approval.reason,
          })}
        </Notice>
      )}
      {marks.length > 0 && <p className={classes.muted}>{marks.join(' · ')}</p>}
      <DrawerSection
        title={
          <span className={classes.section}>
            {t('alert.why', { score: shortScore(detail.score) })}
            <span className={classes.note}>
              {t('alert.alertsAt', {
                threshold: detail.threshold ? shortScore(detail.threshold) : '—',
                model: detail.modelVersion ?? '—',
              })}
            </span>
          </span>
        }
      >
        <ol className={classes.why}>
          {detail.reasonsInWords.map(reason => (
            <li key={reason.code} className={classes.whyRow}>
              <span className={classes.weight}>{reason.weight.toFixed(2)}</span>
              <span className={classes.bar} aria-hidden>
                <div
                  className={`${classes.fill} ${reason.weight >= STRONG_WEIGHT ? classes.strongFill : ''}`}
                  style={{ width: `${reason.weight * 100}%` }}
                />
              </span>
              <span dir="auto">
                {reason.text}
                {(reason.n !== null || reason.window) && (
                  <span className={classes.small}>
                    {[reason.baseline, reason.n !== null && `n ${reason.n}`, reason.window].filter(Boolean).join(' · ')}
                  </span>
                )}
              </span>
            </li>
          ))}
        </ol>
        {detail.counterfactual && (
          <div className={classes.counter} role="note" aria-label={t('alert.counterfactual')}>
            {detail.counterfactual.text}
            {detail.counterfactual.notEnough.length > 0 && (
              <span className={classes.small}>
                {t('alert.notEnough', {
                  list: detail.counterfactual.notEnough
                    .map(({ code, score }) => `${labelOf(detail, code)} (${score.toFixed(2)})`)
                    .join(', '),
                })}
              </span>
            )}
          </div>
        )}
      </DrawerSection>
      {detail.ruleHits.length > 0 && (
        <DrawerSection
          title={
            <span className={classes.section}>
              {t('alert.rules')}
              <span className={classes.note}>{t('alert.rulesNote')}</span>
            </span>
          }
        >
          <table className={classes.rules}>
            <tbody>
              {detail.ruleHits.map(rule => (
                <tr key={rule.ruleId}>
                  <td className={classes.ruleId}>{rule.ruleId}</td>
                  <td>{rule.name}</td>
                  <td>
                    <ShareText share={rule.precision} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </DrawerSection>
      )}
      <PaymentsChart history={detail.history} />
      <SharedLinks alertId={detail.alertId} />
      <TransactionPart detail={detail} />
      <SubjectPart detail={detail} actor={actor} onFilter={onFilter} />
      <DrawerSection title={t('alert.timeline')}>
        <ol className={classes.timeline}>
          {detail.timeline.map(entry => (
            <li key={`${entry.rowVersion} ${entry.kind} ${entry.at}`} className={classes.event}>
              <b>{entry.actor ? personName(entry.actor) : t('page.module')}</b>{' '}
              <span dir="auto">{inOwnWords(entry.text)}</span> · <InstantText instant={entry.at} />
            </li>
          ))}
        </ol>
      </DrawerSection>
    </>
  );
}

const BOOSTS = ['new_evidence', 'unsnoozed', 'escalated', 'reassigned', 'reopened', 'rejected'] as const;

function boostText(t: ReturnType<typeof useFraudText>['t'], boost: string): string {
  const known = BOOSTS.find(one => one === boost);
  return known ? t(`alert.boost_${known}`) : boost;
}

function labelOf(detail: AlertDetailJson, code: string): string {
  return detail.reasonsInWords.find(reason => reason.code === code)?.label ?? code;
}

/** Where the money of the alert is: matched with the bank, in which batch, with links to the proof. */
function TransactionPart({ detail }: { detail: AlertDetailJson }) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const locale = usePayrecLocale();
  const { transaction, transactionUnavailable, txnId, amount } = detail;
  if (!transaction) {
    return (
      <DrawerSection title={t('alert.transaction')}>
        <p className={classes.muted}>
          {txnId && <span className={classes.id}>{txnId} </span>}
          {transactionUnavailable ?? t('alert.noTransaction')}
        </p>
      </DrawerSection>
    );
  }
  const { reconciliation, settlement } = transaction;
  const breakLink = `/payrec/reconciliation/workbench?break=${reconciliation.breakId}`;
  const differs =
    amount && (amount.minor !== transaction.gross.minor || amount.currency !== transaction.gross.currency);
  return (
    <DrawerSection title={t('alert.transaction')}>
      <dl className={classes.facts}>
        <dt>{t('alert.type')}</dt>
        <dd>
          <span className={`${classes.id} ${classes.cut}`} title={transaction.txnId}>
            {transaction.txnId}
          </span>{' '}
          {transaction.type}, {transaction.status}
          {differs && ` · ${formatMoney(transaction.gross, { locale, withCurrency: true })}`}
        </dd>
        <dt>{t('alert.businessDate')}</dt>
        <dd>
          <DateText date={transaction.businessDate} />
        </dd>
        <dt>{t('alert.reconciliation')}</dt>
        <dd>
          {t(`alert.rec_${reconciliation.state}`)}
          {reconciliation.reason && `: ${reconciliation.reason}`}
          {reconciliation.breakId && (
            <>
              {', '}
              <AppLink to={breakLink}>{t('alert.recBreak', { id: reconciliation.breakId })}</AppLink>
            </>
          )}
          {reconciliation.asOf && (
            <span className={classes.muted}>
              {` · ${t('alert.recAsOf')} `}
              <InstantText instant={reconciliation.asOf} />
            </span>
          )}
        </dd>
        <dt>{t('alert.settlement')}</dt>
        <dd>
          {settlement.batchId ? t('alert.batch', { id: settlement.batchId }) : t('alert.noSettlement')}
          {settlement.expectedValueDate && !settlement.valueDate && (
            <>
              {', '}
              {t('alert.expected', { date: '' })}
              <DateText date={settlement.expectedValueDate} style="short" />
            </>
          )}
          {settlement.valueDate && (
            <>
              {', '}
              {t('alert.paid', { date: '' })}
              <DateText date={settlement.valueDate} style="short" />
            </>
          )}
        </dd>
      </dl>
    </DrawerSection>
  );
}

import { useApi } from '@backstage/frontend-plugin-api';
import { AlertDetailJson, AlertJson } from '@internal/plugin-payrec-fraud-common';
import { ActionButton, useAppNavigate, useNow } from '@internal/plugin-payrec-react';
import { useEffect, useRef } from 'react';
import { fraudApiRef } from '../../api';
import { Actor } from '../../hooks/useActor';
import { useFraudText } from '../../translation';
import { clockText, personName } from '../AlertLabels';
import { AlertWork, isMine } from '../AlertWork';
import { useModuleLinks } from '../ModuleFrame';
import { useDrawerStyles } from './useDrawerStyles';

const LEASE_MS = 15 * 60_000;
/** From here on the lease is shown as running out. */
const WARN_MS = 2 * 60_000;
/** Activity renews a lease with less than this left: not at every key, and long before the warning. */
const RENEW_BELOW_MS = 12 * 60_000;
const RENEW_EVERY_MS = 30_000;

/** Renews one's lease while one works: a key or a press counts, an open tab does not. */
function useLeaseRenewal(alert: AlertJson, mine: boolean, onAlert: (alert: AlertJson) => void) {
  const client = useApi(fraudApiRef);
  const latest = useRef({ alert, onAlert, lastMs: 0 });
  useEffect(() => {
    latest.current = { ...latest.current, alert, onAlert };
  });
  useEffect(() => {
    if (!mine) return undefined;
    const onActivity = () => {
      const { alert: held, lastMs, onAlert: tell } = latest.current;
      const nowMs = Date.now();
      const leftMs = held.leaseUntil ? Date.parse(held.leaseUntil) - nowMs : 0;
      if (leftMs <= 0 || leftMs > RENEW_BELOW_MS || nowMs - lastMs < RENEW_EVERY_MS) return;
      latest.current.lastMs = nowMs;
      client
        .renewClaim({ params: { alertId: held.alertId }, body: { fence: held.fence } })
        .then(({ alert: renewed }) => tell(renewed))
        // The next decision tells what became of the claim.
        .catch(() => {});
    };
    document.addEventListener('keydown', onActivity);
    document.addEventListener('pointerdown', onActivity);
    return () => {
      document.removeEventListener('keydown', onActivity);
      document.removeEventListener('pointerdown', onActivity);
    };
  }, [client, mine]);
}

export type ClaimFooterProps = {
  alert: AlertJson;
  detail: AlertDetailJson | undefined;
  actor: Actor;
  work: AlertWork;
  /** Others who look at it. */
  viewers: readonly string[];
  onAlert: (alert: AlertJson) => void;
};

/** Whose claim it is and for how long, who else looks, and the decisions; without a claim it offers one. */
export function ClaimFooter({ alert, detail, actor, work, viewers, onAlert }: ClaimFooterProps) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const navigate = useAppNavigate();
  const { link } = useModuleLinks();
  const nowMs = Date.parse(useNow(1_000));
  const mine = isMine(alert, actor.me, nowMs);
  useLeaseRenewal(alert, mine, onAlert);
  const leftMs = alert.leaseUntil ? Date.parse(alert.leaseUntil) - nowMs : 0;
  const held = alert.claimedBy !== null && leftMs > 0;
  const only = [alert];
  // A supervisor sees the one thing that can be done with a closed alert.
  const reopens = alert.state === 'CLOSED' && actor.maySupervise;
  const idle = reopens ? 'reopen' : 'claim';
  const main = mine ? 'confirm_fraud' : idle;
  // What the server said of an older version, such as "claim it first", is no longer so.
  const said = mine && detail?.rowVersion === alert.rowVersion ? detail.decisionBlockedReason : null;
  const reason = work.blocked(main, only) ?? said;
  const waiting = detail?.approval?.state === 'pending' ? detail.approval : null;
  // Whoever may sign finds the proposal from here; the signature itself is given where it is read, in the list of approvals.
  const signs = waiting !== null && actor.mayApprove && waiting.proposedBy !== actor.me;
  return (
    <>
      <div className={classes.footer}>
        {held && (
          <>
            <span className={classes.lease} aria-hidden>
              <div
                className={`${classes.leaseFill} ${leftMs < WARN_MS ? classes.leaseLow : ''}`}
                style={{ width: `${Math.min(100, (leftMs / LEASE_MS) * 100)}%` }}
              />
            </span>
            {mine ? (
              <span>
                <b className={classes.strong}>{t('alert.yourClaim')}</b> {t('alert.left', { time: clockText(leftMs) })}
              </span>
            ) : (
              <span>{t('alert.theirClaim', { name: personName(alert.claimedBy!), time: clockText(leftMs) })}</span>
            )}
          </>
        )}
        <span className={classes.space} />
        {viewers.length > 0 && (
          <span role="status">{t('alert.alsoViewing', { names: viewers.map(personName).join(', ') })}</span>
        )}
        {actor.maySupervise && alert.state !== 'CLOSED' && (
          <ActionButton
            kind="quiet"
            small
            keyHint="A"
            disabledReason={work.blocked('reassign', only)}
            onClick={() => work.begin('reassign', only)}
          >
            {t('action.reassign')}
          </ActionButton>
        )}
      </div>
      {reason && !signs && <p className={classes.reason}>{reason}</p>}
      {mine ? (
        <div className={classes.decide}>
          <ActionButton
            kind="primary"
            wide
            keyHint="F"
            disabledReason={reason}
            onClick={() => work.begin('confirm_fraud', only)}
          >
            {t('action.confirm_fraud')}
          </ActionButton>
          <ActionButton
            keyHint="P"
            disabledReason={work.blocked('false_positive', only)}
            onClick={() => work.begin('false_positive', only)}
          >
            {t('action.false_positive')}
          </ActionButton>
          <ActionButton
            keyHint="E"
            disabledReason={work.blocked('escalate', only)}
            onClick={() => work.begin('escalate', only)}
          >
            {t('action.escalate')}
          </ActionButton>
        </div>
      ) : (
        <>
          {signs ? (
            <ActionButton
              kind="primary"
              wide
              onClick={() => navigate(link('approvals', `approval=${encodeURIComponent(waiting.approvalId)}`))}
            >
              {t('alert.toProposal')}
            </ActionButton>
          ) : (
            <ActionButton
              kind="primary"
              wide
              keyHint={reopens ? undefined : 'C'}
              disabledReason={reason}
              onClick={() => work.begin(idle, only)}
            >
              {t(`action.${idle}`)}
            </ActionButton>
          )}
          <ActionButton
            keyHint="N"
            disabledReason={work.blocked('note', only)}
            onClick={() => work.begin('note', only)}
          >
            {t('action.note')}
          </ActionButton>
        </>
      )}
      {detail?.needsSecondPerson && !waiting && alert.state !== 'CLOSED' && (
        <p className={classes.reason}>{t('alert.overPolicy')}</p>
      )}
    </>
  );
}

import { AlertJson } from '@internal/plugin-payrec-fraud-common';
import { DataColumn, InstantText, MoneyText, StateChip } from '@internal/plugin-payrec-react';
import { QueueRow } from '../../feed/AlertStore';
import { useClockMs } from '../../feed/clock';
import { Translate, useFraudText } from '../../translation';
import { ageText, isDone, OwnerBadge, panText, personName, ScoreBar, shortScore, STATE_TONES } from '../AlertLabels';
import { ViewersMark } from './ViewersMark';

export type QueueClasses = {
  muted: string;
  chips: string;
  chip: string;
  first: string;
  kept: string;
  over: string;
  soon: string;
  more: string;
};

const CHIPS = 2;
const SOON_MS = 15 * 60_000;

function Age({ alert }: { alert: AlertJson }) {
  const { t } = useFraudText();
  return <>{ageText(t, useClockMs() - Date.parse(alert.receivedAt))}</>;
}

function SlaLeft({ alert, classes }: { alert: AlertJson; classes: QueueClasses }) {
  const { t } = useFraudText();
  const nowMs = useClockMs();
  if (!alert.slaDueAt || isDone(alert)) return <span className={classes.muted}>—</span>;
  const left = Date.parse(alert.slaDueAt) - nowMs;
  if (left < 0) {
    const time = ageText(t, -left);
    return (
      <span className={classes.over} title={t('queue.overLong', { time })}>
        {t('queue.over', { time })}
      </span>
    );
  }
  return <span className={left < SOON_MS ? classes.soon : undefined}>{ageText(t, left)}</span>;
}

/** Kinds of the feed after which an alert is closed, and others that have a word of their own. */
const CLOSING: readonly string[] = ['close', 'approve', 'closed'];
const LEFT_KINDS = ['claim', 'release', 'escalate', 'snooze', 'reassign', 'hidden'] as const;

/** Why a row is still there although it no longer fits, in words. */
function keptText(t: Translate, row: QueueRow, scoreMin: string | undefined): string {
  if (row.alert.state === 'CLOSED' || CLOSING.includes(row.leftKind ?? '')) {
    const { disposition } = row.alert;
    return disposition ? t(`disposition.${disposition}`) : t('queue.keptClosed');
  }
  if (scoreMin && Number(row.alert.score) < Number(scoreMin)) {
    return t('queue.keptFell', { score: shortScore(scoreMin) });
  }
  const kind = LEFT_KINDS.find(one => one === row.leftKind);
  return kind ? t(`queue.kept_${kind}`) : t('queue.keptElse');
}

function routeOf({ country, counterCountry }: AlertJson): string | null {
  if (!country) return counterCountry;
  return counterCountry && counterCountry !== country ? `${country} → ${counterCountry}` : country;
}

export type QueueColumnOptions = { classes: QueueClasses; me: string | undefined; scoreMin: string | undefined };

/** What decides which alert is next stands left: score, amount, merchant; who has it stands right. */
export function queueColumns(t: Translate, { classes, me, scoreMin }: QueueColumnOptions): DataColumn<QueueRow>[] {
  return [
    {
      id: 'score',
      header: t('queue.score'),
      width: 122,
      fixed: true,
      cell: ({ alert }) => <ScoreBar alert={alert} />,
      text: ({ alert }) => `${alert.score}${alert.previousScore ? ` (${alert.previousScore})` : ''}`,
    },
    {
      id: 'amount',
      header: t('queue.amount'),
      width: 104,
      kind: 'number',
      fixed: true,
      cell: ({ alert }) => alert.amount && <MoneyText money={alert.amount} withCurrency strong />,
    },
    {
      id: 'merchant',
      header: t('queue.merchant'),
      width: 94,
      grow: 1.3,
      cell: ({ alert }) => <bdi>{alert.merchantName ?? alert.merchantId}</bdi>,
      text: ({ alert }) => alert.merchantName ?? alert.merchantId,
    },
    {
      id: 'card',
      header: t('queue.card'),
      width: 122,
      cell: ({ alert }) => <span className={classes.muted}>{alert.subject.pan && panText(alert.subject.pan)}</span>,
      text: ({ alert }) => alert.subject.pan,
    },
    {
      id: 'country',
      header: t('queue.country'),
      width: 76,
      cell: ({ alert }) => routeOf(alert),
      text: ({ alert }) => routeOf(alert),
    },
    {
      id: 'reasons',
      header: t('queue.reasons'),
      width: 122,
      grow: 2.4,
      cell: row => {
        if (row.left) return <span className={classes.kept}>{keptText(t, row, scoreMin)}</span>;
        const { reasons, late } = row.alert;
        return (
          <span className={classes.chips}>
            {reasons.slice(0, CHIPS).map((reason, index) => (
              <span key={reason.code} className={`${classes.chip} ${index === 0 ? classes.first : ''}`}>
                {reason.label}
              </span>
            ))}
            {late && reasons.length < CHIPS && <span className={classes.chip}>{t('queue.late')}</span>}
            {reasons.length > CHIPS && (
              <span className={classes.more}>{t('queue.more', { number: String(reasons.length - CHIPS) })}</span>
            )}
          </span>
        );
      },
      text: ({ alert }) => alert.reasons.map(reason => reason.label).join(', '),
    },
    { id: 'age', header: t('queue.age'), width: 66, kind: 'number', cell: ({ alert }) => <Age alert={alert} /> },
    {
      id: 'due',
      header: t('queue.slaLeft'),
      width: 74,
      kind: 'number',
      fixed: true,
      cell: ({ alert }) => <SlaLeft alert={alert} classes={classes} />,
    },
    {
      id: 'state',
      header: t('queue.state'),
      width: 92,
      fixed: true,
      cell: ({ alert }) => <StateChip tone={STATE_TONES[alert.state]}>{t(`state.${alert.state}`)}</StateChip>,
    },
    {
      id: 'owner',
      header: t('queue.owner'),
      width: 72,
      cell: ({ alert }) => (
        <>
          <OwnerBadge owner={alert.claimedBy} me={me} nobody={t('queue.nobody')} />
          <ViewersMark alertId={alert.alertId} owner={alert.claimedBy} />
        </>
      ),
      text: ({ alert }) => (alert.claimedBy ? personName(alert.claimedBy) : t('queue.nobody')),
    },
    {
      id: 'priority',
      header: t('queue.priority'),
      width: 76,
      hiddenByDefault: true,
      cell: ({ alert }) => t(`priority.${alert.priority}`),
    },
    {
      id: 'hits',
      header: t('queue.hits'),
      width: 44,
      kind: 'number',
      hiddenByDefault: true,
      cell: ({ alert }) => alert.hitCount,
    },
    {
      id: 'received',
      header: t('queue.received'),
      width: 96,
      hiddenByDefault: true,
      cell: ({ alert }) => <InstantText instant={alert.receivedAt} />,
    },
    {
      id: 'id',
      header: t('approvals.alert'),
      width: 150,
      kind: 'id',
      hiddenByDefault: true,
      cell: ({ alert }) => alert.alertId,
      text: ({ alert }) => alert.alertId,
    },
    {
      id: 'model',
      header: t('queue.model'),
      width: 70,
      hiddenByDefault: true,
      cell: ({ alert }) => alert.modelVersion,
      text: ({ alert }) => alert.modelVersion,
    },
  ];
}

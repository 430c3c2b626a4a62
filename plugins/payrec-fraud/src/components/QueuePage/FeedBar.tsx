import { FeedStatus } from '@internal/plugin-payrec-fraud-common';
import { formatInteger, KeyCap, perTone, tonesOf, Tone, useNow, usePayrecLocale } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { useCounted } from '../../hooks/useCounted';
import { useFraudText } from '../../translation';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        display: 'inline-flex',
        maxWidth: '100%',
        alignItems: 'center',
        minHeight: 30,
        // As high as the title beside it, so that the tabs stand where they stand on the other pages.
        margin: '-2px 0',
        border: `1px solid ${tones.lineStrong}`,
        borderRadius: 7,
        overflow: 'hidden',
        backgroundColor: tones.surface,
        color: tones.muted,
        fontSize: 12.5,
        fontVariantNumeric: 'tabular-nums',
      },
      facts: {
        padding: '0 11px',
        minWidth: 0,
        display: 'inline-flex',
        flexWrap: 'wrap',
        gap: '0 7px',
        alignItems: 'center',
      },
      strong: { color: tones.text, fontWeight: 600 },
      dot: { width: 7, height: 7, borderRadius: '50%' },
      button: {
        all: 'unset',
        boxSizing: 'border-box',
        alignSelf: 'stretch',
        minHeight: 30,
        whiteSpace: 'nowrap',
        padding: '0 10px',
        borderLeft: `1px solid ${tones.line}`,
        color: tones.text,
        fontWeight: 500,
        fontSize: 13,
        display: 'inline-flex',
        alignItems: 'center',
        gap: 6,
        cursor: 'pointer',
        '&:hover': { backgroundColor: tones.neutral.background },
        '&:focus-visible': { outline: `2px solid ${tones.accent}`, outlineOffset: -2 },
        '&:disabled': { color: tones.faint, cursor: 'default' },
      },
    };
  },
  { name: 'PayrecFeedBar' },
);
const useDots = makeStyles(theme => perTone(theme, pair => ({ backgroundColor: pair.text })), {
  name: 'PayrecFeedDot',
});

/** How long "caught up" and "read again in full" stand before the bar says live again. */
const NEWS_MS = 8_000;

export type FeedBarProps = {
  status: FeedStatus;
  onPause: () => void;
  onRetry: () => void;
  onVerify: () => void;
  verifying: boolean;
};

/** What the console can prove about itself: live, how far, how many gaps, how old. */
export function FeedBar({ status, onPause, onRetry, onVerify, verifying }: FeedBarProps) {
  const { t } = useFraudText();
  const classes = useStyles();
  const dots = useDots();
  const locale = usePayrecLocale();
  const counted = useCounted();
  const nowMs = Date.parse(useNow(1_000));
  const { phase, cursor, headSeq, gaps, ageMs, paused, caughtUp, lastReset, lastBeatMs } = status;
  const number = (value: number) => formatInteger(value, locale);
  const seconds = (ms: number) => (Math.max(0, ms) / 1000).toFixed(ms < 9_950 ? 1 : 0);
  const of = cursor && t('feed.of', { seq: number(cursor.seq), head: number(Math.max(headSeq, cursor.seq)) });
  // A gap is told until it is healed; the read in full that healed it is told after it.
  const gapText = t('feed.gaps', counted(phase === 'starting' ? gaps : 0));
  const resetNews = lastReset && nowMs - lastReset.atMs < NEWS_MS;
  const caughtUpNews = caughtUp && nowMs - caughtUp.atMs < NEWS_MS;

  let tone: Tone = 'ok';
  let facts: ReactNode[] = [t('feed.live'), of, gapText, ageMs !== null && t('feed.age', { seconds: seconds(ageMs) })];
  if (phase === 'reconnecting') {
    tone = 'bad';
    const silence = lastBeatMs === null ? null : Math.round((nowMs - lastBeatMs) / 1000);
    facts = [
      t('feed.reconnecting'),
      cursor && t('feed.lastAt', { seq: number(cursor.seq) }),
      silence !== null && silence > 0 && t('feed.noBeat', { seconds: number(silence) }),
      t('feed.readOnly'),
    ];
  } else if (paused) {
    tone = 'warn';
    const total = Math.max(0, Math.round((nowMs - paused.sinceMs) / 1000));
    const [m, s] = [Math.floor(total / 60), total % 60].map(String);
    const time = total < 60 ? t('time.seconds', { s }) : t('time.minSec', { m, s });
    facts = [t('feed.paused', { time }), of, t('feed.waiting', counted(paused.waiting)), gapText];
  } else if (phase === 'starting') {
    tone = 'neutral';
    facts = [t('feed.starting'), of];
  } else if (resetNews) {
    tone = 'warn';
    facts = [t('feed.readAgain'), reasonText(t, lastReset.reason), of, gapText];
  } else if (caughtUpNews) {
    const changes = number(caughtUp.changes);
    facts = [t('feed.caughtUp'), t('feed.caughtUpIn', { changes, seconds: seconds(caughtUp.tookMs) }), of, gapText];
  }
  const shown = facts.filter(Boolean);
  return (
    <div className={classes.root} role="group" aria-label={t('feed.label')}>
      <span className={classes.facts}>
        <span className={`${classes.dot} ${dots[tone]}`} aria-hidden />
        {shown.map((fact, index) => (
          // The place in the sentence is the identity of a fact.
          <span key={index} className={index === 0 ? classes.strong : undefined}>
            {index > 0 && '· '}
            {fact}
          </span>
        ))}
      </span>
      {phase === 'reconnecting' ? (
        <button type="button" className={classes.button} onClick={onRetry}>
          {t('feed.retry')}
        </button>
      ) : (
        <>
          <button type="button" className={classes.button} onClick={onVerify} disabled={verifying || phase !== 'live'}>
            {t(verifying ? 'feed.verifying' : 'feed.verify')}
          </button>
          <button type="button" className={classes.button} onClick={onPause} aria-pressed={Boolean(paused)}>
            {t(paused ? 'feed.resume' : 'feed.pause')} <KeyCap>⇧P</KeyCap>
          </button>
        </>
      )}
    </div>
  );
}

const REASONS = ['gap', 'expired', 'pruned', 'epoch_changed', 'ahead', 'malformed', 'scope_changed'] as const;

function reasonText(t: ReturnType<typeof useFraudText>['t'], reason: string): string {
  const known = REASONS.find(one => one === reason);
  return known ? t(`feed.reason_${known}`) : reason;
}

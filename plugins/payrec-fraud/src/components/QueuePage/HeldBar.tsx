import { ActionButton, formatInstant, NARROW_PX, tonesOf, usePayrecLocale } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { prioritySchema } from '@internal/plugin-payrec-fraud-common';
import { QueueState } from '../../feed/AlertStore';
import { useCounted } from '../../hooks/useCounted';
import { useFraudText } from '../../translation';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        flex: 'none',
        display: 'flex',
        alignItems: 'center',
        gap: 8,
        height: 32,
        boxSizing: 'border-box',
        padding: '0 24px',
        borderBottom: `1px solid ${tones.line}`,
        [`@media (max-width: ${NARROW_PX - 1}px)`]: { padding: '0 16px' },
      },
      // The key on the button takes the colour of the bar: grey on blue is below 4.5:1.
      news: {
        backgroundColor: tones.info.background,
        color: tones.info.text,
        '& button': { color: 'inherit' },
        '& kbd': { opacity: 1 },
      },
      warning: {
        backgroundColor: tones.warn.background,
        color: tones.warn.text,
        '& button': { color: 'inherit' },
        '& kbd': { opacity: 1 },
      },
      quiet: { backgroundColor: tones.surface, color: tones.muted },
      strong: { fontWeight: 650 },
      text: { flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
      count: { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
    };
  },
  { name: 'PayrecHeldBar' },
);

export type HeldBarProps = {
  state: QueueState;
  onShow: () => void;
  /** Why the rows may be older than they look; takes the place of what waits. */
  warning?: string | null;
};

/**
 * What waits, of what it is made, and the count that proves itself: rows of the view = shown + held. Always there and
 * always one line high, since a bar that comes and goes would move every row under the hand.
 */
export function HeldBar({ state, onShow, warning }: HeldBarProps) {
  const { t } = useFraudText();
  const classes = useStyles();
  const counted = useCounted();
  const locale = usePayrecLocale();
  const { held } = state;
  const since = held.sinceMs !== null && new Date(held.sinceMs).toISOString();
  const makeUp = [...prioritySchema.options]
    .reverse()
    .filter(priority => held.byPriority[priority])
    .map(priority => t(`queue.priority_${priority}`, counted(held.byPriority[priority]!)))
    .join(', ');
  const waits = held.count > 0 || held.gone > 0;
  const counts = [
    t('queue.count', counted(state.shown)),
    state.kept > 0 && t('queue.kept', counted(state.kept)),
    held.count > 0 && t('queue.held', counted(held.count)),
  ];
  let tone = waits ? classes.news : classes.quiet;
  if (warning) tone = classes.warning;
  return (
    <div className={`${classes.root} ${tone}`}>
      <span className={classes.text} role="status">
        {warning}
        {!warning && !waits && state.ready && t('queue.nothingHeld')}
        {!warning && held.count > 0 && (
          <>
            <span aria-hidden>↑ </span>
            <b className={classes.strong}>{t('queue.newAbove', counted(held.count))}</b>{' '}
            {since && t('queue.since', { time: formatInstant(since, { locale, now: new Date().toISOString() }) })}
            {makeUp && `: ${makeUp}`}
            {held.topMerchant &&
              `. ${t('queue.atMerchant', { ...counted(held.topMerchant.count), name: held.topMerchant.name })}`}
            {held.gone > 0 && '. '}
          </>
        )}
        {!warning && held.gone > 0 && t('queue.gone', counted(held.gone))}
      </span>
      {state.ready && <span className={classes.count}>{counts.filter(Boolean).join(' · ')}</span>}
      {waits && (
        <ActionButton kind="quiet" small keyHint="⇧N" onClick={onShow}>
          {t('queue.press')}
        </ActionButton>
      )}
    </div>
  );
}

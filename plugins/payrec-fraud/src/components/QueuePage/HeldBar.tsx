import { ActionButton, formatInstant, tonesOf, usePayrecLocale } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { prioritySchema } from '@internal/plugin-payrec-fraud-common';
import { HeldSummary } from '../../feed/AlertStore';
import { useCounted } from '../../hooks/useCounted';
import { useFraudText } from '../../translation';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        flex: 'none',
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: '2px 8px',
        minHeight: 30,
        padding: '1px 24px',
        backgroundColor: tones.info.background,
        color: tones.info.text,
        borderBottom: `1px solid ${tones.line}`,
      },
      strong: { fontWeight: 650 },
      text: { flex: 1, minWidth: 180 },
    };
  },
  { name: 'PayrecHeldBar' },
);

/** What waits, and of what it is made. Nothing moves until the person says so. */
export function HeldBar({ held, onShow }: { held: HeldSummary; onShow: () => void }) {
  const { t } = useFraudText();
  const classes = useStyles();
  const counted = useCounted();
  const locale = usePayrecLocale();
  if (held.count === 0 && held.gone === 0) return null;
  const since = held.sinceMs !== null && new Date(held.sinceMs).toISOString();
  const makeUp = [...prioritySchema.options]
    .reverse()
    .filter(priority => held.byPriority[priority])
    .map(priority => t(`queue.priority_${priority}`, counted(held.byPriority[priority]!)))
    .join(', ');
  return (
    <div className={classes.root}>
      <span className={classes.text} role="status">
        {held.count > 0 && (
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
        {held.gone > 0 && t('queue.gone', counted(held.gone))}
      </span>
      <ActionButton kind="quiet" small keyHint="⇧N" onClick={onShow}>
        {t('queue.press')}
      </ActionButton>
    </div>
  );
}

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { MoneyList } from '../format/MoneyText';
import { payrecReactTranslationRef } from '../i18n/translation';
import { ActionButton } from '../page/buttons';
import { tonesOf } from '../theme/tones';
import { useBottomBar } from './useBottomBar';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        position: 'sticky',
        bottom: 0,
        zIndex: 3,
        flex: 'none',
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: '8px 10px',
        padding: '10px 24px',
        borderTop: `1px solid ${tones.line}`,
        backgroundColor: tones.raised,
        boxShadow: tones.shadow,
        '@media (max-width: 479px)': { padding: '10px 16px' },
      },
      count: { fontWeight: 650 },
      space: { flex: 1 },
    };
  },
  { name: 'PayrecActionBar' },
);

export type ActionBarProps = {
  /** Selected rows; with none the bar is not there. */
  count: number;
  /** Their amounts, one per currency. */
  amounts?: readonly { minor: string | bigint; currency: string }[];
  onClear?: () => void;
  /** The verbs: `ActionButton`s with their keys. */
  children: ReactNode;
};

/** What may be done with the selection; sticks to the bottom while something is selected. */
export function ActionBar({ count, amounts = [], onClear, children }: ActionBarProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const bar = useBottomBar<HTMLDivElement>(count > 0);
  if (count === 0) return null;
  return (
    <div ref={bar} className={classes.root} role="toolbar" aria-label={t('action.selected', { number: String(count) })}>
      <span className={classes.count} role="status">
        {t('action.selected', { number: String(count) })}
      </span>
      <MoneyList amounts={amounts} />
      {onClear && (
        <ActionButton kind="quiet" small onClick={onClear}>
          {t('action.clearSelection')}
        </ActionButton>
      )}
      <span className={classes.space} />
      {children}
    </div>
  );
}

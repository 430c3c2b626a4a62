import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { CountText } from '../format/MoneyText';
import { payrecReactTranslationRef } from '../i18n/translation';
import { perTone } from '../theme/styles';
import { Tone, tonesOf } from '../theme/tones';
import { AppLink } from '../url/navigation';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: { listStyle: 'none', margin: 0, padding: '0 0 6px' },
      row: {
        display: 'flex',
        gap: 11,
        alignItems: 'center',
        padding: '8px 16px',
        borderTop: `1px solid ${tones.line}`,
        borderRadius: 0,
        '&:hover': { backgroundColor: tones.neutral.background },
      },
      count: { fontSize: 15, fontWeight: 600, minWidth: 28, textAlign: 'right' },
      text: { flex: 1, minWidth: 0 },
      detail: { display: 'block', color: tones.muted, fontSize: 12, lineHeight: '15px' },
      arrow: { color: tones.muted },
      nothing: { color: tones.muted, padding: '4px 16px 16px', margin: 0 },
    };
  },
  { name: 'PayrecNeedsYou' },
);
const useTones = makeStyles(theme => perTone(theme, pair => ({ color: pair.text })), { name: 'PayrecNeedsYouTone' });

export type NeedsYouItem = {
  id: string;
  count: number;
  text: ReactNode;
  detail?: ReactNode;
  to: string;
  tone?: Tone;
};

/** What to do next; each line opens the list it counts. */
export function NeedsYouList({ items, nothing }: { items: readonly NeedsYouItem[]; nothing?: ReactNode }) {
  const classes = useStyles();
  const tones = useTones();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  if (items.length === 0) return <p className={classes.nothing}>{nothing ?? t('needs.nothing')}</p>;
  return (
    <ul className={classes.root}>
      {items.map(item => (
        <li key={item.id}>
          <AppLink plain to={item.to} className={classes.row}>
            <span className={`${classes.count} ${item.tone ? tones[item.tone] : ''}`}>
              <CountText value={item.count} />
            </span>
            <span className={classes.text}>
              {item.text}
              {item.detail && <span className={classes.detail}>{item.detail}</span>}
            </span>
            <span className={classes.arrow} aria-hidden>
              ›
            </span>
          </AppLink>
        </li>
      ))}
    </ul>
  );
}

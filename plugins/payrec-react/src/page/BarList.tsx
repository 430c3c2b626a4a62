import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { CountText, MoneyText } from '../format/MoneyText';
import { Tone, tonesOf } from '../theme/tones';
import { focusRing } from '../theme/styles';
import { AppLink } from '../url/navigation';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: { listStyle: 'none', margin: 0, padding: '0 0 12px' },
      row: {
        display: 'grid',
        gridTemplateColumns: '124px minmax(0, 1fr) 44px 100px',
        gap: 8,
        alignItems: 'center',
        padding: '4.5px 16px',
        '&:focus-visible': { ...focusRing(theme), outlineOffset: -2 },
        '@media (max-width: 479px)': { gridTemplateColumns: '96px minmax(0, 1fr) 36px 92px' },
      },
      linked: { '&:hover': { backgroundColor: tones.neutral.background } },
      label: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
      bar: { height: 14, minWidth: 4, borderRadius: 3, opacity: 0.85 },
      count: { textAlign: 'right', color: tones.muted },
      amount: { textAlign: 'right' },
    };
  },
  { name: 'PayrecBarList' },
);

const useBars = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      ok: { backgroundColor: tones.ok.text },
      warn: { backgroundColor: tones.warn.text },
      bad: { backgroundColor: tones.bad.text },
      hold: { backgroundColor: tones.hold.text },
      info: { backgroundColor: tones.accent },
      neutral: { backgroundColor: tones.faint, opacity: 0.5 },
    };
  },
  { name: 'PayrecBarTone' },
);

export type BarItem = {
  id: string;
  label: ReactNode;
  count: number;
  money?: { minor: string | bigint; currency: string };
  tone?: Tone;
  /** Opens the rows behind the bar. */
  to?: string;
};

/** Counts as bars with their amounts; the bar's length is the count. One currency at a time. */
export function BarList({ items, label }: { items: readonly BarItem[]; label: string }) {
  const classes = useStyles();
  const bars = useBars();
  const largest = Math.max(1, ...items.map(item => item.count));
  return (
    <ul className={classes.root} aria-label={label}>
      {items.map(item => {
        const content = (
          <>
            <span className={classes.label} title={typeof item.label === 'string' ? item.label : undefined}>
              {item.label}
            </span>
            <span
              aria-hidden
              className={`${classes.bar} ${bars[item.tone ?? 'info']}`}
              style={{ width: item.count === 0 ? 0 : `${(item.count / largest) * 100}%`, minWidth: item.count ? 4 : 0 }}
            />
            <span className={classes.count}>
              <CountText value={item.count} />
            </span>
            <span className={classes.amount}>{item.money && <MoneyText money={item.money} signed />}</span>
          </>
        );
        return (
          <li key={item.id}>
            {item.to ? (
              <AppLink plain to={item.to} className={`${classes.row} ${classes.linked}`}>
                {content}
              </AppLink>
            ) : (
              <div className={classes.row}>{content}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { formatInteger } from '../format/formatMoney';
import { usePayrecLocale } from '../format/locale';
import { payrecReactTranslationRef } from '../i18n/translation';
import { ActionButton } from '../page/buttons';
import { tonesOf } from '../theme/tones';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: { display: 'grid', gap: 6, fontSize: 13, color: tones.text },
      line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '2px 12px' },
      label: { flex: 1, minWidth: 120, fontWeight: 550 },
      facts: { color: tones.muted, fontVariantNumeric: 'tabular-nums' },
      track: { height: 6, borderRadius: 3, overflow: 'hidden', backgroundColor: tones.neutral.background },
      fill: { height: '100%', borderRadius: 3, backgroundColor: tones.accent, transition: 'width 120ms linear' },
      unknown: {
        width: '30%',
        animation: '$slide 1.4s ease-in-out infinite',
        '@media (prefers-reduced-motion: reduce)': { animation: 'none', width: '100%', opacity: 0.4 },
      },
      '@keyframes slide': { from: { transform: 'translateX(-100%)' }, to: { transform: 'translateX(340%)' } },
    };
  },
  { name: 'PayrecProgressBar' },
);

export type ProgressBarProps = {
  label: ReactNode;
  /** Null while it is not known; then the bar only moves. */
  done: number | null;
  total?: number;
  /** Of `done`, such as "lines" or "MB"; shown after the counts. */
  unit?: string;
  /** Units per second. */
  ratePerSecond?: number;
  secondsLeft?: number;
  onCancel?: () => void;
};

/** Long work: count, rate, time left, cancel. */
export function ProgressBar({ label, done, total, unit, ratePerSecond, secondsLeft, onCancel }: ProgressBarProps) {
  const classes = useStyles();
  const locale = usePayrecLocale();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const known = done !== null && total !== undefined && total > 0;
  const percent = known ? Math.min(100, Math.floor((done / total) * 100)) : undefined;
  const count = (value: number) => formatInteger(Math.round(value), locale);
  const facts: string[] = [];
  if (known) facts.push(`${t('progress.done', { done: count(done), total: count(total) })}${unit ? ` ${unit}` : ''}`);
  else if (done !== null) facts.push(`${count(done)}${unit ? ` ${unit}` : ''}`);
  if (ratePerSecond !== undefined) facts.push(t('progress.rate', { rate: count(ratePerSecond) }));
  if (secondsLeft !== undefined) {
    const time = secondsLeft < 60 ? `${Math.ceil(secondsLeft)}\u00a0s` : `${Math.ceil(secondsLeft / 60)}\u00a0min`;
    facts.push(t('progress.left', { time }));
  }
  return (
    <div className={classes.root}>
      <div className={classes.line}>
        <span className={classes.label}>{label}</span>
        <span className={classes.facts}>{facts.join(' · ')}</span>
        {onCancel && (
          <ActionButton kind="quiet" small onClick={onCancel}>
            {t('progress.cancel')}
          </ActionButton>
        )}
      </div>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={typeof label === 'string' ? label : undefined}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <div
          className={`${classes.fill} ${percent === undefined ? classes.unknown : ''}`}
          style={percent === undefined ? undefined : { width: `${percent}%` }}
        />
      </div>
    </div>
  );
}

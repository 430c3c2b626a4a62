import { AlertJson } from '@internal/plugin-payrec-fraud-common';
import { tonesOf, visuallyHidden } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useFraudText } from '../../translation';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: { display: 'inline-grid', gridTemplateColumns: '28px 28px auto', gap: 5, alignItems: 'center' },
      bar: { position: 'relative', height: 5, borderRadius: 3, backgroundColor: tones.neutral.background },
      fill: { position: 'absolute', left: 0, top: 0, bottom: 0, borderRadius: 3, backgroundColor: tones.muted },
      critical: { backgroundColor: tones.bad.text },
      mark: { position: 'absolute', top: -1, bottom: -1, width: 2, marginLeft: -1, backgroundColor: tones.surface },
      score: { fontWeight: 600, fontVariantNumeric: 'tabular-nums' },
      step: { fontSize: 11.5, fontWeight: 600, whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
      said: visuallyHidden,
      up: { color: tones.bad.text },
      down: { color: tones.muted },
    };
  },
  { name: 'PayrecScoreBar' },
);

/** Two decimals, cut and not rounded: 0.849 does not look like a score that reached 0.85. */
export function shortScore(score: string): string {
  return score.padEnd(4, score.includes('.') ? '0' : '.00').slice(0, 4);
}

/** Hundredths by which the score changed last; 0 when it never did or less than that. */
export function stepOf(alert: Pick<AlertJson, 'score' | 'previousScore'>): number {
  if (!alert.previousScore) return 0;
  // tidy-ok: a score is a probability, not money.
  return Math.round((Number(alert.score) - Number(alert.previousScore)) * 100);
}

/** The score as number and bar with the model's threshold marked, and the step of its last change. */
export function ScoreBar({ alert }: { alert: AlertJson }) {
  const classes = useStyles();
  const { t } = useFraudText();
  const step = stepOf(alert);
  const size = `0.${String(Math.abs(step)).padStart(2, '0')}`;
  const critical = alert.priority === 'CRITICAL';
  return (
    <span className={classes.root}>
      <span className={classes.bar} aria-hidden>
        <span
          className={`${classes.fill} ${critical ? classes.critical : ''}`}
          style={{ width: `${Number(alert.score) * 100}%` }}
        />
        {alert.threshold && <span className={classes.mark} style={{ left: `${Number(alert.threshold) * 100}%` }} />}
      </span>
      <span className={classes.score}>{shortScore(alert.score)}</span>
      {step !== 0 && (
        <span className={`${classes.step} ${step > 0 ? classes.up : classes.down}`}>
          <span aria-hidden>
            {step > 0 ? '▲' : '▼'} {size}
          </span>
          <span className={classes.said}>
            {step > 0 ? t('queue.risen', { step: size }) : t('queue.fallen', { step: size })}
          </span>
        </span>
      )}
    </span>
  );
}

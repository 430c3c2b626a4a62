import { Slo, SlaVerdict } from '@internal/plugin-payrec-pipelines-common';
import { formatDate, tonesOf, usePayrecLocale } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { dayOfPartition } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { Glyph, useToneText, VERDICT_LOOKS } from '../Marks';

/** Boxes at most; more misses are a number. */
const MAX_BOXES = 6;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: { display: 'inline-flex', alignItems: 'center', gap: 6, whiteSpace: 'nowrap' },
      box: {
        width: 13,
        height: 13,
        borderRadius: 3,
        border: `1px solid ${tones.lineStrong}`,
        display: 'inline-grid',
        placeItems: 'center',
        boxSizing: 'border-box',
      },
      used: { backgroundColor: tones.bad.text, borderColor: tones.bad.text, color: tones.surface },
      bar: {
        width: 92,
        height: 8,
        borderRadius: 4,
        overflow: 'hidden',
        backgroundColor: tones.neutral.background,
        display: 'inline-block',
      },
      fill: { display: 'block', height: '100%' },
      over: { color: tones.bad.text },
      cells: { display: 'inline-flex', gap: 2, flexWrap: 'wrap' },
      cell: {
        width: 15,
        height: 15,
        borderRadius: 3,
        display: 'inline-grid',
        placeItems: 'center',
        boxSizing: 'border-box',
      },
    };
  },
  { name: 'PayrecBudget' },
);

function missesText({ bad, allowedMisses }: Slo['budget'], t: ReturnType<typeof usePipelinesText>['t']): string {
  if (allowedMisses > 0) return t('sla.misses', { bad: String(bad), count: allowedMisses });
  return bad === 0 ? t('sla.noMissAllowed') : t('sla.noMissAllowedUsed', { count: bad });
}

/** What is left of the error budget; with few allowed misses they are counted instead. */
export function Budget({ budget }: { budget: Slo['budget'] }) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const tones = useToneText();
  if (budget.mode === 'misses') {
    const boxes = Math.min(MAX_BOXES, Math.max(budget.allowedMisses, budget.bad));
    const over = budget.bad > budget.allowedMisses || (budget.bad > 0 && budget.bad === budget.allowedMisses);
    return (
      <span className={classes.root}>
        <span aria-hidden style={{ display: 'inline-flex', gap: 3 }}>
          {Array.from({ length: boxes }, (_, index) => (
            <span key={index} className={`${classes.box} ${index < budget.bad ? classes.used : ''}`}>
              {index < budget.bad && <Glyph name="cross" size={9} />}
            </span>
          ))}
        </span>
        <span className={over ? classes.over : ''}>{missesText(budget, t)}</span>
      </span>
    );
  }
  const left = Math.max(0, Math.min(1, budget.remainingRatio));
  let tone: 'ok' | 'warn' | 'bad' = 'ok';
  if (budget.remainingRatio <= 0) tone = 'bad';
  else if (budget.remainingRatio < 0.25) tone = 'warn';
  return (
    <span className={classes.root}>
      <span className={classes.bar} aria-hidden>
        <span
          className={`${classes.fill} ${tones[tone]}`}
          style={{ width: `${left * 100}%`, backgroundColor: 'currentColor' }}
        />
      </span>
      <span className={tones[tone]}>
        {t('sla.left', { percent: String(Math.round(budget.remainingRatio * 100)).replace('-', '−') })}
      </span>
    </span>
  );
}

/** Verdicts of the last partitions, oldest first, as signs. */
export function VerdictCells({ verdicts, max = 14 }: { verdicts: readonly SlaVerdict[]; max?: number }) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const tones = useToneText();
  const locale = usePayrecLocale();
  const shown = [...verdicts].sort((a, b) => (a.partition < b.partition ? -1 : 1)).slice(-max);
  return (
    <span className={classes.cells} role="list" aria-label={t('sla.lastVerdicts')}>
      {shown.map(verdict => {
        const day = dayOfPartition(verdict.partition);
        const look = VERDICT_LOOKS[verdict.state];
        const words = `${day ? formatDate(day, { locale, style: 'short' }) : verdict.partition}: ${t(
          `verdict.${verdict.state}`,
        )}`;
        return (
          <span
            key={verdict.partition}
            role="listitem"
            className={`${classes.cell} ${tones[look.tone]}`}
            title={words}
            aria-label={words}
          >
            <Glyph name={verdict.backfilled ? 'loop' : look.glyph} size={12} />
          </span>
        );
      })}
    </span>
  );
}

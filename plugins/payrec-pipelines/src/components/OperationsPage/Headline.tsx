import { Operations } from '@internal/plugin-payrec-pipelines-common';
import {
  ActionButton,
  AppLink,
  CountText,
  formatDate,
  MoneyText,
  Notice,
  perTone,
  tonesOf,
  usePayrecLocale,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useEntityLink } from '../../hooks/useEntityLink';
import { dayOfPartition, durationText } from '../../text/duration';
import { readableText, ReadingClock } from '../../text/readableText';
import { Translate, usePipelinesText } from '../../translation';
import { VERDICT_LOOKS, VERDICT_ORDER, VerdictMark } from '../Marks';
import { boundText, valueText } from '../SlaTab/currentText';
import { useClock } from '../Zone';
import { PanelContext } from './operationsFilters';

const SHOWN_WAITING = 3;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        backgroundColor: tones.surface,
        border: `1px solid ${tones.line}`,
        borderLeftWidth: 3,
        borderRadius: 10,
        padding: '14px 18px',
        marginBottom: 16,
      },
      head: { display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'flex-start' },
      title: {
        fontSize: 18,
        lineHeight: '25px',
        fontWeight: 650,
        margin: 0,
        flex: 1,
        minWidth: 220,
        letterSpacing: '-0.01em',
      },
      sums: { margin: '2px 0 0', '& > span + span::before': { content: '" · "' } },
      parts: {
        display: 'grid',
        gap: 28,
        gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
        marginTop: 12,
        '@media (max-width: 959px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
      },
      part: { borderTop: `1px solid ${tones.line}`, paddingTop: 8 },
      muted: { color: tones.muted, fontSize: 12 },
      waiting: { display: 'flex', flexWrap: 'wrap', gap: '8px 32px', marginTop: 6 },
      bars: { display: 'flex', gap: 2, marginTop: 8, minHeight: 40 },
      bar: { minWidth: 46, boxSizing: 'border-box' },
      block: {
        height: 20,
        borderRadius: 4,
        padding: '0 8px',
        lineHeight: '20px',
        fontWeight: 600,
        fontSize: 12,
        whiteSpace: 'nowrap',
        overflow: 'hidden',
      },
      solid: { backgroundColor: tones.bad.text, color: tones.surface },
      light: { backgroundColor: tones.bad.background, color: tones.bad.text },
      dashed: { border: `1px dashed ${tones.lineStrong}`, lineHeight: '18px' },
      caption: { fontSize: 12, color: tones.muted, overflowWrap: 'anywhere' },
    };
  },
  { name: 'PayrecHeadline' },
);
const useEdge = makeStyles(theme => perTone(theme, pair => ({ borderLeftColor: pair.text })), {
  name: 'PayrecHeadlineEdge',
});

type HeadlineProps = { operations: Operations; context: PanelContext };

/** What a person on call would say aloud: whose money waits for what, and when it will be there. */
export function Headline({ operations, context }: HeadlineProps) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const edges = useEdge();
  const clock = useClock();
  const locale = usePayrecLocale();
  const entityLink = useEntityLink();
  const { headline, stale, staleReason, completeTo } = operations;
  if (stale) {
    return (
      <div style={{ marginBottom: 16 }} role="alert">
        <Notice tone="bad" inset>
          <b>{t('headline.stale')}</b> {staleReason ?? t('headline.staleHint')}
        </Notice>
      </div>
    );
  }
  const { worst, moneyBehind, rowsBehind, waiting, attribution } = headline;
  if (!worst) {
    return (
      <section className={`${classes.root} ${edges.ok}`} aria-label={t('headline.label')}>
        <h2 className={classes.title}>{t('headline.fine')}</h2>
        <CompleteTo completeTo={completeTo} />
      </section>
    );
  }
  const day = dayOfPartition(worst.partition);
  const partition = day ? formatDate(day, { locale, style: 'short' }) : worst.partition;
  const [largest] = moneyBehind;
  const what = saying(worst, t, clock);
  const behind = oncePerEntity(waiting);
  const predicted =
    worst.predictedAt && !worst.landedAt ? t('headline.predicted', { time: clock.time(worst.predictedAt) }) : '';
  const lineage = entityLink(worst.entityRef, 'lineage');
  return (
    <section className={`${classes.root} ${edges[VERDICT_LOOKS[worst.state].tone]}`} aria-label={t('headline.label')}>
      <div className={classes.head}>
        <h2 className={classes.title}>
          {largest && (
            <>
              <MoneyText money={largest} withCurrency />{' '}
              {partition ? t('headline.waitsOf', { day: partition }) : t('headline.waits')}{' '}
            </>
          )}
          {!largest && partition && `${partition}: `}
          {what}
          {predicted}
        </h2>
        {lineage && <AppLink to={lineage}>{t('headline.showLineage')}</AppLink>}
        {worst.incidentId && (
          <ActionButton kind="primary" onClick={() => context.onIncident(worst.incidentId!)}>
            {t('headline.openIncident')}
          </ActionButton>
        )}
      </div>
      {moneyBehind.length > 0 && (
        <p className={classes.sums}>
          {moneyBehind.map(money => (
            <span key={money.currency}>
              <MoneyText money={money} withCurrency strong />
            </span>
          ))}
          <span>
            {rowsBehind !== null && (
              <>
                {t('headline.in')} <CountText value={rowsBehind} /> {t('headline.rows')}{' '}
              </>
            )}
            <span className={classes.muted}>{t(`headline.source-${headline.moneySource}`)}</span>
          </span>
        </p>
      )}
      <CompleteTo completeTo={completeTo} />
      {(behind.length > 0 || attribution.length > 0) && (
        <div className={classes.parts}>
          {behind.length > 0 && (
            <div className={classes.part}>
              <span className={classes.muted}>{t('headline.behind')}</span>
              <div className={classes.waiting}>
                {behind.slice(0, SHOWN_WAITING).map(item => (
                  <div key={item.sloId}>
                    <b>{item.entityTitle}</b> <VerdictMark state={item.state} />
                    <div className={classes.muted}>
                      {item.deadlineAt && t('headline.due', { time: clock.time(item.deadlineAt) })}
                      {item.predictedAt && t('headline.predicted', { time: clock.time(item.predictedAt) })}
                    </div>
                  </div>
                ))}
                {behind.length > SHOWN_WAITING && (
                  <div className={classes.muted}>
                    {t('headline.moreWaiting', { number: String(behind.length - SHOWN_WAITING) })}
                  </div>
                )}
              </div>
            </div>
          )}
          {attribution.length > 0 && <Attribution parts={attribution} onRun={context.onRun} />}
        </div>
      )}
    </section>
  );
}

type Worst = NonNullable<Operations['headline']['worst']>;

/** A partition against its deadline, a value against its bound, or what else is known. */
function saying(worst: Worst, t: Translate, clock: ReadingClock): string {
  const { entityTitle: name, landedAt, deadlineAt, overdueSeconds, value, unit, bound, state, reason } = worst;
  const over = overdueSeconds ?? 0;
  if (landedAt) return t('headline.landedLate', { name, time: durationText(over) });
  if (deadlineAt && over > 0) return t('headline.notLanded', { name, time: durationText(over) });
  if (deadlineAt) return t('headline.mayBeLate', { name });
  if (value !== null && unit !== null) {
    const stands = { name, value: valueText(value, unit) };
    return bound
      ? t('headline.standsAgainst', { ...stands, bound: boundText(bound, t) })
      : t('headline.stands', stands);
  }
  return t('headline.says', { name, reason: readableText(reason, clock) || t(`verdict.${state}`) });
}

/** One thing may wait with several objectives; the one in the gravest state speaks for it. */
function oncePerEntity(waiting: Operations['headline']['waiting']): Operations['headline']['waiting'] {
  const gravest = new Map<string, (typeof waiting)[number]>();
  for (const item of waiting) {
    const known = gravest.get(item.entityRef);
    const isGraver = known && VERDICT_ORDER.indexOf(item.state) < VERDICT_ORDER.indexOf(known.state);
    if (!known || isGraver) gravest.set(item.entityRef, item);
  }
  return [...gravest.values()];
}

function CompleteTo({ completeTo }: { completeTo: Operations['completeTo'] }) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const locale = usePayrecLocale();
  const known = completeTo.filter(item => item.day !== null).sort((a, b) => (a.day! < b.day! ? -1 : 1));
  if (known.length === 0) return null;
  const text = known
    .slice(0, 3)
    .map(item =>
      t('headline.completeTo', { name: item.entityTitle, day: formatDate(item.day!, { locale, style: 'short' }) }),
    )
    .join(' · ');
  return (
    <p className={classes.muted} style={{ margin: '2px 0 0' }}>
      {text}
    </p>
  );
}

function Attribution({
  parts,
  onRun,
}: {
  parts: Operations['headline']['attribution'];
  onRun: (runId: string) => void;
}) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  return (
    <div className={classes.part}>
      <span className={classes.muted}>{t('headline.why')}</span>
      <div className={classes.bars}>
        {parts.map((part, index) => {
          let look = classes.light;
          if (part.kind === 'slack' || part.seconds < 0) look = classes.dashed;
          else if (index === 0) look = classes.solid;
          return (
            // The parts are a fixed order of one delay; two of a kind may stand beside each other.
            <div key={index} className={classes.bar} style={{ flex: Math.max(60, Math.abs(part.seconds)) }}>
              <div className={`${classes.block} ${look}`}>
                {part.seconds < 0 && '−'}
                {durationText(part.seconds)}
              </div>
              <div className={classes.caption}>
                {part.text}{' '}
                {part.runId && (
                  <ActionButton kind="quiet" small onClick={() => onRun(part.runId!)}>
                    {t('run.runShort')}
                  </ActionButton>
                )}
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}

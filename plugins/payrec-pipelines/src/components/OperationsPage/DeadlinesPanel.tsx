import { NextDeadline } from '@internal/plugin-payrec-pipelines-common';
import { MoneyList, perTone, tonesOf, visuallyHidden } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { usePipelinesRead } from '../../hooks/queries';
import { durationText } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { DataPanel } from '../DataPanel';
import { Mark, VERDICT_LOOKS } from '../Marks';
import { marginText } from '../SlaTab/currentText';
import { useClock } from '../Zone';
import { PanelContext } from './operationsFilters';
import { useBoardStyles } from './useBoardStyles';

const SHOWN = 10;
const HOUR_MS = 3_600_000;
/** The axis starts this long before now at most, so that overdue marks stay in sight. */
const MAX_BACK_MS = 12 * HOUR_MS;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      axis: { position: 'relative', height: 34, minWidth: 220 },
      line: { position: 'absolute', top: 17, height: 1, borderTop: `1px dashed ${tones.lineStrong}` },
      due: { position: 'absolute', top: 4, bottom: 4, width: 2, backgroundColor: tones.text },
      bar: {
        position: 'absolute',
        top: 12,
        height: 11,
        minWidth: 5,
        borderRadius: 3,
        boxSizing: 'border-box',
        backgroundColor: 'currentColor',
      },
      past: {
        position: 'absolute',
        top: 12,
        height: 11,
        borderTop: `1px solid ${tones.bad.text}`,
        borderBottom: `1px solid ${tones.bad.text}`,
        boxSizing: 'border-box',
      },
      now: { position: 'absolute', top: -4, bottom: -4, width: 2, backgroundColor: tones.accent },
      tick: { position: 'absolute', transform: 'translateX(-50%)', whiteSpace: 'nowrap', fontWeight: 500 },
      nowLabel: {
        position: 'absolute',
        transform: 'translateX(-50%)',
        backgroundColor: tones.accent,
        color: tones.onAccent,
        borderRadius: 5,
        padding: '1px 6px',
        fontWeight: 650,
        whiteSpace: 'nowrap',
        zIndex: 1,
      },
      hidden: visuallyHidden,
      axisHead: { position: 'relative', height: 20, minWidth: 220 },
    };
  },
  { name: 'PayrecDeadlines' },
);
const useTones = makeStyles(theme => perTone(theme, pair => ({ color: pair.text })), { name: 'PayrecDeadlinesTone' });

/** Deadlines that come, overdue first, with what is predicted and what waits behind them. */
export function DeadlinesPanel({ context }: { context: PanelContext }) {
  const { t } = usePipelinesText();
  const clock = useClock();
  const query = usePipelinesRead('listDeadlines', { query: { owner: context.owner } }, { everyMs: 20_000 });
  const items = (query.data?.items ?? []).filter(
    item => context.states.length === 0 || context.states.includes(item.state),
  );
  const overdue = items.filter(item => item.secondsLeft < 0).length;
  const forecast = query.data?.forecast;
  return (
    <DataPanel
      title={t('deadlines.title')}
      note={
        query.data &&
        [
          t('deadlines.note', { overdue: String(overdue), coming: String(items.length - overdue) }),
          forecast &&
            forecast.of > 0 &&
            t('deadlines.forecast', { held: String(forecast.held), of: String(forecast.of) }),
        ]
          .filter(Boolean)
          .join(' · ')
      }
      query={query}
      isEmpty={() => items.length === 0}
      empty={{ title: t('deadlines.emptyTitle'), hint: t('deadlines.emptyHint') }}
      flush
      table={() => ({
        columns: [
          t('deadlines.dataset'),
          t('sla.partition'),
          t('sla.deadline'),
          t('deadlines.predicted'),
          t('sla.marginLabel'),
        ],
        rows: items.map(item => [
          item.entityTitle,
          item.partition,
          clock.time(item.deadlineAt),
          item.predictedAt ? clock.time(item.predictedAt) : '—',
          item.marginSeconds === null ? '—' : marginText(item.marginSeconds, t),
        ]),
      })}
    >
      {() => <DeadlineTable items={items.slice(0, SHOWN)} context={context} />}
    </DataPanel>
  );
}

function DeadlineTable({ items, context }: { items: readonly NextDeadline[]; context: PanelContext }) {
  const { t } = usePipelinesText();
  const classes = useBoardStyles();
  const own = useStyles();
  const tones = useTones();
  const clock = useClock();
  const now = Date.parse(clock.now);
  const times = items.flatMap(item =>
    [item.deadlineAt, item.predictedAt, item.predictedP90At].flatMap(at => (at ? [Date.parse(at)] : [])),
  );
  const from = Math.max(now - MAX_BACK_MS, Math.min(now - HOUR_MS / 2, ...times)) - HOUR_MS / 6;
  const to = Math.max(now + HOUR_MS, ...times) + HOUR_MS / 6;
  const at = (ms: number) => Math.max(0, Math.min(100, ((ms - from) / (to - from)) * 100));
  const stepHours = [1, 2, 3, 6, 12, 24, 48].find(hours => (to - from) / (hours * HOUR_MS) <= 6) ?? 96;
  const ticks: number[] = [];
  for (let ms = Math.ceil(from / (stepHours * HOUR_MS)) * stepHours * HOUR_MS; ms < to; ms += stepHours * HOUR_MS) {
    if (Math.abs(at(ms) - at(now)) > 9 && at(ms) > 4 && at(ms) < 95) ticks.push(ms);
  }
  return (
    // The table scrolls sideways on narrow screens; the keyboard must reach it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('deadlines.title')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('deadlines.dataset')}</th>
            <th scope="col" style={{ width: '44%' }}>
              <span className={own.hidden}>{t('deadlines.axis')}</span>
              <div className={own.axisHead} aria-hidden>
                {ticks.map(ms => (
                  <span key={ms} className={own.tick} style={{ left: `${at(ms)}%` }}>
                    {clock.timeOfDay(new Date(ms).toISOString()).split('\u00a0').pop()}
                  </span>
                ))}
                <span className={own.nowLabel} style={{ left: `${at(now)}%` }}>
                  {t('deadlines.now')}
                </span>
              </div>
            </th>
            <th scope="col">{t('deadlines.predicted')}</th>
            <th scope="col">{t('headline.behind')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(item => {
            const look = VERDICT_LOOKS[item.state];
            const due = Date.parse(item.deadlineAt);
            const p50 = item.predictedAt ? Date.parse(item.predictedAt) : null;
            const p90 = item.predictedP90At ? Date.parse(item.predictedP90At) : p50;
            const pastEnd = p50 ?? now;
            const left = durationText(item.secondsLeft);
            return (
              <tr
                key={`${item.sloId} ${item.partition}`}
                className={item.entityRef === context.focus ? classes.focused : undefined}
              >
                <td>
                  <button
                    type="button"
                    className={classes.name}
                    aria-pressed={item.entityRef === context.focus}
                    onClick={() => context.onFocus(item.entityRef)}
                    title={`${item.sloName}, ${item.partition}`}
                  >
                    {item.entityTitle}
                  </button>
                  <div className={classes.muted}>
                    {t('headline.due', { time: clock.time(item.deadlineAt) })},{' '}
                    {item.secondsLeft < 0 ? t('deadlines.ago', { time: left }) : t('deadlines.in', { time: left })}
                  </div>
                </td>
                <td>
                  <div className={own.axis} aria-hidden>
                    <span className={own.now} style={{ left: `${at(now)}%` }} />
                    {pastEnd > due && (
                      <span
                        className={`${own.past} ${classes.pastDue}`}
                        style={{ left: `${at(due)}%`, width: `${at(pastEnd) - at(due)}%` }}
                      />
                    )}
                    {p50 !== null && p50 < due && (
                      <span className={own.line} style={{ left: `${at(p50)}%`, width: `${at(due) - at(p50)}%` }} />
                    )}
                    {p50 !== null && (
                      <span
                        className={`${own.bar} ${tones[look.tone]}`}
                        style={{ left: `${at(p50)}%`, width: `${at(p90!) - at(p50)}%` }}
                      />
                    )}
                    <span className={own.due} style={{ left: `${at(due)}%` }} />
                  </div>
                </td>
                <td className={classes.number}>
                  {item.predictedAt ? (
                    <>
                      <b>{clock.time(item.predictedAt)}</b>
                      {item.predictedP90At && (
                        <span className={classes.muted}>
                          {' '}
                          {t('deadlines.to', { time: clock.time(item.predictedP90At) })}
                        </span>
                      )}
                    </>
                  ) : (
                    <span className={classes.muted}>{t('deadlines.noForecast', { number: String(item.basis) })}</span>
                  )}
                  <div>
                    <Mark look={look}>
                      {item.marginSeconds === null ? t(`verdict.${item.state}`) : marginText(item.marginSeconds, t)}
                    </Mark>
                  </div>
                </td>
                <td className={classes.number}>
                  {item.moneyBehind.length > 0 && <MoneyList amounts={item.moneyBehind.slice(0, 2)} />}
                  {item.moneyBehind.length === 0 && item.waitingCount === 0 && '—'}
                  {item.waitingCount > 0 && (
                    <div className={classes.muted}>{t('deadlines.waiting', { count: item.waitingCount })}</div>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

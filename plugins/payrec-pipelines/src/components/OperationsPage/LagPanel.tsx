import { StreamLag } from '@internal/plugin-payrec-pipelines-common';
import { ActionButton, formatInteger, Notice, usePayrecTones } from '@internal/plugin-payrec-react';
import { usePipelinesRead } from '../../hooks/queries';
import { durationText } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { DataPanel } from '../DataPanel';
import { useClock } from '../Zone';
import { PanelContext } from './operationsFilters';
import { niceSteps } from './scales';
import { useBoardStyles } from './useBoardStyles';

const WIDTH = 620;
const HEIGHT = 118;
const LEFT = 44;
const BOTTOM = 20;
/** Part of the axis kept for what is still to come. */
const AHEAD = 0.22;

/** How far the streams are behind, in seconds first, and when they are caught up. */
export function LagPanel({ context }: { context: PanelContext }) {
  const { t } = usePipelinesText();
  const clock = useClock();
  const minutes = Math.min(1440, Math.max(60, context.hours * 60));
  const query = usePipelinesRead('listStreamLag', { query: { minutes, owner: context.owner } }, { everyMs: 20_000 });
  return (
    <DataPanel
      title={t('lag.title')}
      note={t('lag.note', { time: durationText(minutes * 60) })}
      query={query}
      empty={{ title: t('lag.emptyTitle'), hint: t('lag.emptyHint') }}
      table={data => ({
        columns: [t('deadlines.dataset'), t('lag.time'), t('lag.seconds')],
        rows: data.items.flatMap(stream =>
          stream.points.map(point => [
            stream.name,
            clock.time(point.at),
            point.seconds === null ? '—' : Math.round(point.seconds),
          ]),
        ),
      })}
    >
      {data => data.items.slice(0, 3).map(stream => <Stream key={stream.sloId} stream={stream} context={context} />)}
    </DataPanel>
  );
}

function Stream({ stream, context }: { stream: StreamLag; context: PanelContext }) {
  const { t } = usePipelinesText();
  const classes = useBoardStyles();
  const clock = useClock();
  const rate = (value: number | null) => (value === null ? '—' : value.toFixed(1));
  const isBehind = (stream.lagSeconds ?? 0) > (stream.clearBelow ?? 60);
  return (
    <div className={stream.entityRef === context.focus ? classes.focused : undefined}>
      <div className={classes.line}>
        <button
          type="button"
          className={classes.name}
          aria-pressed={stream.entityRef === context.focus}
          onClick={() => context.onFocus(stream.entityRef)}
        >
          {stream.entityTitle}
        </button>
        {stream.lagSeconds !== null && (
          <span>
            <b>{durationText(stream.lagSeconds)}</b> {t('lag.behind')}
          </span>
        )}
        {stream.lagMessages !== null && (
          <span>
            <b>{formatInteger(Math.round(stream.lagMessages))}</b> {t('lag.waiting')}
          </span>
        )}
        {(stream.inPerSecond !== null || stream.outPerSecond !== null) && (
          <span>
            <b>{rate(stream.inPerSecond)}</b> {t('lag.in')} <b>{rate(stream.outPerSecond)}</b> {t('lag.out')}
          </span>
        )}
        <span className={classes.grow} />
        {stream.catchUpAt && stream.catchUpSeconds !== null && (
          <span>
            <b>{clock.time(stream.catchUpAt)}</b> {t('lag.caughtUp', { time: durationText(stream.catchUpSeconds) })}
          </span>
        )}
        {!stream.catchUpAt && isBehind && <b className={classes.bad}>{t('lag.notCatchingUp')}</b>}
        {stream.lagSeconds !== null && !isBehind && <span className={classes.muted}>{t('lag.live')}</span>}
      </div>
      {stream.error && (
        <Notice
          inset
          tone="warn"
          action={
            stream.lastGoodAt && (
              <ActionButton small disabled>
                {clock.time(stream.lastGoodAt)}
              </ActionButton>
            )
          }
        >
          {t('lag.noAnswer', { message: stream.error })}
        </Notice>
      )}
      <LagChart stream={stream} />
    </div>
  );
}

function LagChart({ stream }: { stream: StreamLag }) {
  const { t } = usePipelinesText();
  const classes = useBoardStyles();
  const tones = usePayrecTones();
  const clock = useClock();
  const { points, fireAbove, clearBelow, catchUpAt } = stream;
  if (points.length < 2) return null;
  const from = Date.parse(points[0].at);
  const last = points[points.length - 1];
  const end = Date.parse(last.at);
  // A catch-up hours away would squeeze the past; its time stands in words above.
  const ahead = catchUpAt ? Math.min(Date.parse(catchUpAt) - end, (end - from) * AHEAD) : 0;
  const to = end + Math.max(0, ahead);
  const top = Math.max(1, fireAbove ?? 0, ...points.map(point => point.seconds ?? 0)) * 1.08;
  const x = (ms: number) => LEFT + ((ms - from) / Math.max(1, to - from)) * (WIDTH - LEFT - 8);
  const y = (seconds: number) => 8 + (1 - seconds / top) * (HEIGHT - BOTTOM - 8);
  // A point without a value is a gap in the line, never a zero.
  const runs: { at: number; seconds: number }[][] = [[]];
  for (const point of points) {
    if (point.seconds === null) runs.push([]);
    else runs[runs.length - 1].push({ at: Date.parse(point.at), seconds: point.seconds });
  }
  const lines = runs
    .filter(run => run.length > 0)
    .map(run => run.map(({ at, seconds }) => `${x(at).toFixed(1)},${y(seconds).toFixed(1)}`).join(' '));
  const now = last.seconds ?? 0;
  const summary = t('lag.summary', {
    name: stream.entityTitle,
    now: durationText(now),
    most: durationText(Math.max(...points.map(point => point.seconds ?? 0))),
  });
  return (
    <svg className={classes.svg} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
      {niceSteps(top, 3).map(value => (
        <g key={value}>
          <line x1={LEFT} x2={WIDTH - 8} y1={y(value)} y2={y(value)} stroke={tones.line} />
          <text x={LEFT - 6} y={y(value) + 4} textAnchor="end" fontSize="11" fill={tones.muted}>
            {durationText(value)}
          </text>
        </g>
      ))}
      {fireAbove !== null && (
        <g>
          <line
            x1={LEFT}
            x2={WIDTH - 8}
            y1={y(fireAbove)}
            y2={y(fireAbove)}
            stroke={tones.bad.text}
            strokeDasharray="4 3"
          />
          <text x={LEFT + 4} y={y(fireAbove) + 12} fontSize="11" fill={tones.bad.text}>
            {t('lag.fires', { time: durationText(fireAbove) })}
          </text>
        </g>
      )}
      {clearBelow !== null && clearBelow < top && (
        <text x={LEFT + 4} y={y(clearBelow) - 4} fontSize="11" fill={tones.muted}>
          {t('lag.clears', { time: durationText(clearBelow) })}
        </text>
      )}
      {lines.map(line => (
        <g key={line}>
          <polygon
            points={`${line.split(' ')[0].split(',')[0]},${y(0)} ${line} ${line.split(' ').pop()!.split(',')[0]},${y(
              0,
            )}`}
            fill={tones.info.background}
          />
          <polyline points={line} fill="none" stroke={tones.accent} strokeWidth="1.6" />
        </g>
      ))}
      {ahead > 0 && last.seconds !== null && (
        <line
          x1={x(end)}
          y1={y(now)}
          x2={x(to)}
          y2={y(catchUpAt && Date.parse(catchUpAt) <= to ? 0 : now * 0.5)}
          stroke={tones.accent}
          strokeDasharray="4 4"
          strokeWidth="1.6"
        />
      )}
      <line x1={x(end)} x2={x(end)} y1="6" y2={y(0)} stroke={tones.text} />
      <text x={x(from)} y={HEIGHT - 4} fontSize="11" fill={tones.muted}>
        {clock.time(points[0].at)}
      </text>
      <text x={x(end)} y={HEIGHT - 4} fontSize="11" fill={tones.text} textAnchor={ahead > 0 ? 'middle' : 'end'}>
        {clock.time(last.at)}
      </text>
    </svg>
  );
}

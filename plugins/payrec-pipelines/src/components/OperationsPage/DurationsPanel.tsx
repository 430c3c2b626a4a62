import { BatchDurations } from '@internal/plugin-payrec-pipelines-common';
import { CountText, FilterSelect, tonesOf, usePayrecTones } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { usePipelinesRead } from '../../hooks/queries';
import { durationText, shortName } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { DataPanel } from '../DataPanel';
import { useClock } from '../Zone';
import { PanelContext } from './operationsFilters';
import { useBoardStyles } from './useBoardStyles';

const WIDTH = 520;
const HEIGHT = 190;
const LEFT = 52;
const TOP = 24;
const BOTTOM = 20;
const COLUMNS = 24;

const useStyles = makeStyles(
  theme => ({
    board: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1fr) 132px',
      gap: 12,
      '@media (max-width: 639px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
    },
    bars: { margin: 0, padding: `${TOP}px 0 0`, listStyle: 'none', fontSize: 11.5 },
    bar: {
      display: 'flex',
      alignItems: 'center',
      gap: 5,
      color: tonesOf(theme).muted,
      lineHeight: '16px',
      whiteSpace: 'nowrap',
    },
    fill: { height: 8, minWidth: 1, backgroundColor: tonesOf(theme).accent, borderRadius: '0 2px 2px 0' },
  }),
  { name: 'PayrecDurations' },
);

type DurationsPanelProps = {
  context: PanelContext;
  job: { namespace: string | undefined; name: string | undefined };
  onJob: (job: { namespace: string; name: string }) => void;
};

/** How long the batches of a pipeline took: a histogram over time, percentiles on it, deploys above it. */
export function DurationsPanel({ context, job, onJob }: DurationsPanelProps) {
  const { t } = usePipelinesText();
  const clock = useClock();
  const query = usePipelinesRead(
    'getBatchDurations',
    { query: { ...job, hours: context.hours, columns: COLUMNS } },
    { everyMs: 30_000 },
  );
  const { data } = query;
  const key = (item: { namespace: string; name: string }) => `${item.namespace} ${item.name}`;
  const seconds = (value: number | null) => (value === null ? '—' : durationText(value));
  return (
    <DataPanel
      title={t('durations.title')}
      note={
        data &&
        t('durations.note', {
          count: data.total,
          failed: String(data.failed),
          time: durationText(context.hours * 3600),
        })
      }
      action={
        data &&
        data.jobs.length > 0 && (
          <FilterSelect
            plain
            label={t('run.job')}
            value={data.job ? key(data.job) : undefined}
            options={data.jobs
              .slice(0, 30)
              .map(item => ({ value: key(item), label: shortName(item.name), count: item.runs }))}
            onChange={value => {
              const chosen = data.jobs.find(item => key(item) === value);
              if (chosen) onJob({ namespace: chosen.namespace, name: chosen.name });
            }}
          />
        )
      }
      query={query}
      isEmpty={answer => answer.total === 0}
      empty={{ title: t('durations.emptyTitle'), hint: t('durations.emptyHint') }}
      table={answer => ({
        columns: [t('lag.time'), t('durations.batches'), 'p50', 'p95', 'p99'],
        rows: answer.columns.map(column => [
          clock.time(column.from),
          column.counts.reduce((sum, count) => sum + count, 0),
          seconds(column.p50),
          seconds(column.p95),
          seconds(column.p99),
        ]),
      })}
    >
      {answer => <Board data={withoutEmptyEnds(answer)} />}
    </DataPanel>
  );
}

/** Durations that never occur at either end would squeeze those that do. */
function withoutEmptyEnds(data: BatchDurations): BatchDurations {
  const used = data.buckets.flatMap(({ count }, index) => (count > 0 ? [index] : []));
  if (used.length === 0) return data;
  // One empty bucket is kept above, so that the bound of an objective stays in sight.
  const [first, last] = [used[0], Math.min(used[used.length - 1] + 1, data.buckets.length - 1)];
  const inUse = <T,>(values: readonly T[]) => values.slice(first, last + 1);
  return {
    ...data,
    buckets: inUse(data.buckets),
    columns: data.columns.map(column => ({ ...column, counts: inUse(column.counts) })),
  };
}

function Board({ data }: { data: BatchDurations }) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const board = useBoardStyles();
  const seconds = (value: number | null) => (value === null ? '—' : durationText(value));
  const most = Math.max(1, ...data.buckets.map(bucket => bucket.count));
  return (
    <>
      <div className={board.line}>
        <span>
          <b>{seconds(data.p50)}</b> p50
        </span>
        <span>
          <b>{seconds(data.p95)}</b> p95
        </span>
        <span>
          <b>{seconds(data.p99)}</b> p99
        </span>
        {data.boundSeconds !== null && data.overBound > 0 && (
          <b className={board.bad}>
            {t('durations.over', { number: String(data.overBound), time: durationText(data.boundSeconds) })}
          </b>
        )}
      </div>
      <div className={classes.board}>
        <Heat data={data} />
        <ul className={classes.bars} aria-label={t('durations.byDuration')}>
          {data.buckets
            .map((bucket, index) => ({ ...bucket, index }))
            .reverse()
            .map(({ upToSeconds, count, index }) => (
              <li
                key={index}
                className={classes.bar}
                title={
                  upToSeconds === null
                    ? t('durations.longer')
                    : t('durations.upTo', { time: durationText(upToSeconds) })
                }
              >
                <span className={classes.fill} style={{ width: `${(count / most) * 60}px` }} />
                <CountText value={count} />
              </li>
            ))}
        </ul>
      </div>
    </>
  );
}

function Heat({ data }: { data: BatchDurations }) {
  const { t } = usePipelinesText();
  const board = useBoardStyles();
  const tones = usePayrecTones();
  const clock = useClock();
  const { columns, buckets, deploys } = data;
  const most = Math.max(1, ...columns.flatMap(column => column.counts));
  const cellWidth = (WIDTH - LEFT - 4) / Math.max(1, columns.length);
  const rowHeight = (HEIGHT - TOP - BOTTOM) / Math.max(1, buckets.length);
  const rowTop = (index: number) => HEIGHT - BOTTOM - (index + 1) * rowHeight;
  // Percentiles stand where they fall between the bounds of their bucket.
  const y = (seconds: number) => {
    const index = buckets.findIndex(bucket => bucket.upToSeconds === null || seconds <= bucket.upToSeconds);
    const place = index < 0 ? buckets.length - 1 : index;
    const low = place === 0 ? 0 : buckets[place - 1].upToSeconds ?? 0;
    const high = buckets[place].upToSeconds;
    const share = high === null ? 0.5 : (seconds - low) / Math.max(1e-9, high - low);
    return HEIGHT - BOTTOM - (place + Math.min(1, share)) * rowHeight;
  };
  const lineOf = (percentile: 'p50' | 'p95' | 'p99') =>
    columns
      .map((column, index) => {
        const value = column[percentile];
        if (value === null) return '';
        const start = columns[index - 1]?.[percentile] === null || index === 0 ? 'M' : 'L';
        return `${start}${(LEFT + index * cellWidth).toFixed(1)},${y(value).toFixed(1)}H${(
          LEFT +
          (index + 1) * cellWidth
        ).toFixed(1)}`;
      })
      .join('');
  const from = columns[0] && Date.parse(columns[0].from);
  const to = columns.length > 0 ? Date.parse(columns[columns.length - 1].to) : 0;
  const x = (at: string) => LEFT + ((Date.parse(at) - from) / Math.max(1, to - from)) * (WIDTH - LEFT - 4);
  const marks = columns.length > 0 ? [0, Math.floor(columns.length / 2), columns.length - 1] : [];
  return (
    <svg
      className={board.svg}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t('durations.summary', {
        number: String(data.total),
        p50: data.p50 === null ? '—' : durationText(data.p50),
        p95: data.p95 === null ? '—' : durationText(data.p95),
      })}
    >
      {columns.map((column, index) =>
        column.counts.map(
          (count, bucket) =>
            count > 0 && (
              <rect
                key={`${index}-${bucket}`}
                x={LEFT + index * cellWidth + 0.5}
                y={rowTop(bucket) + 0.5}
                width={Math.max(1, cellWidth - 1)}
                height={Math.max(1, rowHeight - 1)}
                fill={tones.accent}
                fillOpacity={0.12 + 0.6 * Math.sqrt(count / most)}
              >
                <title>{`${clock.time(column.from)}: ${count}`}</title>
              </rect>
            ),
        ),
      )}
      {buckets.map(
        ({ upToSeconds }, index) =>
          upToSeconds !== null &&
          (buckets.length <= 8 || index % 2 === 1) && (
            <text key={index} x={LEFT - 6} y={rowTop(index) + 4} fontSize="11" textAnchor="end" fill={tones.muted}>
              {durationText(upToSeconds)}
            </text>
          ),
      )}
      {data.boundSeconds !== null && (
        <line
          x1={LEFT}
          x2={WIDTH - 4}
          y1={y(data.boundSeconds)}
          y2={y(data.boundSeconds)}
          stroke={tones.bad.text}
          strokeDasharray="4 3"
        />
      )}
      <path d={lineOf('p50')} fill="none" stroke={tones.text} strokeWidth="1.6" />
      <path d={lineOf('p95')} fill="none" stroke={tones.text} strokeWidth="1.4" strokeDasharray="3 2" />
      <path d={lineOf('p99')} fill="none" stroke={tones.text} strokeWidth="1.2" strokeDasharray="1 3" />
      {deploys.map(deploy => (
        <g key={`${deploy.at} ${deploy.version}`}>
          <line
            x1={x(deploy.at)}
            x2={x(deploy.at)}
            y1="12"
            y2={HEIGHT - BOTTOM}
            stroke={tones.hold.text}
            strokeDasharray="2 2"
          />
          <rect
            x={x(deploy.at) - 4}
            y="4"
            width="8"
            height="8"
            transform={`rotate(45 ${x(deploy.at)} 8)`}
            fill={tones.hold.text}
          >
            <title>
              {t('durations.deploy', { version: deploy.version.slice(0, 12), time: clock.time(deploy.at) })}
            </title>
          </rect>
        </g>
      ))}
      {marks.map((index, position) => (
        <text
          // With few columns two marks stand at the same one.
          key={position}
          x={position === 2 ? WIDTH - 4 : LEFT + index * cellWidth}
          y={HEIGHT - 4}
          fontSize="11"
          textAnchor={position === 2 ? 'end' : 'start'}
          fill={tones.muted}
        >
          {clock.time(position === 2 ? columns[index].to : columns[index].from)}
        </text>
      ))}
    </svg>
  );
}

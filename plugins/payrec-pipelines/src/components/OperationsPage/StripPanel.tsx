import { isIsoDate } from '@internal/plugin-payrec-common';
import { StripPipeline } from '@internal/plugin-payrec-pipelines-common';
import { AppLink, DateText, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { usePipelinesRead } from '../../hooks/queries';
import { useEntityLink } from '../../hooks/useEntityLink';
import { durationText, shortName } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { DataPanel } from '../DataPanel';
import { Mark, RUN_LOOKS, STRIP_LOOKS, useToneText } from '../Marks';
import { useClock } from '../Zone';
import { PanelContext } from './operationsFilters';
import { useBoardStyles } from './useBoardStyles';

const BARS_PX = 36;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      strip: {
        listStyle: 'none',
        margin: 0,
        padding: 0,
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fill, minmax(168px, 1fr))',
        borderTop: `1px solid ${tones.line}`,
        overflow: 'hidden',
        borderRadius: '0 0 10px 10px',
      },
      item: { padding: '10px 14px', minWidth: 0, boxShadow: `1px 1px 0 ${tones.line}` },
      head: { display: 'flex', justifyContent: 'space-between', gap: 6, fontSize: 12 },
      title: { display: 'block', maxWidth: '100%', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
      bars: { display: 'flex', alignItems: 'flex-end', gap: 2, height: BARS_PX, margin: '8px 0', position: 'relative' },
      bar: {
        flex: '1 1 0',
        maxWidth: 12,
        minWidth: 2,
        border: 0,
        padding: 0,
        cursor: 'pointer',
        borderRadius: 1,
        backgroundColor: 'currentColor',
        opacity: 0.8,
        '&:hover, &:focus-visible': { opacity: 1, outline: `2px solid ${tones.accent}` },
      },
      usual: { position: 'absolute', left: 0, right: 0, borderTop: `1px dotted ${tones.muted}`, pointerEvents: 'none' },
      facts: {
        display: 'grid',
        gridTemplateColumns: 'auto 1fr',
        gap: '1px 8px',
        margin: 0,
        '& dt': { color: tones.muted },
        '& dd': { margin: 0, textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
      },
    };
  },
  { name: 'PayrecStrip' },
);

/** Pipelines in the order the data flows; a bar is a run, its height the duration. */
export function StripPanel({ context, limit }: { context: PanelContext; limit: number }) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const query = usePipelinesRead('listStrip', { query: { owner: context.owner, limit } }, { everyMs: 20_000 });
  return (
    <DataPanel
      title={t('strip.title')}
      note={query.data && t('strip.note', { shown: String(query.data.items.length), total: String(query.data.total) })}
      query={query}
      empty={{ title: t('strip.emptyTitle'), hint: t('lineage.noEventsHint') }}
      flush
      table={data => ({
        columns: [t('run.job'), t('run.state'), t('run.duration'), t('strip.usual'), t('strip.newest'), t('strip.lag')],
        rows: data.items.map(item => [
          item.title,
          t(`strip.${item.state}`),
          item.durationSeconds === null ? '—' : durationText(item.durationSeconds),
          item.usualSeconds === null ? '—' : durationText(item.usualSeconds),
          <NewestPartition partition={item.newestPartition} />,
          item.lagSeconds === null ? t('strip.none') : durationText(item.lagSeconds),
        ]),
      })}
    >
      {data => (
        <ol className={classes.strip} aria-label={t('strip.title')}>
          {data.items.map(item => (
            <Pipeline key={`${item.job.namespace} ${item.job.name}`} item={item} context={context} />
          ))}
        </ol>
      )}
    </DataPanel>
  );
}

/** Partitions by the day; those of hours and weeks stand as they are. */
function NewestPartition({ partition }: { partition: string | null }) {
  if (partition === null) return <>—</>;
  return isIsoDate(partition) ? <DateText date={partition} style="short" /> : <>{partition}</>;
}

function Pipeline({ item, context }: { item: StripPipeline; context: PanelContext }) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const board = useBoardStyles();
  const tones = useToneText();
  const clock = useClock();
  const link = useEntityLink()(item.entityRef);
  const longest = Math.max(1, item.usualSeconds ?? 0, ...item.runs.map(run => run.durationSeconds ?? 0));
  const height = (seconds: number) => Math.max(4, Math.round((seconds / longest) * BARS_PX));
  const at = item.endedAt ?? item.startedAt;
  let stateText: string = t(`strip.${item.state}`);
  if (item.state === 'running' && item.attempt > 1) stateText = t('strip.attempt', { number: String(item.attempt) });
  else if (at && (item.state === 'done' || item.state === 'late' || item.state === 'failed'))
    stateText += ` ${clock.brief(at)}`;
  const focused = item.entityRef !== null && item.entityRef === context.focus;
  return (
    <li className={`${classes.item} ${focused ? board.focused : ''}`}>
      <div className={classes.head}>
        <span className={board.muted}>{item.stage ?? t('strip.noStage')}</span>
        <span title={at ? clock.exact(at) : undefined}>
          <Mark look={STRIP_LOOKS[item.state]}>{stateText}</Mark>
        </span>
      </div>
      {link ? (
        <AppLink
          plain
          to={link}
          className={`${board.name} ${classes.title}`}
          title={`${item.title} (${item.job.namespace} ${item.job.name})`}
        >
          {item.title}
        </AppLink>
      ) : (
        <span className={`${board.name} ${classes.title}`} title={`${item.job.namespace} ${item.job.name}`}>
          {shortName(item.title)}
        </span>
      )}
      <div className={classes.bars} role="group" aria-label={t('strip.runsOf', { name: item.title })}>
        {item.usualSeconds !== null && item.runs.length > 0 && (
          <span className={classes.usual} style={{ bottom: height(item.usualSeconds) }} />
        )}
        {item.runs.map(run => {
          const look = RUN_LOOKS[run.state];
          const duration = run.durationSeconds === null ? '' : `, ${durationText(run.durationSeconds)}`;
          const words = `${t(`runState.${run.state}`)}${
            run.startedAt ? ` ${clock.time(run.startedAt)}` : ''
          }${duration}`;
          return (
            <button
              key={run.runId}
              type="button"
              className={`${classes.bar} ${tones[look.tone]} ${run.state === 'FAILED' ? board.pastDue : ''}`}
              style={{
                height: height(run.durationSeconds ?? longest / 3),
                ...(run.state === 'FAILED' && {
                  backgroundColor: 'transparent',
                  boxShadow: 'inset 0 0 0 1px currentColor',
                }),
              }}
              title={words}
              aria-label={words}
              tabIndex={-1}
              onClick={() => context.onRun(run.runId)}
            />
          );
        })}
      </div>
      <dl className={classes.facts}>
        <dt>{t('run.duration')}</dt>
        <dd>{item.durationSeconds === null ? '—' : durationText(item.durationSeconds)}</dd>
        <dt>{t('strip.usual')}</dt>
        <dd className={board.muted}>{item.usualSeconds === null ? '—' : durationText(item.usualSeconds)}</dd>
        <dt>{t('strip.newest')}</dt>
        <dd>
          <NewestPartition partition={item.newestPartition} />
        </dd>
        <dt>{t('strip.lag')}</dt>
        <dd className={item.lagSeconds ? board.bad : undefined}>
          {item.lagSeconds ? <b>{durationText(item.lagSeconds)}</b> : t('strip.none')}
        </dd>
      </dl>
      {item.runs.length > 0 && (
        <button
          type="button"
          className={board.name}
          style={{ fontWeight: 400, fontSize: 12 }}
          onClick={() => context.onRun(item.runs[item.runs.length - 1].runId)}
        >
          {t('strip.lastRun')}
        </button>
      )}
    </li>
  );
}

import { PipelineRunDetail } from '@internal/plugin-payrec-pipelines-common';
import { AppLink, CountText, DrawerSection } from '@internal/plugin-payrec-react';
import { PipelinesApi } from '../../api';
import { useEntityLink } from '../../hooks/useEntityLink';
import { dayOfPartition, durationText, shortName } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { RunMark } from '../Marks';
import { ClockText } from '../Zone';
import { CommitLink } from './CommitLink';
import { RunTransactions } from './RunTransactions';
import { useRunStyles } from './useRunStyles';

type Trace = Awaited<ReturnType<PipelinesApi['getRunTrace']>>;

/** Business dates this run wrote, from its output partitions, else from its nominal time. */
function daysWritten(run: PipelineRunDetail): string[] {
  const outputs = run.datasets.filter(dataset => dataset.direction === 'output');
  const days = outputs.map(dataset => dayOfPartition(dataset.partition)).filter(day => day !== null);
  if (days.length === 0 && run.nominalStartAt) days.push(run.nominalStartAt.slice(0, 10));
  return [...new Set(days)].sort();
}

/** When, how long, built from what, what it read and wrote, and the runs before it. */
export function RunStory({ trace, onRun }: { trace: Trace; onRun: (runId: string) => void }) {
  const { t } = usePipelinesText();
  const classes = useRunStyles();
  const entityLink = useEntityLink();
  const { run, upstream } = trace;
  const jobLink = entityLink(run.job?.entityRef);
  return (
    <>
      {run.errorMessage && <p className={classes.error}>{run.errorMessage}</p>}
      <dl className={classes.facts}>
        <dt>{t('run.job')}</dt>
        <dd>{jobLink ? <AppLink to={jobLink}>{run.job?.name}</AppLink> : run.job?.name ?? '—'}</dd>
        <dt>{t('run.run')}</dt>
        <dd className={classes.mono}>{run.runId}</dd>
        <dt>{t('run.started')}</dt>
        <dd>
          <ClockText instant={run.startedAt} />
          {run.durationSeconds !== null && `, ${durationText(run.durationSeconds)}`}
        </dd>
        <dt>{t('run.commit')}</dt>
        <dd>
          <CommitLink code={run.code} /> {run.code?.branch && <span className={classes.muted}>{run.code.branch}</span>}
        </dd>
        {run.engine && (
          <>
            <dt>{t('run.engine')}</dt>
            <dd>{run.engine}</dd>
          </>
        )}
      </dl>
      {(['output', 'input'] as const).map(direction => (
        <Datasets key={direction} run={run} direction={direction} />
      ))}
      {upstream.length > 0 && (
        <DrawerSection title={t('run.upstream')}>
          <ul className={classes.list}>
            {upstream.map(({ run: before, dataset, depth }) => (
              <li key={`${before.runId}-${dataset.name}-${dataset.partition}`} className={classes.item}>
                <span className={classes.grow} style={{ paddingLeft: (depth - 1) * 14 }}>
                  <button type="button" className={classes.link} onClick={() => onRun(before.runId)}>
                    {before.job?.name ?? before.runId}
                  </button>
                  <div className={classes.muted}>
                    {shortName(dataset.name)} {dataset.partition} · <ClockText instant={before.startedAt} /> ·{' '}
                    <CommitLink code={before.code} />
                  </div>
                </span>
                <RunMark state={before.state} />
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
      <RunTransactions runId={run.runId} days={daysWritten(run)} />
      {run.sql && (
        <DrawerSection title={t('run.sql')}>
          {/* A long statement scrolls; the keyboard must reach it. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className={classes.sql} tabIndex={0} aria-label={t('run.sql')}>
            {run.sql}
          </pre>
        </DrawerSection>
      )}
      {run.warnings.length > 0 && (
        <DrawerSection title={t('run.warnings')}>
          <ul className={classes.list}>
            {run.warnings.map(warning => (
              <li key={warning} className={classes.muted}>
                {warning}
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
    </>
  );
}

function Datasets({ run, direction }: { run: PipelineRunDetail; direction: 'input' | 'output' }) {
  const { t } = usePipelinesText();
  const classes = useRunStyles();
  const entityLink = useEntityLink();
  const datasets = run.datasets.filter(dataset => dataset.direction === direction);
  if (datasets.length === 0) return null;
  return (
    <DrawerSection title={t(`run.${direction}`)}>
      <ul className={classes.list}>
        {datasets.map(({ namespace, name, partition, rowCount, entityRef }) => {
          const link = entityLink(entityRef, 'lineage');
          return (
            <li key={`${namespace} ${name} ${partition}`} className={classes.item}>
              <span className={classes.grow} title={`${namespace} ${name}`}>
                {link ? <AppLink to={link}>{shortName(name)}</AppLink> : shortName(name)}{' '}
                {partition && <span className={classes.mono}>{partition}</span>}
              </span>
              <span className={classes.number}>
                {rowCount === null ? '—' : <CountText value={rowCount} />} {rowCount !== null && t('run.rows')}
              </span>
            </li>
          );
        })}
      </ul>
    </DrawerSection>
  );
}

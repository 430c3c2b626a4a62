import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { AppLink, CountText, Panel, QueryState } from '@internal/plugin-payrec-react';
import { usePipelinesRead } from '../../hooks/queries';
import { useOperationsLink } from '../../hooks/useOperationsLink';
import { durationText, shortName } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { RunMark } from '../Marks';
import { CommitLink } from '../RunDrawer';
import { useSlaStyles } from '../SlaTab/useSlaStyles';
import { ClockText } from '../Zone';

const RUNS = 8;

/** The latest runs of a pipeline, or those that wrote a dataset. */
export function RunsCard() {
  const { t } = usePipelinesText();
  const classes = useSlaStyles();
  const { entity } = useEntity();
  const operationsLink = useOperationsLink();
  const query = usePipelinesRead('listRuns', { query: { entityRef: stringifyEntityRef(entity), limit: RUNS } });
  return (
    <div className={classes.root}>
      <Panel title={t('card.runs')} note={t('card.runsNote')} padded>
        <QueryState query={query} empty={{ title: t('lineage.noRun'), hint: t('lineage.noEventsHint') }}>
          {data => (
            // The table scrolls sideways on narrow screens; the keyboard must reach it.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('card.runs')}>
              <table className={classes.table}>
                <thead>
                  <tr>
                    {(['job', 'state', 'started', 'duration', 'rowsOut', 'commit'] as const).map(column => (
                      <th key={column} scope="col">
                        {t(`run.${column}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {data.items.map(run => (
                    <tr key={run.runId}>
                      <td>
                        <AppLink to={operationsLink({ run: run.runId })}>
                          {run.job ? shortName(run.job.name) : run.runId.slice(0, 8)}
                        </AppLink>
                      </td>
                      <td>
                        <RunMark state={run.state} />
                      </td>
                      <td>
                        <ClockText instant={run.startedAt} />
                      </td>
                      <td>{run.durationSeconds === null ? '—' : durationText(run.durationSeconds)}</td>
                      <td>{run.rowsOut === null ? '—' : <CountText value={run.rowsOut} />}</td>
                      <td>
                        <CommitLink code={run.code} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </QueryState>
      </Panel>
    </div>
  );
}

import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Slo } from '@internal/plugin-payrec-pipelines-common';
import { AppLink, InstantText, Notice, Panel, QueryState, StatePage, useUrlState } from '@internal/plugin-payrec-react';
import { PipelinesApi } from '../../api';
import { usePipelinesRead } from '../../hooks/queries';
import { useOperationsLink } from '../../hooks/useOperationsLink';
import { usePipelinesText } from '../../translation';
import { VerdictChip } from '../Marks';
import { RunDrawer } from '../RunDrawer';
import { ClockText } from '../Zone';
import { ObjectivePanel } from './ObjectivePanel';
import { useSlaStyles } from './useSlaStyles';

type EntitySla = Awaited<ReturnType<PipelinesApi['getEntitySla']>>;

/** What was promised about this entity, whether it is kept, and how each verdict came to be. */
export function SlaTab() {
  const classes = useSlaStyles();
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const query = usePipelinesRead('getEntitySla', { query: { entityRef } });
  const [run, setRun] = useUrlState('run');
  return (
    <div className={classes.root}>
      <QueryState query={query} isEmpty={() => false}>
        {data => <SlaContent data={data} onRun={setRun} />}
      </QueryState>
      <RunDrawer runId={run} onRun={setRun} onClose={() => setRun(undefined)} />
    </div>
  );
}

function SlaContent({ data, onRun }: { data: EntitySla; onRun: (runId: string) => void }) {
  const { t } = usePipelinesText();
  const classes = useSlaStyles();
  if (data.slos.length === 0 && data.faults.length === 0) {
    return <StatePage kind="empty" title={t('sla.noneTitle')} hint={t('sla.noneHint')} />;
  }
  return (
    <div className={classes.gap}>
      {data.faults.map(fault => (
        <Notice key={fault.path} tone="bad">
          {t('sla.fault', { path: fault.path, message: fault.message })}
        </Notice>
      ))}
      <div className={classes.line}>
        {data.card.state && <VerdictChip state={data.card.state} />}
        {data.card.nextDeadlineAt && (
          <span>
            {t('sla.nextDeadline')} <InstantText instant={data.card.nextDeadlineAt} />
          </span>
        )}
      </div>
      {data.slos.map((slo: Slo) => (
        <ObjectivePanel
          key={slo.id}
          slo={slo}
          verdicts={data.verdicts.filter(verdict => verdict.sloId === slo.id)}
          onRun={onRun}
        />
      ))}
      <Incidents incidents={data.incidents} />
      <Maintenance windows={data.maintenance} />
    </div>
  );
}

function Incidents({ incidents }: { incidents: EntitySla['incidents'] }) {
  const { t } = usePipelinesText();
  const classes = useSlaStyles();
  const operationsLink = useOperationsLink();
  if (incidents.length === 0) return null;
  return (
    <Panel title={t('incident.list')} note={t('incident.listNote')} padded>
      <table className={classes.table}>
        <tbody>
          {incidents.map(incident => (
            <tr key={incident.id}>
              <td>
                <AppLink to={operationsLink({ incident: incident.id })}>
                  {t('incident.number', { number: String(incident.number) })}
                </AppLink>
              </td>
              <td>{incident.title}</td>
              <td>{t(`incident.${incident.state}`)}</td>
              <td>
                <ClockText instant={incident.openedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Maintenance({ windows }: { windows: EntitySla['maintenance'] }) {
  const { t } = usePipelinesText();
  const classes = useSlaStyles();
  if (windows.length === 0) return null;
  return (
    <Panel title={t('maintenance.title')} padded>
      <table className={classes.table}>
        <tbody>
          {windows.map(window => (
            <tr key={window.id}>
              <td>
                <ClockText instant={window.from} /> – <ClockText instant={window.to} />
              </td>
              <td>{window.scope}</td>
              <td>{window.reason}</td>
              <td>{window.author ?? window.source}</td>
              <td>{window.retroactive && t('maintenance.retroactive')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

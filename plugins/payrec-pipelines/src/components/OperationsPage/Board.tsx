import { useUrlFilters } from '@internal/plugin-payrec-react';
import { Operations } from '@internal/plugin-payrec-pipelines-common';
import { useOperationsLink } from '../../hooks/useOperationsLink';
import { DeadlinesPanel } from './DeadlinesPanel';
import { DurationsPanel } from './DurationsPanel';
import { ErrorsPanel } from './ErrorsPanel';
import { EventsTab } from './EventsTab';
import { FreshnessPanel } from './FreshnessPanel';
import { Headline } from './Headline';
import { IncidentPanel } from './IncidentPanel';
import { IncidentsList } from './IncidentsList';
import { LagPanel } from './LagPanel';
import { OperationsFilters, operationsFilters, OperationsTab, PanelContext } from './operationsFilters';
import { SlaTable } from './SlaTable';
import { StripPanel } from './StripPanel';
import { useBoardStyles } from './useBoardStyles';

const STRIP_SHOWN = 8;
const STRIP_ALL = 60;
const SLAS_SHOWN = 10;
const FRESHNESS_DAYS = 14;
const FRESHNESS_DAYS_LONG = 28;

type BoardProps = {
  tab: OperationsTab;
  operations: Operations;
  filters: OperationsFilters;
  setFilters: ReturnType<typeof useUrlFilters<typeof operationsFilters>>[1];
  context: PanelContext;
};

/** The panels of the chosen tab; each reads for itself, so that one that fails leaves the others standing. */
export function Board({ tab, operations, filters, setFilters, context }: BoardProps) {
  const classes = useBoardStyles();
  const operationsLink = useOperationsLink();
  switch (tab) {
    case 'pipelines':
      return <StripPanel context={context} limit={STRIP_ALL} />;
    case 'datasets':
      return <FreshnessPanel context={context} days={FRESHNESS_DAYS_LONG} />;
    case 'slas':
      return <SlaTable context={context} limit={500} />;
    case 'incidents':
      return (
        <div className={`${classes.grid} ${classes.even}`}>
          <IncidentsList context={context} chosen={filters.incident} />
          <IncidentPanel context={context} incidentId={filters.incident} />
        </div>
      );
    case 'events':
      return <EventsTab context={context} />;
    default:
      return (
        <>
          <Headline operations={operations} context={context} />
          <div className={classes.grid}>
            <DeadlinesPanel context={context} />
            <IncidentPanel context={context} incidentId={filters.incident} />
          </div>
          <div style={{ marginBottom: 16 }}>
            <StripPanel context={context} limit={STRIP_SHOWN} />
          </div>
          <div className={`${classes.grid} ${classes.even}`}>
            <FreshnessPanel context={context} days={FRESHNESS_DAYS} />
            <div className={classes.stack}>
              <LagPanel context={context} />
              <DurationsPanel
                context={context}
                job={{ namespace: filters.jobNamespace, name: filters.job }}
                onJob={job => setFilters({ jobNamespace: job.namespace, job: job.name })}
              />
            </div>
          </div>
          <div className={classes.grid}>
            <SlaTable context={context} limit={SLAS_SHOWN} allLink={operationsLink({}, 'slas')} />
            <ErrorsPanel context={context} />
          </div>
        </>
      );
  }
}

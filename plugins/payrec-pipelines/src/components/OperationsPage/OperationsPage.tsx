import { VerdictState } from '@internal/plugin-payrec-pipelines-common';
import {
  ActionButton,
  FilterChip,
  FilterSelect,
  focusRing,
  ownZone,
  PageFrame,
  QueryState,
  SkeletonRows,
  useKeyMap,
  useNow,
  useUrlFilters,
  writeFilters,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode, useMemo, useState } from 'react';
import { Navigate, Route, Routes, useLocation, useNavigate } from 'react-router-dom';
import { PipelinesApi } from '../../api';
import { useMayOperate } from '../../hooks/changes';
import { useIngestStatus, useOperations } from '../../hooks/queries';
import { useOperationsLink } from '../../hooks/useOperationsLink';
import { durationText } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { VERDICT_ORDER, VerdictChip } from '../Marks';
import { RunDrawer } from '../RunDrawer';
import { Segmented } from '../Segmented';
import { SilenceDialog } from '../SilenceDialog';
import { useClock, ZoneProvider } from '../Zone';
import { Board } from './Board';
import { EventsTab } from './EventsTab';
import { OperationsFilters, operationsFilters, OperationsTab, PanelContext, RANGES, TABS } from './operationsFilters';

type Operations = Awaited<ReturnType<PipelinesApi['getOperations']>>;

const useStyles = makeStyles(
  theme => ({
    chips: { display: 'inline-flex', flexWrap: 'wrap', gap: 6 },
    chip: {
      border: 0,
      padding: 0,
      background: 'none',
      font: 'inherit',
      cursor: 'pointer',
      borderRadius: 6,
      '&:focus-visible': focusRing(theme),
    },
    dim: { opacity: 0.75 },
  }),
  { name: 'PayrecOperations' },
);

/** The tabs of the module, each with its own URL. */
export function OperationsPage() {
  const { search } = useLocation();
  const root = useOperationsLink();
  return (
    <Routes>
      {TABS.map(tab => (
        <Route key={tab} path={tab === 'overview' ? '' : tab} element={<OperationsTabPage tab={tab} />} />
      ))}
      <Route path="*" element={<Navigate to={{ pathname: root(), search }} replace />} />
    </Routes>
  );
}

/** Will today's data be there in time, and what money waits for it? */
function OperationsTabPage({ tab }: { tab: OperationsTab }) {
  const [filters, setFilters] = useUrlFilters(operationsFilters);
  const operations = useOperations({ owner: filters.owner });
  const ingest = useIngestStatus();
  const zones = { utc: 'UTC', pipeline: operations.data?.timezone ?? 'UTC', mine: ownZone() };
  const neverReceived = ingest.data !== undefined && ingest.data.lastReceivedAt === null;
  const context = useMemo<PanelContext>(
    () => ({
      owner: filters.owner,
      hours: Number(filters.range),
      states: filters.state,
      focus: filters.focus,
      onFocus: focus => setFilters(current => ({ focus: current.focus === focus ? undefined : focus })),
      onRun: run => setFilters({ run, txn: undefined, day: undefined }),
      onIncident: incident => setFilters({ incident }),
    }),
    [filters.owner, filters.range, filters.state, filters.focus, setFilters],
  );
  return (
    <ZoneProvider zone={zones[filters.zone]}>
      <Frame tab={tab} filters={filters} setFilters={setFilters} operations={operations.data} zones={zones}>
        {neverReceived && tab === 'overview' ? (
          <EventsTab context={context} onlyConfig />
        ) : (
          <QueryState query={operations} isEmpty={() => false} skeleton={<SkeletonRows />}>
            {data => <Board tab={tab} operations={data} filters={filters} setFilters={setFilters} context={context} />}
          </QueryState>
        )}
      </Frame>
      <RunDrawer
        runId={filters.run}
        txnId={filters.txn}
        businessDate={filters.day}
        onRun={run => setFilters({ run, txn: undefined, day: undefined })}
        onClose={() => setFilters({ run: undefined, txn: undefined, day: undefined })}
      />
    </ZoneProvider>
  );
}

type FrameProps = {
  tab: OperationsTab;
  filters: OperationsFilters;
  setFilters: ReturnType<typeof useUrlFilters<typeof operationsFilters>>[1];
  operations: Operations | undefined;
  zones: { utc: string; pipeline: string; mine: string };
  children: ReactNode;
};

function Frame({ tab, filters, setFilters, operations, zones, children }: FrameProps) {
  const { t } = usePipelinesText();
  const mayOperate = useMayOperate();
  const operationsLink = useOperationsLink();
  const navigate = useNavigate();
  const [silencing, setSilencing] = useState(false);
  const toTab = (id: OperationsTab) => {
    const params = writeFilters(operationsFilters, new URLSearchParams(), {
      ...filters,
      run: undefined,
      txn: undefined,
      day: undefined,
    });
    return operationsLink(params, id);
  };
  useKeyMap(
    TABS.map((id, index) => ({ key: String(index + 1), label: t(`page.${id}`), run: () => navigate(toTab(id)) })),
  );
  const counts: Partial<Record<(typeof TABS)[number], number>> = operations
    ? {
        slas: Object.values(operations.counts).reduce((sum, count) => sum + count, 0),
        incidents: operations.openIncidents,
      }
    : {};
  return (
    <PageFrame
      title={t('page.operations')}
      crumbs={[{ label: t('page.area') }, { label: t('page.module') }]}
      chip={operations && <StateChips counts={operations.counts} filters={filters} setFilters={setFilters} />}
      stamp={operations && <Stamp operations={operations} />}
      actions={
        <>
          {filters.focus && (
            <FilterChip
              label={t('page.focus')}
              value={filters.focus.split('/').pop()}
              name={filters.focus}
              onRemove={() => setFilters({ focus: undefined })}
            />
          )}
          {filters.owner && (
            <FilterChip
              label={t('sla.owner')}
              value={filters.owner.split('/').pop()}
              name={filters.owner}
              onRemove={() => setFilters({ owner: undefined })}
            />
          )}
          <Segmented
            label={t('page.zone')}
            value={filters.zone === 'utc' && zones.pipeline === 'UTC' ? 'pipeline' : filters.zone}
            options={[
              ...(zones.pipeline === 'UTC' ? [] : [{ value: 'utc' as const, label: 'UTC' }]),
              { value: 'pipeline', label: zones.pipeline, title: t('page.zonePipeline') },
              { value: 'mine', label: t('page.zoneMine'), title: zones.mine },
            ]}
            onChange={zone => setFilters({ zone })}
          />
          <FilterSelect
            plain
            label={t('page.range')}
            value={filters.range}
            options={RANGES.map(value => ({
              value,
              label: t('page.last', { time: durationText(Number(value) * 3600).replace(/\u00a0/g, ' ') }),
            }))}
            onChange={range => setFilters({ range: range ?? '24' })}
          />
          <ActionButton disabledReason={mayOperate ? null : t('sla.mayNotOperate')} onClick={() => setSilencing(true)}>
            {t('maintenance.declare')}
          </ActionButton>
        </>
      }
      tabs={TABS.map(id => ({ id, label: t(`page.${id}`), to: toTab(id), count: counts[id] }))}
      activeTab={tab}
    >
      {children}
      <SilenceDialog open={silencing} scope={filters.focus ?? 'global'} onClose={() => setSilencing(false)} />
    </PageFrame>
  );
}

/** How many objectives stand how; a press shows only those. */
function StateChips({
  counts,
  filters,
  setFilters,
}: Pick<FrameProps, 'filters' | 'setFilters'> & { counts: Operations['counts'] }) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const toggle = (state: VerdictState) =>
    setFilters(current => ({
      state: current.state.includes(state) ? current.state.filter(item => item !== state) : [...current.state, state],
    }));
  return (
    <span className={classes.chips} role="group" aria-label={t('page.states')}>
      {VERDICT_ORDER.filter(state => (counts[state] ?? 0) > 0 && state !== 'EXCLUDED').map(state => {
        const on = filters.state.includes(state);
        return (
          <button
            key={state}
            type="button"
            aria-pressed={on}
            className={`${classes.chip} ${filters.state.length > 0 && !on ? classes.dim : ''}`}
            onClick={() => toggle(state)}
          >
            <VerdictChip state={state}>
              {counts[state]} {t(`count.${state}`)}
            </VerdictChip>
          </button>
        );
      })}
    </span>
  );
}

function Stamp({ operations }: { operations: Operations }) {
  const { t } = usePipelinesText();
  const clock = useClock();
  const now = useNow(5_000);
  const { lastEventAt, evaluatedAt } = operations;
  const age = lastEventAt ? Math.max(0, (Date.parse(now) - Date.parse(lastEventAt)) / 1000) : null;
  return (
    <span style={{ fontSize: 12 }} title={lastEventAt ? clock.exact(lastEventAt) : undefined}>
      {age === null ? t('page.noEvent') : t('page.lastEvent', { time: durationText(age) })}
      {evaluatedAt && ` · ${t('page.verdictsOf', { time: clock.time(evaluatedAt) })}`}
    </span>
  );
}

import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { LineageNode } from '@internal/plugin-payrec-pipelines-common';
import {
  ActionButton,
  FilterBar,
  FilterChip,
  Notice,
  QueryState,
  SearchField,
  StatePage,
  statusOf,
  tonesOf,
  useAppNavigate,
  useUrlFilters,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { lazy, Suspense, useMemo } from 'react';
import { z } from 'zod';
import { usePipelinesRead } from '../../hooks/queries';
import { useEntityLink } from '../../hooks/useEntityLink';
import { usePipelinesText } from '../../translation';
import { Segmented } from '../Segmented';
import { RunDrawer } from '../RunDrawer';
import { EntitySlaStrip } from '../SlaTab/EntitySlaStrip';
import { LineageList } from './LineageList';
import { Legend } from './Legend';
import { ShownGraph } from './mergeGraphs';
import { NodePanel } from './NodePanel';
import { SlaStates } from './nodeState';
import { useLineageGraph, writeOpened } from './useLineageGraph';

const GraphCanvas = lazy(() => import('./GraphCanvas').then(m => ({ default: m.GraphCanvas })));

const MAX_DEPTH = 10;

const lineageFilters = z.object({
  direction: z.enum(['up', 'both', 'down']).default('both'),
  depth: z.coerce.number().int().min(1).max(MAX_DEPTH).default(2),
  view: z.enum(['graph', 'list']).default('graph'),
  node: z.string().optional(),
  opened: z.array(z.string()).default([]),
  column: z.string().optional(),
  columnOf: z.string().optional(),
  find: z.string().optional(),
  run: z.string().optional(),
});

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        fontFamily: theme.typography.fontFamily,
        fontSize: 13,
        lineHeight: 1.45,
        color: tones.text,
        backgroundColor: tones.surface,
        border: `1px solid ${tones.line}`,
        borderRadius: 10,
        overflow: 'hidden',
        colorScheme: theme.palette.type,
      },
      split: {
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr) 340px',
        '& > aside': { borderLeft: `1px solid ${tones.line}` },
        '@media (max-width: 1199px)': {
          gridTemplateColumns: 'minmax(0, 1fr)',
          '& > aside': { borderLeft: 0, borderTop: `1px solid ${tones.line}` },
        },
      },
      depth: { display: 'inline-flex', alignItems: 'center', gap: 4 },
    };
  },
  { name: 'PayrecLineageTab' },
);

/** Where does this come from, and what breaks if it is late? */
export function LineageTab() {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const [filters, setFilters] = useUrlFilters(lineageFilters);
  const { direction, depth, opened } = filters;
  const { query, graph } = useLineageGraph({ entityRef, direction, depth, opened });
  if (statusOf(query.error) === 404) {
    return <StatePage kind="empty" title={t('lineage.noEventsTitle')} hint={t('lineage.noEventsHint')} />;
  }
  return (
    <section className={classes.root} aria-label={t('lineage.title')}>
      <FilterBar
        summary={
          <>
            {graph && (
              <span role="status">
                {graph.hidden > 0
                  ? t('lineage.nodesOf', {
                      shown: String(graph.nodes.length),
                      total: String(graph.nodes.length + graph.hidden),
                    })
                  : t('lineage.nodes', { shown: String(graph.nodes.length) })}
              </span>
            )}
            <Segmented
              label={t('lineage.view')}
              value={filters.view}
              options={[
                { value: 'graph', label: t('lineage.graph') },
                { value: 'list', label: t('lineage.list') },
              ]}
              onChange={view => setFilters({ view })}
            />
          </>
        }
      >
        <Segmented
          label={t('lineage.direction')}
          value={direction}
          options={[
            { value: 'up', label: t('lineage.upstream') },
            { value: 'both', label: t('lineage.both') },
            { value: 'down', label: t('lineage.downstream') },
          ]}
          onChange={value => setFilters({ direction: value })}
        />
        <span className={classes.depth} role="group" aria-label={t('lineage.depthLabel')}>
          <ActionButton
            small
            disabled={depth <= 1}
            aria-label={t('lineage.shallower')}
            onClick={() => setFilters({ depth: depth - 1 })}
          >
            −
          </ActionButton>
          {t('lineage.depth', { number: String(depth) })}
          <ActionButton
            small
            disabled={depth >= MAX_DEPTH}
            aria-label={t('lineage.deeper')}
            onClick={() => setFilters({ depth: depth + 1 })}
          >
            +
          </ActionButton>
        </span>
        {filters.column && (
          <FilterChip
            label={t('lineage.column')}
            value={filters.column}
            name={filters.column}
            onRemove={() => setFilters({ column: undefined, columnOf: undefined })}
          />
        )}
        {opened.length > 0 && (
          <FilterChip
            label={t('lineage.openedNodes')}
            value={String(opened.length)}
            name={t('lineage.openedNodes')}
            onRemove={() => setFilters({ opened: [] })}
          />
        )}
        <SearchField
          value={filters.find ?? ''}
          onChange={find => setFilters({ find: find || undefined }, { replace: true })}
          placeholder={t('lineage.find')}
        />
      </FilterBar>
      <QueryState query={query} isEmpty={() => false}>
        {() => graph && <LineageBody graph={graph} filters={filters} setFilters={setFilters} />}
      </QueryState>
      <EntitySlaStrip entityRef={entityRef} />
      <RunDrawer
        runId={filters.run}
        onRun={run => setFilters({ run })}
        onClose={() => setFilters({ run: undefined })}
      />
    </section>
  );
}

type BodyProps = {
  graph: ShownGraph;
  filters: z.output<typeof lineageFilters>;
  setFilters: ReturnType<typeof useUrlFilters<typeof lineageFilters>>[1];
};

function useSlaStates(graph: ShownGraph): SlaStates {
  const entityRefs = useMemo(
    () => [...new Set(graph.nodes.flatMap(node => (node.entityRef ? [node.entityRef] : [])))].sort(),
    [graph],
  );
  const { data } = usePipelinesRead('getSlaStatus', { body: { entityRefs } }, { enabled: entityRefs.length > 0 });
  return useMemo(
    () => new Map((data?.items ?? []).flatMap(({ entityRef, state }) => (state ? [[entityRef, state] as const] : []))),
    [data],
  );
}

function LineageBody({ graph, filters, setFilters }: BodyProps) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const navigate = useAppNavigate();
  const entityLink = useEntityLink();
  const states = useSlaStates(graph);
  const found = filters.find
    ? graph.nodes.find(node => node.name?.toLowerCase().includes(filters.find!.toLowerCase()))
    : undefined;
  const selectedId = [found?.id, filters.node].find(id => graph.nodes.some(node => node.id === id)) ?? graph.focus;
  const selected = graph.nodes.find(node => node.id === selectedId);
  const columnOwner = graph.nodes.find(node => node.id === filters.columnOf);
  const columns = usePipelinesRead(
    'getColumnLineage',
    {
      query: {
        namespace: columnOwner?.namespace,
        name: columnOwner?.name,
        field: filters.column ?? '',
        direction: 'both',
        indirect: true,
      },
    },
    { enabled: Boolean(filters.column && columnOwner), everyMs: false, keep: false },
  );
  const select = (node: string) => setFilters({ node, find: undefined }, { replace: true });
  const expand = (node: LineageNode) => {
    const text = writeOpened(node);
    if (text && !filters.opened.includes(text)) setFilters({ opened: [...filters.opened, text], node: node.id });
  };
  const open = (node: LineageNode) => {
    const link = entityLink(node.entityRef, 'lineage');
    if (link) navigate(link);
  };
  const shared = { graph, states, selectedId, onSelect: select, onExpand: expand };
  return (
    <>
      {(graph.truncated || graph.hidden > 0) && (
        <Notice
          tone="info"
          action={
            <ActionButton small onClick={() => setFilters({ view: 'list' })}>
              {t('lineage.list')}
            </ActionButton>
          }
        >
          {t('lineage.truncated', { hidden: String(graph.hidden) })}
        </Notice>
      )}
      {filters.find && !found && <Notice tone="warn">{t('lineage.notFound', { text: filters.find })}</Notice>}
      {filters.column && columns.error && (
        <Notice tone="warn">{t('lineage.columnFailed', { name: filters.column })}</Notice>
      )}
      {filters.column && columns.data && columns.data.edges.length === 0 && (
        <Notice tone="info">{t('lineage.columnAlone', { name: filters.column })}</Notice>
      )}
      <div className={classes.split}>
        <div style={{ minWidth: 0 }}>
          {filters.view === 'list' ? (
            <LineageList {...shared} />
          ) : (
            <Suspense fallback={<div style={{ height: 520 }} />}>
              <GraphCanvas {...shared} columns={columns.data} onOpen={open} />
              <Legend column={filters.column} />
            </Suspense>
          )}
        </div>
        {selected && (
          <NodePanel
            node={selected}
            states={states}
            column={filters.columnOf === selected.id ? filters.column : undefined}
            onColumn={column => setFilters({ column, columnOf: column && selected.id })}
            onRun={run => setFilters({ run })}
          />
        )}
      </div>
    </>
  );
}

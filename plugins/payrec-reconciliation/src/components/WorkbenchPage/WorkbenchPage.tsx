import {
  ActionButton,
  AsOfStamp,
  DataTable,
  isUnavailable,
  Notice,
  QueryState,
  SplitView,
  StatePage,
  tonesOf,
  useKeyMap,
  useNow,
  useUrlFilters,
  useUrlState,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { usePages } from '../../hooks/usePages';
import { MODULE_KEY } from '../../hooks/queryKeys';
import { useBreakCount, useBreaks } from '../../hooks/useBreaks';
import { useOverview } from '../../hooks/useOverview';
import { useReconciliationAccess } from '../../hooks/useReconciliationAccess';
import { useCounted } from '../../hooks/useCounted';
import { useReconciliationText } from '../../translation';
import { DecisionDialogs, nextForMany, useActor, useBreakDecisions } from '../BreakDecisions';
import { BreakDrawer } from '../BreakDrawer';
import { DayChip, isStale, ModuleFrame, runNumber } from '../ModuleFrame';
import { StartRunDialog } from '../StartRunDialog';
import { breakColumns } from './breakColumns';
import { SelectionBar } from './SelectionBar';
import { WorkbenchFilterBar } from './WorkbenchFilterBar';
import { TABLE_ID, toBreakQuery, workbenchFilters } from './workbenchFilters';

const useStyles = makeStyles(
  theme => ({ muted: { color: tonesOf(theme).muted }, late: { color: tonesOf(theme).bad.text } }),
  { name: 'PayrecWorkbench' },
);

const NOTHING: ReadonlySet<string> = new Set();

/** What differs, why, and what do I decide? */
export function WorkbenchPage() {
  const { t } = useReconciliationText();
  const classes = useStyles();
  const now = useNow();
  const actor = useActor();
  const access = useReconciliationAccess();
  const queryClient = useQueryClient();
  const [filters, setFilters] = useUrlFilters(workbenchFilters);
  const [openId, setOpenId] = useUrlState('break');
  const [selection, setSelection] = useState<ReadonlySet<string>>(NOTHING);
  const [starting, setStarting] = useState(false);
  const { data: overview } = useOverview();
  const breakQuery = toBreakQuery(filters);
  const paged = useBreaks(breakQuery);
  const query = usePages(paged);
  const count = useBreakCount(breakQuery);
  const decisions = useBreakDecisions();

  const list = query.data;
  const rows = useMemo(() => list?.items ?? [], [list]);
  const selected = useMemo(() => rows.filter(reconBreak => selection.has(reconBreak.id)), [rows, selection]);
  const position = rows.findIndex(reconBreak => reconBreak.id === openId);
  const focused = position >= 0 ? rows[position] : undefined;
  const counted = useCounted();
  const withCurrency = (list?.totals.length ?? 0) > 1;
  const columns = useMemo(
    () => breakColumns(t, { classes, counted, withCurrency }),
    [t, classes, counted, withCurrency],
  );
  const people = useMemo(() => {
    const refs = new Set([actor.me]);
    for (const { assignee, proposedBy } of rows) refs.add(assignee ?? undefined).add(proposedBy ?? undefined);
    return [...refs].filter((ref): ref is string => Boolean(ref));
  }, [actor.me, rows]);
  // Own decisions leave the list as it is; only a new run or more breaks than loaded are news.
  const isNewer =
    list &&
    count.data &&
    (count.data.asOf.dataVersion !== list.asOf.dataVersion || count.data.totalCount > list.totalCount);

  const load = () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listBreaks'] });
  // The first break opens a page of its own for Back; going on to the next one does not.
  const show = (id: string | undefined) => setOpenId(id, { replace: openId !== undefined });
  const alone = focused ? [focused] : [];
  const target = selected.length > 0 ? selected : alone;
  useKeyMap([
    {
      key: 'a',
      label: `${t('action.propose')} / ${t('action.approve')}`,
      run: () => decisions.begin(nextForMany(target, actor), target),
    },
    { key: 'd', label: t('action.dispute'), run: () => decisions.begin('dispute', target) },
    { key: 'r', label: t('action.recheck'), run: () => decisions.begin('recheck', target) },
    { key: 's', label: t('action.assign'), run: () => decisions.begin('assign', target) },
    { key: 'b', label: t('action.reject'), run: () => decisions.begin('reject', alone) },
    { key: 'w', label: t('action.withdraw'), run: () => decisions.begin('withdraw', alone) },
    { key: 'n', label: t('keys.load'), run: load, disabled: !isNewer },
    { key: 'R', label: t('keys.runAgain'), run: () => setStarting(true), disabled: !access.mayTrigger },
  ]);

  const runId = overview?.accounts[0]?.runId;
  const filtered =
    filters.class.length > 0 ||
    filters.account ||
    filters.currency ||
    filters.age ||
    filters.owner ||
    filters.q ||
    filters.day;
  return (
    <ModuleFrame
      page="workbench"
      fill
      chip={<DayChip overview={overview} />}
      stamp={
        <AsOfStamp
          asOf={list?.asOf}
          tone={isStale(list?.asOf, now) ? 'warn' : 'ok'}
          parts={runId ? [t('page.run', { run: runNumber(runId) })] : []}
        />
      }
      actions={
        <ActionButton
          kind="primary"
          disabledReason={access.mayTrigger ? null : t('runs.noTrigger')}
          onClick={() => setStarting(true)}
        >
          {t('overview.runAgain')}
        </ActionButton>
      }
      filters={
        <WorkbenchFilterBar
          filters={filters}
          onChange={setFilters}
          list={list}
          people={people}
          me={actor.me}
          columns={columns}
        />
      }
    >
      <SplitView
        detail={
          <BreakDrawer
            breakId={openId}
            row={focused}
            position={position >= 0 && list ? { position: position + 1, count: list.totalCount } : undefined}
            decisions={decisions}
            onClose={() => show(undefined)}
          />
        }
      >
        {isNewer && (
          <Notice
            tone="info"
            action={
              <ActionButton small keyHint="N" onClick={load}>
                {t('workbench.load')}
              </ActionButton>
            }
          >
            {t('workbench.newer')}
          </Notice>
        )}
        {query.isPending && !query.error ? (
          <DataTable
            tableId={TABLE_ID}
            label={t('workbench.tableLabel')}
            columns={columns}
            rows={[]}
            getRowId={row => row.id}
            loading
          />
        ) : (
          <QueryState
            query={query}
            stale={isStale(list?.asOf, now) && !isUnavailable(query.error)}
            isEmpty={() => false}
          >
            {data =>
              data.items.length === 0 ? (
                <StatePage
                  kind="empty"
                  title={t('workbench.emptyTitle')}
                  hint={t(filtered ? 'workbench.emptyFiltered' : 'workbench.emptyAll')}
                />
              ) : (
                <DataTable
                  tableId={TABLE_ID}
                  label={t('workbench.tableLabel')}
                  columns={columns}
                  rows={rows}
                  getRowId={row => row.id}
                  totalCount={data.totalCount}
                  focusedId={focused?.id}
                  onFocusRow={row => show(row.id)}
                  onOpen={row => show(row.id)}
                  selection={selection}
                  onSelectionChange={setSelection}
                  sort={{ key: filters.sort, direction: 'desc' }}
                  onSortChange={({ key }) => setFilters({ sort: key === 'amount' ? 'amount' : 'age' })}
                  hasMore={paged.hasNextPage}
                  isLoadingMore={paged.isFetchingNextPage}
                  onEndReached={() => paged.fetchNextPage()}
                  isDimmed={row => !filters.state.includes(row.state)}
                  pageKeys
                />
              )
            }
          </QueryState>
        )}
        <SelectionBar selected={selected} decisions={decisions} onClear={() => setSelection(NOTHING)} />
      </SplitView>
      <DecisionDialogs decisions={decisions} people={people} />
      <StartRunDialog open={starting} onClose={() => setStarting(false)} />
    </ModuleFrame>
  );
}

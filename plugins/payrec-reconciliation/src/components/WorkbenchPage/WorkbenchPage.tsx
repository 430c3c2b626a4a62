import {
  ActionButton,
  isUnavailable,
  Notice,
  SplitView,
  tonesOf,
  useKeyMap,
  useNow,
  useUrlFilters,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useOpenItem } from '../../hooks/useOpenItem';
import { usePages } from '../../hooks/usePages';
import { MODULE_KEY } from '../../hooks/queryKeys';
import { useBreakCount, useBreaks } from '../../hooks/useBreaks';
import { useOverview } from '../../hooks/useOverview';
import { useReconciliationAccess } from '../../hooks/useReconciliationAccess';
import { useCounted } from '../../hooks/useCounted';
import { useReconciliationText } from '../../translation';
import { DecisionDialogs, nextForMany, useActor, useBreakDecisions } from '../BreakDecisions';
import { BreakDrawer } from '../BreakDrawer';
import { DayChip, isStale, ModuleFrame, ModuleStamp, runNumber } from '../ModuleFrame';
import { PagedTable } from '../PagedTable';
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
  const [openId, show] = useOpenItem('break');
  const [selection, setSelection] = useState<ReadonlySet<string>>(NOTHING);
  const [starting, setStarting] = useState(false);
  const { data: overview } = useOverview();
  const breakQuery = toBreakQuery(filters);
  const query = usePages(useBreaks(breakQuery));
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
      stamp={<ModuleStamp asOf={list?.asOf} parts={runId ? [t('page.run', { run: runNumber(runId) })] : []} />}
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
        <PagedTable
          tableId={TABLE_ID}
          label={t('workbench.tableLabel')}
          columns={columns}
          query={query}
          stale={isStale(list?.asOf, now) && !isUnavailable(query.error)}
          getRowId={row => row.id}
          empty={{
            title: t('workbench.emptyTitle'),
            hint: t(filtered ? 'workbench.emptyFiltered' : 'workbench.emptyAll'),
          }}
          totalCount={list?.totalCount}
          focusedId={focused?.id}
          onShow={show}
          selection={selection}
          onSelectionChange={setSelection}
          sort={{ key: filters.sort, direction: 'desc' }}
          onSortChange={({ key }) => setFilters({ sort: key === 'amount' ? 'amount' : 'age' })}
          isDimmed={row => !filters.state.includes(row.state)}
        />
        <SelectionBar selected={selected} decisions={decisions} onClear={() => setSelection(NOTHING)} />
      </SplitView>
      <DecisionDialogs decisions={decisions} people={people} />
      <StartRunDialog open={starting} onClose={() => setStarting(false)} />
    </ModuleFrame>
  );
}

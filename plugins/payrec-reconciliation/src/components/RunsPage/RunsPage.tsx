import {
  ActionButton,
  AsOfStamp,
  DataTable,
  QueryState,
  SplitView,
  tonesOf,
  useKeyMap,
  useNow,
  useUrlState,
} from '@internal/plugin-payrec-react';
import { RunJson } from '@internal/plugin-payrec-reconciliation-common';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo, useState } from 'react';
import { usePages } from '../../hooks/usePages';
import { useReconciliationAccess } from '../../hooks/useReconciliationAccess';
import { useRuns } from '../../hooks/useRuns';
import { useReconciliationText } from '../../translation';
import { isStale, ModuleFrame } from '../ModuleFrame';
import { StartRunDialog } from '../StartRunDialog';
import { CancelRunDialog } from './CancelRunDialog';
import { runColumns } from './runColumns';
import { RunDrawer } from './RunDrawer';

const useStyles = makeStyles(theme => ({ muted: { color: tonesOf(theme).muted } }), { name: 'PayrecRuns' });

/** Matching runs: what was proven, what was refused and why, and what goes on now. */
export function RunsPage() {
  const { t } = useReconciliationText();
  const classes = useStyles();
  const now = useNow();
  const access = useReconciliationAccess();
  const [openId, setOpenId] = useUrlState('run');
  const [starting, setStarting] = useState(false);
  const [cancelling, setCancelling] = useState<RunJson | null>(null);
  const paged = useRuns();
  const query = usePages(paged);
  const rows = useMemo(() => query.data?.items ?? [], [query.data]);
  const columns = useMemo(() => runColumns(t, { muted: classes.muted }), [t, classes.muted]);
  const show = (id: string | undefined) => setOpenId(id, { replace: openId !== undefined });
  useKeyMap([{ key: 'R', label: t('keys.start'), run: () => setStarting(true), disabled: !access.mayTrigger }]);
  const asOf = query.data?.asOf;
  const startButton = (
    <ActionButton
      kind="primary"
      disabledReason={access.mayTrigger ? null : t('runs.noTrigger')}
      onClick={() => setStarting(true)}
    >
      {t('runs.start')}
    </ActionButton>
  );
  return (
    <ModuleFrame
      page="runs"
      fill
      stamp={<AsOfStamp asOf={asOf} tone={isStale(asOf, now) ? 'warn' : 'ok'} />}
      actions={startButton}
    >
      <SplitView detail={<RunDrawer runId={openId} onCancel={setCancelling} onClose={() => show(undefined)} />}>
        {query.isPending && !query.error ? (
          <DataTable
            tableId="reconciliation-runs"
            label={t('runs.tableLabel')}
            columns={columns}
            rows={[]}
            getRowId={run => run.id}
            loading
          />
        ) : (
          <QueryState query={query} empty={{ title: t('runs.emptyTitle'), hint: t('runs.emptyHint') }}>
            {() => (
              <DataTable
                tableId="reconciliation-runs"
                label={t('runs.tableLabel')}
                columns={columns}
                rows={rows}
                getRowId={run => run.id}
                focusedId={openId}
                onFocusRow={run => show(run.id)}
                onOpen={run => show(run.id)}
                hasMore={paged.hasNextPage}
                isLoadingMore={paged.isFetchingNextPage}
                onEndReached={() => paged.fetchNextPage()}
                pageKeys
              />
            )}
          </QueryState>
        )}
      </SplitView>
      <StartRunDialog open={starting} onClose={() => setStarting(false)} />
      <CancelRunDialog run={cancelling} onClose={() => setCancelling(null)} />
    </ModuleFrame>
  );
}

import { ActionButton, SplitView, tonesOf, useKeyMap } from '@internal/plugin-payrec-react';
import { RunJson } from '@internal/plugin-payrec-reconciliation-common';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo, useState } from 'react';
import { useOpenItem } from '../../hooks/useOpenItem';
import { usePages } from '../../hooks/usePages';
import { useReconciliationAccess } from '../../hooks/useReconciliationAccess';
import { useRuns } from '../../hooks/useRuns';
import { useReconciliationText } from '../../translation';
import { ModuleFrame, ModuleStamp } from '../ModuleFrame';
import { PagedTable } from '../PagedTable';
import { StartRunDialog } from '../StartRunDialog';
import { CancelRunDialog } from './CancelRunDialog';
import { runColumns } from './runColumns';
import { RunDrawer } from './RunDrawer';

const useStyles = makeStyles(theme => ({ muted: { color: tonesOf(theme).muted } }), { name: 'PayrecRuns' });

/** Matching runs: what was proven, what was refused and why, and what goes on now. */
export function RunsPage() {
  const { t } = useReconciliationText();
  const classes = useStyles();
  const access = useReconciliationAccess();
  const [openId, show] = useOpenItem('run');
  const [starting, setStarting] = useState(false);
  const [cancelling, setCancelling] = useState<RunJson | null>(null);
  const query = usePages(useRuns());
  const columns = useMemo(() => runColumns(t, { muted: classes.muted }), [t, classes.muted]);
  useKeyMap([{ key: 'R', label: t('keys.start'), run: () => setStarting(true), disabled: !access.mayTrigger }]);
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
    <ModuleFrame page="runs" fill stamp={<ModuleStamp asOf={query.data?.asOf} />} actions={startButton}>
      <SplitView detail={<RunDrawer runId={openId} onCancel={setCancelling} onClose={() => show(undefined)} />}>
        <PagedTable
          tableId="reconciliation-runs"
          label={t('runs.tableLabel')}
          columns={columns}
          query={query}
          getRowId={run => run.id}
          empty={{ title: t('runs.emptyTitle'), hint: t('runs.emptyHint') }}
          focusedId={openId}
          onShow={show}
        />
      </SplitView>
      <StartRunDialog open={starting} onClose={() => setStarting(false)} />
      <CancelRunDialog run={cancelling} onClose={() => setCancelling(null)} />
    </ModuleFrame>
  );
}

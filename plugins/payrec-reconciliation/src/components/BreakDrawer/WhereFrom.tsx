import { useRouteRef } from '@backstage/frontend-plugin-api';
import { AppLink, DrawerSection } from '@internal/plugin-payrec-react';
import { BreakDetail } from '@internal/plugin-payrec-reconciliation-common';
import { operationsRouteRef } from '../../routes';
import { useReconciliationText } from '../../translation';
import { useDrawerStyles } from './useDrawerStyles';

/** Records of a batch come from one run mostly; a few are enough to find it. */
const SHOWN = 3;

/** From each side to the run that wrote it and the commit it was built from: the run that the row itself names. */
export function WhereFrom({ detail }: { detail: BreakDetail }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const operations = useRouteRef(operationsRouteRef)?.();
  const records = detail.members.filter(member => member.side === 'L').slice(0, SHOWN);
  const readings = new Map(
    detail.members.flatMap(({ side, pipelineRunId, file }) =>
      side === 'R' && pipelineRunId ? [[pipelineRunId, file ?? pipelineRunId] as const] : [],
    ),
  );
  if (!operations || (records.length === 0 && readings.size === 0)) return null;
  return (
    <DrawerSection title={t('drawer.whereFrom')}>
      {records.map(({ rowId, businessDate, pipelineRunId }) => {
        const search = new URLSearchParams({ txn: rowId, day: businessDate });
        if (pipelineRunId) search.set('run', pipelineRunId);
        return (
          <div key={rowId} className={classes.id}>
            <AppLink to={`${operations}?${search}`}>{t('drawer.whereFromLink', { txnId: rowId.slice(0, 16) })}</AppLink>
          </div>
        );
      })}
      {[...readings].slice(0, SHOWN).map(([runId, file]) => (
        <div key={runId} className={classes.id}>
          <AppLink to={`${operations}?${new URLSearchParams({ run: runId })}`}>
            {t('drawer.whereFromFile', { file })}
          </AppLink>
        </div>
      ))}
    </DrawerSection>
  );
}

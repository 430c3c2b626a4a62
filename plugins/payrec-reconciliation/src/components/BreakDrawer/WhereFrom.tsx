import { useRouteRef } from '@backstage/frontend-plugin-api';
import { AppLink, DrawerSection } from '@internal/plugin-payrec-react';
import { BreakDetail } from '@internal/plugin-payrec-reconciliation-common';
import { operationsRouteRef } from '../../routes';
import { useReconciliationText } from '../../translation';
import { useDrawerStyles } from './useDrawerStyles';

/** Records of a batch come from one run mostly; a few are enough to find it. */
const SHOWN = 3;

/** From our records to the run that wrote them and the commit it was built from. */
export function WhereFrom({ detail }: { detail: BreakDetail }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const operations = useRouteRef(operationsRouteRef)?.();
  const records = detail.members.filter(member => member.side === 'L').slice(0, SHOWN);
  if (!operations || records.length === 0) return null;
  return (
    <DrawerSection title={t('drawer.whereFrom')}>
      {records.map(({ rowId, pipelineRunId }) => {
        const search = new URLSearchParams({ txn: rowId, day: detail.break.businessDate });
        if (pipelineRunId) search.set('run', pipelineRunId);
        return (
          <div key={rowId} className={classes.id}>
            <AppLink to={`${operations}?${search}`}>{t('drawer.whereFromLink', { txnId: rowId.slice(0, 16) })}</AppLink>
          </div>
        );
      })}
    </DrawerSection>
  );
}

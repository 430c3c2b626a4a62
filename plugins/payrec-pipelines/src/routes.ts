import { createExternalRouteRef, createRouteRef } from '@backstage/frontend-plugin-api';

/**
 * The Operations page; its tabs are `pipelines`, `datasets`, `slas`, `incidents` and `events` below it. Focus, range, zone and
 * the open run or incident are in the query.
 */
export const rootRouteRef = createRouteRef();
/** The Lineage tab on a job or dataset of the catalog. */
export const lineageRouteRef = createRouteRef();
/** The SLA tab on a catalog entity. */
export const slaRouteRef = createRouteRef();
/** Daily Reconciliation, which shows what became of the transactions of a day; no link where that plugin is not there. */
export const reconciliationRouteRef = createExternalRouteRef({ defaultTarget: 'payrec-reconciliation.root' });

import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The Operations page; tabs, focus, range, zone and the open run or incident are in its query. */
export const rootRouteRef = createRouteRef();
/** The Lineage tab on a job or dataset of the catalog. */
export const lineageRouteRef = createRouteRef();
/** The SLA tab on a catalog entity. */
export const slaRouteRef = createRouteRef();

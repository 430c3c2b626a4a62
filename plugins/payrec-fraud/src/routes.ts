import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The module's page; its tabs are `queue`, `approvals`, `suppressions`, `metrics` and `quarantine` below it. */
export const rootRouteRef = createRouteRef();

import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The module's page; the tabs are `overview`, `workbench`, `statements` and `runs` below it. */
export const rootRouteRef = createRouteRef();
/** The tab on a catalog entity. */
export const entityContentRouteRef = createRouteRef();

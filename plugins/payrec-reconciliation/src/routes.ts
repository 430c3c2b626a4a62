import { createExternalRouteRef, createRouteRef } from '@backstage/frontend-plugin-api';

/** The module's page; the tabs are `overview`, `workbench`, `statements` and `runs` below it. */
export const rootRouteRef = createRouteRef();
/** The tab on a catalog entity. */
export const entityContentRouteRef = createRouteRef();
/** The Operations page, which shows the run that wrote a record; no link where that plugin is not installed. */
export const operationsRouteRef = createExternalRouteRef({ defaultTarget: 'payrec-pipelines.root' });

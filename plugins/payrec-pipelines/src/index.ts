/**
 * Frontend of Operational Monitoring: the Operations page, and lineage and SLAs on catalog entities.
 *
 * @packageDocumentation
 */
export { payrecPipelinesPlugin as default } from './plugin';
export { pipelinesTranslationRef } from './translation';
export { pipelinesApiRef, transactionsApiRef } from './api';
export type { PipelinesApi, TransactionsApi } from './api';
export { rootRouteRef as operationsRouteRef } from './routes';

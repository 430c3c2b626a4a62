/**
 * Frontend of the Daily Reconciliation module: pages, and a tab on catalog entities.
 *
 * @packageDocumentation
 */
export { payrecReconciliationPlugin as default } from './plugin';
export { reconciliationTranslationRef } from './translation';
export { reconciliationApiRef } from './api';
export type { ReconciliationApi } from './api';

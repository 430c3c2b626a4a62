/**
 * Backend of Daily Reconciliation.
 *
 * @packageDocumentation
 */
export { reconciliationPlugin as default } from './plugin';

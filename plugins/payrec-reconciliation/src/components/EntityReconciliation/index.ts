export { EntityReconciliation } from './EntityReconciliation';

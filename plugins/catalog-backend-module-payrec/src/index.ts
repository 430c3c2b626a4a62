/**
 * Pipelines and datasets of the Payment Reconciliation Portal as catalog entities.
 *
 * @packageDocumentation
 */
export { catalogModulePayrec as default } from './module';

/**
 * Contract, schemas and permissions of the Daily Reconciliation module.
 *
 * @packageDocumentation
 */
export * from './contract';
export * from './permissions';
export * from './schemas';

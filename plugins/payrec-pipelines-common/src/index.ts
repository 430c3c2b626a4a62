/**
 * Contract, schemas and permissions of Operational Monitoring.
 *
 * @packageDocumentation
 */
export * from './lineage/permissions';
export * from './lineage/schemas';
export * from './lineage/endpoints';
export * from './contract';

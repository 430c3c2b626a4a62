/**
 * Contract, schemas and permissions of Operational Monitoring.
 *
 * @packageDocumentation
 */
export * from './lineage/permissions';
export * from './lineage/schemas';
export * from './lineage/endpoints';
export * from './sla/permissions';
export * from './sla/schemas';
export * from './sla/endpoints';
export * from './operations/schemas';
export * from './operations/endpoints';
export * from './contract';

/**
 * Contract, schemas and permissions of the Real-Time Fraud Console.
 *
 * @packageDocumentation
 */
export * from './contract/fraudContract';
export { PRESENCE_ALERTS_MAX } from './contract/claims';
export { INTAKE_BATCH_MAX } from './contract/intake';
export { ALERT_PAGE_MAX } from './contract/queue';
export * from './permissions';
export * from './schemas/alert';
export * from './schemas/feed';
export * from './schemas/intake';
export * from './schemas/work';
export * from './schemas/alertDetail';
export * from './schemas/suppression';
export * from './schemas/unmasking';
export * from './schemas/share';
export * from './filter';
export * from './feedClient';

/**
 * Contract, schemas and permissions of the Real-Time Fraud Console.
 *
 * @packageDocumentation
 */
export * from './contract';
export * from './permissions';
export * from './schemas';
export * from './filter';
export * from './feedClient';

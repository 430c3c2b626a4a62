/**
 * What every part of the Payment Reconciliation Portal shares: exact money, dates and rail calendars, the contract
 * helper, the Final Index contract and the permissions.
 *
 * @packageDocumentation
 */
export * from './money/currencies';
export * from './money/money';
export * from './money/rate';
export * from './time/isoDate';
export * from './time/instant';
export * from './time/calendars';
export * from './contract/endpoint';
export * from './contract/schemas';
export * from './contract/cursor';
export * from './permissions/permissions';
export * from './finalIndex/types';
export * from './finalIndex/tables';
export * from './finalIndex/markdown';
export * from './payrecContract';

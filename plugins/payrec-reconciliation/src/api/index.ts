export * from './reconciliationApi';
export * from './types';

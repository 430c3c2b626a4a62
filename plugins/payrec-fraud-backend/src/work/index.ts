export { CatalogAnalysts } from './assignees/AnalystDirectory';
export { readWorkConfig, type WorkConfig } from './config';
export { createWorkHandlers, type WorkHandlers, type WorkOperation } from './createWorkHandlers';
export type { WorkDeps } from './deps';
export { transactionStateOverHttp } from './transactionStateOverHttp';
export { SuppressionService } from './service/SuppressionService';
export { createWork, type Work } from './work';

export { readWorkConfig, type WorkConfig } from './config';
export { createWorkHandlers, type WorkHandlers, type WorkOperation } from './createWorkHandlers';
export type { BreakFinder, WorkDeps } from './deps';
export { findBreakOverHttp } from './findBreakOverHttp';
export { SuppressionService } from './service/SuppressionService';
export { createWork, type Work } from './work';

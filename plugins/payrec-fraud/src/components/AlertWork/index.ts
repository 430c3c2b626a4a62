export { blockedReason } from './blockedReason';
export type { WorkAction } from './blockedReason';
export { useAlertWork } from './useAlertWork';
export type { AlertWork } from './useAlertWork';
export { WorkDialogs } from './WorkDialogs';
export { isMine } from './blockedReason';

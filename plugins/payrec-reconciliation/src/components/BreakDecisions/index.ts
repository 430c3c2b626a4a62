export { blockedReason, eligibleOf, nextAction, nextForMany } from './blockedReason';
export type { Actor, BreakAction } from './blockedReason';
export { DecisionDialogs } from './DecisionDialogs';
export { useActor, useBlockedText } from './useBlockedText';
export { useBreakDecisions } from './useBreakDecisions';
export type { BreakDecisions } from './useBreakDecisions';

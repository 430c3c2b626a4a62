export { DecisionList } from './DecisionList';
export type { ListDecision } from './DecisionList';

export * from './types';
export { runMatching } from './runMatching';

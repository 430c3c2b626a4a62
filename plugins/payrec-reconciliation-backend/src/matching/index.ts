export * from './types';
export { defineMatchCategories } from './categories';
export { runMatching } from './runMatching';

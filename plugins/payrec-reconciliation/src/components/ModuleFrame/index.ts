export { ModuleFrame } from './ModuleFrame';
export { DayChip, isNotRun } from './DayChip';
export { useModuleLinks } from './useModuleLinks';
export type { ModulePage } from './useModuleLinks';
export { runNumber } from './runNumber';
export { isStale } from './isStale';

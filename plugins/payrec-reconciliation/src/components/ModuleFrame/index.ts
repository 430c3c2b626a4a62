export { ModuleFrame } from './ModuleFrame';
export { ModuleStamp } from './ModuleStamp';
export { DayChip, isNotRun } from './DayChip';
export { useModuleLinks } from './useModuleLinks';
export type { ModulePage } from './useModuleLinks';
export { runNumber } from './runNumber';
export { isStale } from './isStale';

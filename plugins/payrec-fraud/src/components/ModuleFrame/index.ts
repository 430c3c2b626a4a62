export { ModuleFrame } from './ModuleFrame';
export { useModuleLinks } from './useModuleLinks';
export type { ModulePage } from './useModuleLinks';

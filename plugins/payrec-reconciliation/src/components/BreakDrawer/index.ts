export { BreakDrawer } from './BreakDrawer';

export { AlertDrawer } from './AlertDrawer';

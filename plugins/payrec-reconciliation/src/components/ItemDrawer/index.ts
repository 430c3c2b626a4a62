export { ItemDrawer } from './ItemDrawer';

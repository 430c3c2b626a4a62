export { SuppressionsPage } from './SuppressionsPage';

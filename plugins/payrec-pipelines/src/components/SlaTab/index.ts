export { SlaTab } from './SlaTab';

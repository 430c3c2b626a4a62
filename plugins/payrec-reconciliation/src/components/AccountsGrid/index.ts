export { AccountsGrid } from './AccountsGrid';

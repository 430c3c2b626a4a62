export { FraudPage } from './FraudPage';

/**
 * Backend of the Real-Time Fraud Console.
 *
 * @packageDocumentation
 */
export { fraudPlugin as default } from './plugin';

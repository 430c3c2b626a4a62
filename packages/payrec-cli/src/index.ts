/**
 * The command line of the Payment Reconciliation Portal.
 *
 * @packageDocumentation
 */
export { buildProgram } from './program';

/**
 * What a matching run does between the Parquet of the index and its own, for `bench reconcile`; nothing else imports it.
 *
 * @packageDocumentation
 */
export { runMatching } from './matching';
export { writeMatchTables } from './service/matchTables';
export { readRunInputs } from './service/runInputs';

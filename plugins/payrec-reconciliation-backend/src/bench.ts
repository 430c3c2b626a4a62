/**
 * What a matching run does between the Parquet of the index and its own, for `bench reconcile`; nothing else imports it.
 *
 * @packageDocumentation
 */
export { defineMatchCategories, runMatching } from './matching';
export * as inputs from './queries/runInputsSql';
export * as outputs from './queries/runOutputsSql';

/**
 * Readers of statement files: bytes in, statements and exact lines out. No database, no clock, no engine, so that the
 * command line uses them as the intake does.
 *
 * @packageDocumentation
 */
export { detectFormat } from './detectFormat';
export { readStatementFile, readStatements } from './readStatementFile';
export type { ReadOptions } from './readStatementFile';
export { StatementFormatError } from './StatementFormatError';
export * from './types';

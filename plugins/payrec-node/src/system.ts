/**
 * The door for jobs and tools: it sees all rows and writes. Routers may not import it (a lint rule of the repository); a
 * request of a person goes through `finalIndexServiceRef` of the main entry.
 *
 * @packageDocumentation
 */
export { DuckDbEngine, type DuckDbOptions } from './finalIndex/duckdb/DuckDbEngine';
export { type FolderState, IndexFolder } from './finalIndex/duckdb/IndexFolder';
export { viewSql } from './finalIndex/duckdb/parquetFolder';
export { bindValues } from './finalIndex/duckdb/values';
export { TrinoEngine } from './finalIndex/trino/TrinoEngine';
export type { TrinoOptions } from './finalIndex/trino/TrinoOptions';
export { type Engine, type EngineRead, quoteIdentifier } from './finalIndex/engine/Engine';
export {
  columnListSql,
  columnTypeSql,
  emptySelectSql,
  trinoCreateTableSql,
  trinoReplaceTableSql,
} from './finalIndex/ddl';
export { duckDbDialect, trinoDialect } from './finalIndex/dialect';
export { type FinalIndexHost, openFinalIndexHost } from './finalIndex/service/FinalIndexHost';
export { DEFAULT_LIMITS, type QueryLimits, QueryRunner } from './finalIndex/service/QueryRunner';
export { AuditedSystemFinalIndex, ScopedFinalIndex } from './finalIndex/service/doors';
export { finalIndexHostServiceRef, systemFinalIndexServiceRef } from './finalIndex/service/refs';
export { checkIndex, type IndexFinding, type IndexReport } from './indexCheck/checkIndex';
export { scopedStatement, type Statement } from './finalIndex/service/scopedText';

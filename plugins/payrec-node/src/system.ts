/**
 * The door for jobs and tools: it sees all rows and writes. Routers may not import it (a lint rule of the repository); a
 * request of a person goes through `finalIndexServiceRef` of the main entry.
 *
 * @packageDocumentation
 */
export { DuckDbEngine, type DuckDbOptions } from './finalIndex/duckdb/DuckDbEngine';
export type { Engine, EngineRead } from './finalIndex/engine/Engine';
export { columnListSql, columnTypeSql, emptySelectSql, trinoCreateTableSql } from './finalIndex/ddl';
export { duckDbDialect, trinoDialect } from './finalIndex/dialect';

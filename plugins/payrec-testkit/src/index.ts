export { startTestPlugin, type TestPlugin, type TestPluginOptions } from './backend/startTestPlugin';
export { freePort } from './freePort';
export { PostgresServer, type PostgresServerOptions } from './postgres/PostgresServer';
export {
  createTestDatabase,
  exportPostgresForBackstageTests,
  startPostgres,
  type TestPostgres,
} from './postgres/startPostgres';
export { createSeededIndex, type SeededIndex, writeSeed } from './finalIndex/createSeededIndex';
export {
  createTestFinalIndex,
  type TestFinalIndex,
  type TestFinalIndexOptions,
} from './finalIndex/createTestFinalIndex';
export { type SeedRows, statementLineRow, tableRow, type TestRow, transactionRow } from './finalIndex/rows';
export {
  createFinalIndex,
  type RunningTrino,
  startTrino,
  type TrinoLineage,
  trinoOptions,
  type TrinoServerOptions,
} from './trino/TrinoServer';
export { startTestTrino } from './trino/startTestTrino';

export { PostgresServer, type PostgresServerOptions } from './postgres/PostgresServer';
export {
  createTestDatabase,
  exportPostgresForBackstageTests,
  startPostgres,
  type TestPostgres,
} from './postgres/startPostgres';

import { DatabaseService, resolvePackagePath } from '@backstage/backend-plugin-api';
import { openPostgres } from '@internal/plugin-payrec-node';

const migrations = resolvePackagePath('@internal/plugin-payrec-reconciliation-backend', 'migrations');

/** The plugin's database. @throws Error when the client is not PostgreSQL. */
export const openDatabase = (database: DatabaseService) =>
  openPostgres(database, { migrations, why: 'Reconciliation keeps decisions in PostgreSQL only' });

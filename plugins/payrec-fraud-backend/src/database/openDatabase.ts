import { DatabaseService, resolvePackagePath } from '@backstage/backend-plugin-api';
import { openPostgres } from '@internal/plugin-payrec-node';

const migrations = resolvePackagePath('@internal/plugin-payrec-fraud-backend', 'migrations');

/** The plugin's database. @throws Error when the client is not PostgreSQL. */
export const openDatabase = (database: DatabaseService) =>
  openPostgres(database, { migrations, why: 'The fraud console keeps alerts in PostgreSQL only' });

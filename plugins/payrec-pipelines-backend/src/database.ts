import { DatabaseService, resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

const migrationsDir = resolvePackagePath('@internal/plugin-payrec-pipelines-backend', 'migrations');

/** The plugin's database with its tables up to date. @throws Error on any database but PostgreSQL. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const client = await database.getClient();
  const dialect = String(client.client.config.client);
  if (dialect !== 'pg') {
    throw new Error(
      `Pipelines need PostgreSQL, and backend.database.client is "${dialect}": set it to "pg" with a connection`,
    );
  }
  if (!database.migrations?.skip) await client.migrate.latest({ directory: migrationsDir });
  return client;
}

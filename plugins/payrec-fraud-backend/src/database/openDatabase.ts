import { DatabaseService, resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

const migrationsDir = resolvePackagePath('@internal/plugin-payrec-fraud-backend', 'migrations');

/**
 * The plugin's database with its tables up to date.
 * @throws Error when the client is not PostgreSQL: row locks, LISTEN/NOTIFY and advisory locks carry the feed.
 */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const client = await database.getClient();
  const dialect = String(client.client.config.client);
  if (dialect !== 'pg') {
    throw new Error(
      `The fraud console keeps alerts in PostgreSQL only, and backend.database.client is "${dialect}": set it to "pg" with a connection`,
    );
  }
  if (!database.migrations?.skip) await client.migrate.latest({ directory: migrationsDir });
  return client;
}

import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

/**
 * The database of a plugin with its tables up to date. The portal's modules need PostgreSQL: row locks, advisory locks and
 * LISTEN/NOTIFY.
 * @param options - `migrations` is their folder; `why` begins the message, such as "Pipelines need PostgreSQL".
 * @throws Error when the client is another one, and what a migration throws.
 */
export async function openPostgres(
  database: DatabaseService,
  { migrations, why }: { readonly migrations: string; readonly why: string },
): Promise<Knex> {
  const client = await database.getClient();
  const dialect = String(client.client.config.client);
  if (dialect !== 'pg') {
    throw new Error(`${why}, and backend.database.client is "${dialect}": set it to "pg" with a connection`);
  }
  if (!database.migrations?.skip) await client.migrate.latest({ directory: migrations });
  return client;
}

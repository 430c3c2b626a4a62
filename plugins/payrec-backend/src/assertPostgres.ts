import { DatabaseService } from '@backstage/backend-plugin-api';

/** @throws Error that says what to configure, on any database but PostgreSQL. */
export async function assertPostgres(database: DatabaseService): Promise<void> {
  const knex = await database.getClient();
  const client = String(knex.client.config.client);
  if (client !== 'pg') {
    throw new Error(`The portal runs on PostgreSQL only and was given "${client}": set backend.database.client to pg`);
  }
}

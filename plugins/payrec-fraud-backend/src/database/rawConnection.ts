import { Knex } from 'knex';
import { Client } from 'pg';

/**
 * A connection of its own beside the pool, in the plugin's schema, for what lives as long as its session: LISTEN and
 * advisory locks. The caller ends it. Behind a pooler in transaction mode neither works; connect to the server itself.
 */
export async function openRawConnection(db: Knex): Promise<Client> {
  // Knex makes these for its pool; it applies the connection settings and the search path as for any other.
  const client: Client = await db.client.acquireRawConnection();
  // Without a listener a dying server ends the process; whoever queries next sees the error.
  client.on('error', () => {});
  return client;
}

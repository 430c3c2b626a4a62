import { randomBytes } from 'node:crypto';
import { freePort } from '../freePort';
import { startPostgres } from '../postgres/startPostgres';
import { RunningTrino, startTrino } from './TrinoServer';

/**
 * The Trino of `yarn test:trino` (`TRINO_URL`), or one of its own with its catalog in the shared test database, for a
 * suite that is run alone with `PAYREC_TRINO=1`. Its listener posts to an address where a suite may have a portal listen.
 */
export async function startTestTrino(): Promise<RunningTrino> {
  if (process.env.TRINO_URL) return startTrino({ catalogDatabase: '' });
  const postgres = await startPostgres();
  const name = await postgres.createDatabase();
  const lineage = {
    url: `http://127.0.0.1:${await freePort()}`,
    token: randomBytes(24).toString('hex'),
    namespace: 'trino-test',
  };
  return startTrino({ catalogDatabase: postgres.connectionString(name), heap: '3G', lineage });
}

import { startPostgres } from '../postgres/startPostgres';
import { RunningTrino, startTrino } from './TrinoServer';

/**
 * The Trino of `yarn test:trino` (`TRINO_URL`), or one of its own with its catalog in the shared test database, for a
 * suite that is run alone with `PAYREC_TRINO=1`.
 */
export async function startTestTrino(): Promise<RunningTrino> {
  if (process.env.TRINO_URL) return startTrino({ catalogDatabase: '' });
  const postgres = await startPostgres();
  const name = await postgres.createDatabase();
  return startTrino({ catalogDatabase: postgres.connectionString(name), heap: '3G' });
}

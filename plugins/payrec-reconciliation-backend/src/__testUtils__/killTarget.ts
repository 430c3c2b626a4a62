/*
 * The process the kill test kills. It loads everything, says `ready`, starts the work of one round
 * when it is told the place, and says which phase of it begins.
 */
import createKnex from 'knex';
import { WAIT_MS, killWorkload } from './killWorkload';
import { startReconciliation } from './startReconciliation';

process.on('message', (place: { root: string; connection: string }) => {
  work(place).then(
    () => process.send?.('done'),
    error => process.send?.(`failed: ${error instanceof Error ? error.stack : String(error)}`),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function work({ root, connection }: { root: string; connection: string }): Promise<void> {
  const knex = createKnex({ client: 'pg', connection, pool: { min: 0, max: 10 } });
  const portal = await startReconciliation(
    { root, knex },
    { owner: 'killed', config: { leaseSeconds: 1, pollMilliseconds: 20 }, waitMs: WAIT_MS },
  );
  portal.start();
  await killWorkload(portal, phase => process.send?.(phase));
}

/*
 * One replica of the feed bench, in a process that may be killed: sequencer, hub and streams on the database of the
 * environment. Says its address to the parent.
 */
import createKnex from 'knex';
import { sightOf, startReplica } from '../startReplica';

async function main(): Promise<void> {
  const db = createKnex({ client: 'pg', connection: process.env.BENCH_DATABASE, pool: { min: 0, max: 10 } });
  const replica = await startReplica(db, { sights: () => sightOf(), port: Number(process.env.BENCH_PORT ?? 0) });
  process.send?.({ url: replica.url });
  process.on('disconnect', () => process.exit());
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});

/**
 * A replica of its own process, for tests that end one by force: takes events from its parent, acknowledges each when it
 * is stored, and folds what any replica has stored.
 */
import { LoggerService } from '@backstage/backend-plugin-api';
import knex from 'knex';
import { ProjectorWorker } from '../ProjectorWorker';
import { lineageParts } from './lineageParts';

export type ToReplica = { readonly delivery: number; readonly event: object };
export type FromReplica = { readonly ready: true } | { readonly stored: number };

async function main() {
  const database = knex({ client: 'pg', connection: JSON.parse(process.env.PAYREC_TEST_CONNECTION ?? '{}') });
  const say = (message: FromReplica) => process.send?.(message);
  const logger = { debug() {}, info() {}, warn() {}, error: console.error, child: () => logger } as LoggerService;
  let wake = () => {};
  const { intake, projector } = await lineageParts(database, logger, () => wake());
  const worker = new ProjectorWorker(projector, logger);
  wake = () => worker.wake();
  worker.start();
  process.on('message', async ({ delivery, event }: ToReplica) => {
    await intake.accept(event);
    say({ stored: delivery });
  });
  // The parent is gone: nobody else ends us.
  process.on('disconnect', () => process.exit(0));
  say({ ready: true });
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});

import { mockServices } from '@backstage/backend-test-utils';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { Client } from 'pg';
import { openDatabase } from '../database/openDatabase';
import { alertEvent } from './alertEvents';
import { ReadStream, readStream } from './readStream';
import { Replica, ReplicaOptions, startReplica } from './startReplica';

type Closable = { close?: () => void; stop?: () => Promise<void> };

/**
 * A database for each test of the file, with what is started on it; all of it ends with the test. To be called once, at the
 * top of a file.
 */
export function feedPlace() {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  const open: Closable[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    await openDatabase(mockServices.database({ knex: database.knex, migrations: { skip: false } }));
  });
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) {
      one.close?.();
      await one.stop?.();
    }
    await database.drop();
  });

  const head = async () => {
    const { rows } = await database.knex.raw(`SELECT epoch, last_seq::int AS seq FROM feed_head`);
    return rows[0] as { epoch: string; seq: number };
  };
  return {
    get knex() {
      return database.knex;
    },
    async replica(options: ReplicaOptions = {}): Promise<Replica> {
      const started = await startReplica(database.knex, options);
      open.push(started);
      return started;
    },
    async stream(...args: Parameters<typeof readStream>): Promise<ReadStream> {
      const reader = await readStream(...args);
      open.push(reader);
      return reader;
    },
    async connect(): Promise<Client> {
      const client = new Client({ connectionString: database.connection });
      await client.connect();
      open.push({ stop: () => client.end() });
      return client;
    },
    /** Something else that ends with the test. */
    closeAfter(one: Closable): void {
      open.push(one);
    },
    head,
    /** So many alerts of merchant M1, all of them numbered when it returns. */
    async fill(on: Replica, count: number): Promise<void> {
      const { seq } = await head();
      for (let made = 0; made < count; made += 400) {
        await on.intake.ingest(
          Array.from({ length: Math.min(400, count - made) }, () => alertEvent({ merchantId: 'M1' })),
          'http',
        );
      }
      await until(head, now => now.seq === seq + count);
    },
  };
}

/** Whether frames bring that alert. */
export const has = (alertId: string) => (frames: ReadonlyArray<ReadStream['frames'][number]>) =>
  frames.some(frame => 'alertId' in frame && frame.alertId === alertId);

export const waitFor = (good: () => boolean) => until(async () => good(), Boolean);

/** Asks until the answer is good. @throws Error with the last answer after 20 seconds. */
export async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > end) throw new Error(`Waited in vain; last answer ${JSON.stringify(answer)}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

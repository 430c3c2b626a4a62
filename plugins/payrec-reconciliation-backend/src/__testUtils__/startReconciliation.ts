import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LoggerService } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { Scope } from '@internal/plugin-payrec-node';
import { Engine } from '@internal/plugin-payrec-node/system';
import { createTestDatabase, createTestFinalIndex } from '@internal/plugin-payrec-testkit';
import { Readable } from 'node:stream';
import { readReconciliationConfig } from '../config';
import { Run } from '../database/RunStore';
import { StatementFile } from '../database/StatementFileStore';
import { openDatabase } from '../database/openDatabase';
import { createReconciliation } from '../reconciliation';

/** An account of the tests; amounts of its files are in its currency. */
export const TEST_ACCOUNTS = [
  {
    id: 'ACC-ADYEN-EUR',
    name: 'Adyen · Example BV',
    bank: 'ABNANL2A',
    accountNumber: 'NL13 TEST 0123 4567 89',
    currency: 'EUR',
    calendar: 'TARGET',
    settlementSource: { psp: 'adyen', merchantAccount: 'ExampleCom', merchantId: 'M-1' },
  },
  {
    id: 'ACC-USD',
    name: 'Sparbank Sud',
    bank: 'SPARUS33',
    accountNumber: '4471000002',
    currency: 'USD',
    calendar: 'FED',
    settlementSource: { psp: 'adyen', merchantAccount: 'YOURCOMPANY_ACCOUNT' },
  },
];

/** A database and an index folder that several instances may share. */
export async function createPlace() {
  const database = await createTestDatabase();
  const root = await mkdtemp(path.join(tmpdir(), 'payrec-recon-'));
  await openDatabase(mockServices.database({ knex: database.knex, migrations: { skip: false } }));
  return {
    root,
    knex: database.knex,
    connection: database.connection,
    remove: async () => {
      await database.drop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export type Place = Awaited<ReturnType<typeof createPlace>>;

/** One instance of the module (a replica) on real PostgreSQL and DuckDB, or the engine given. Workers only work once `start` is called. */
export async function startReconciliation(
  place: Pick<Place, 'root' | 'knex'>,
  options: { owner?: string; config?: JsonObject; now?: () => Instant; engine?: Engine; waitMs?: number } = {},
) {
  // Nothing of jest here: the kill test runs this in a process of its own.
  const logger = quietLogger();
  const { finalIndex, system, close } = await createTestFinalIndex(place.root, {
    logger,
    auditor: { createEvent: async () => ({ success: async () => {}, fail: async () => {} }) },
    duckdb: { threads: 1 },
    engine: options.engine,
  });
  let runs = 0;
  const owner = options.owner ?? 'replica-1';
  const reconciliation = createReconciliation({
    config: readReconciliationConfig(
      new ConfigReader({
        payrec: {
          reconciliation: {
            accounts: TEST_ACCOUNTS,
            debounceSeconds: 0,
            pollMilliseconds: 50,
            leaseSeconds: 5,
            ...options.config,
          },
        },
      }),
    ),
    db: place.knex,
    finalIndex,
    system,
    signals: { publish: async () => {} },
    notifications: { send: async () => {} },
    logger,
    now: options.now ?? (() => instantFromEpochMs(Date.now())),
    newId: () => `RUN-${owner}-${(runs += 1)}`,
    owner,
  });
  const scope: Scope = await finalIndex.scopeFor(mockCredentials.user('user:default/finn.operator'));
  return {
    ...reconciliation,
    finalIndex,
    system,
    scope,
    logger,
    close: async () => {
      await reconciliation.stop();
      await close();
    },
    /** Uploads text and waits until it is read. */
    ingest: async (fileName: string, text: string, actor = 'user:default/finn.operator'): Promise<StatementFile> => {
      const { id } = await reconciliation.statements.upload(Readable.from([Buffer.from(text)]), { actor, fileName });
      return until(
        () => reconciliation.statements.get(id),
        file => file.state === 'ingested' || file.state === 'rejected',
        options.waitMs,
      );
    },
    /** Waits until no run is queued or running, and answers the newest one. */
    settle: async (): Promise<Run> => {
      const found = await until(
        () => reconciliation.runs.list({ limit: 50 }),
        list => list.length > 0 && list.every(run => run.state !== 'queued' && run.state !== 'running'),
        options.waitMs,
      );
      return found[0];
    },
  };
}

export type TestReconciliation = Awaited<ReturnType<typeof startReconciliation>>;

/** Says nothing; set PAYREC_TEST_LOG to hear what went wrong. */
function quietLogger(): LoggerService {
  const silent = () => {};
  // eslint-disable-next-line no-console
  const error = process.env.PAYREC_TEST_LOG ? (...said: unknown[]) => console.error(...said) : silent;
  const logger: LoggerService = { error, warn: silent, info: silent, debug: silent, child: () => logger };
  return logger;
}

/** Asks until the answer is good; fails after `waitMs` with the last one. */
export async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean, waitMs = 30_000): Promise<T> {
  const end = Date.now() + waitMs;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > end) throw new Error(`Waited in vain; last answer ${JSON.stringify(answer)}`);
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  createSeededIndex,
  createTestFinalIndex,
  SeededIndex,
  TestFinalIndex,
  tableRow,
  transactionRow,
  writeSeed,
} from '@internal/plugin-payrec-testkit';
import { z } from 'zod';
import { metricsRegistry } from '../../metrics/registry';
import { Engine, EngineOutageError } from '../engine/Engine';
import { duckDbDialect } from '../dialect';
import { DefinedQuery, defineQuery } from '../types';

// Real servers on a machine that may be busy with other suites.
jest.setTimeout(60_000);

type Days = { from: string; to: string };

const byId: DefinedQuery<Days, { txn_id: string }> = defineQuery({
  name: 'test.byId',
  reads: ['transactions'],
  sql: 'SELECT txn_id FROM transactions ORDER BY txn_id',
  params: () => [],
  partition: days => days,
  rowLimit: 3,
  timeoutMs: 5_000,
  row: z.object({ txn_id: z.string() }),
});
const march = { from: '2026-03-01', to: '2026-03-31' };
const slow = {
  ...byId,
  name: 'test.slow',
  reads: [],
  partition: undefined,
  timeoutMs: 300,
  sql: 'SELECT CAST(count(*) AS VARCHAR) AS txn_id FROM range(10000000000) a, range(1000) b ORDER BY 1',
};

describe('Final Index service', () => {
  let index: SeededIndex;
  let test: TestFinalIndex;

  beforeEach(async () => {
    index = await createSeededIndex({
      transactions: [
        transactionRow({ txn_id: 'a', merchant_id: 'm1' }),
        transactionRow({ txn_id: 'b', merchant_id: 'm2' }),
        transactionRow({ txn_id: 'old', merchant_id: 'm1', business_date: '2026-02-01' }),
      ],
      merchants: [tableRow('merchants', { merchant_id: 'm1' })],
      match_groups: [tableRow('match_groups', { run_id: 'r1', group_id: 'g' })],
    });
    test = await createTestFinalIndex(index.root, {
      duckdb: { folderTrustMs: 300 },
      limits: { perUserConcurrency: 1, queueMs: 50 },
    });
  });
  afterEach(async () => {
    await test.close();
    await index.remove();
  });
  const ask = <P, R>(query: DefinedQuery<P, R>, params: P, signal?: AbortSignal) =>
    test.system.query(query, params, { reason: 'test', signal });

  it('keeps rows inside the partition bound and says from which data they are', async () => {
    const { rows, asOf } = await ask(byId, march);
    expect(rows.map(row => row.txn_id)).toEqual(['a', 'b']);
    expect(asOf).toMatchObject({ engine: 'duckdb', businessDate: '2026-03-30' });
  });

  it('puts tables in scope under a WITH of the text as well', async () => {
    const query = {
      ...byId,
      name: 'test.with',
      sql: `-- why\nWITH own AS (SELECT txn_id FROM transactions) SELECT txn_id FROM own ORDER BY txn_id`,
    };
    expect((await ask(query, march)).rows).toHaveLength(2);
  });

  refuses(
    'refuses a partitioned table without a bound',
    { ...byId, partition: undefined },
    /without a partition bound/,
  );
  refuses('refuses a table of runs without run ids', { ...byId, reads: ['match_groups'] }, /without run ids/);
  refuses('refuses a bound that is no day', { ...byId, partition: () => ({ from: `2026' OR 1=1` }) }, /not a day/);
  refuses('refuses more rows than the limit', { ...byId, rowLimit: 1 }, /more than 1 rows/);
  refuses(
    'names query, row and column of a broken contract, not the value',
    { ...byId, row: z.object({ txn_id: z.literal('zzz') }) as never },
    /^Row 1 of test.byId, column txn_id, breaks its contract \(invalid_value\)/,
  );
  refuses('ends a query at its time-out', slow, /took longer than 0.3 s/);
  refuses(
    'hides what the engine says',
    { ...byId, sql: 'SELECT secret_column FROM transactions ORDER BY 1' },
    /^The query engine could not run test.byId \(ref [0-9a-f]{8}\)$/,
  );

  function refuses(name: string, query: DefinedQuery<Days, { txn_id: string }>, message: RegExp) {
    it(`${name}`, async () => {
      await expect(ask(query, march)).rejects.toThrow(message);
    });
  }

  it('cancels when the caller hangs up', async () => {
    const abort = new AbortController();
    const running = ask({ ...slow, timeoutMs: 20_000 }, march, abort.signal);
    setTimeout(() => abort.abort(new Error('gone')), 100);
    await expect(running).rejects.toThrow('gone');
  });

  it('refuses a second query of one caller with 429 after a short wait', async () => {
    const abort = new AbortController();
    const first = ask({ ...slow, timeoutMs: 20_000 }, march, abort.signal);
    first.catch(() => {});
    await sleep(100);
    await expect(ask(byId, march)).rejects.toMatchObject({ name: 'TooManyQueriesError', statusCode: 429 });
    abort.abort();
    await expect(first).rejects.toThrow();
    expect((await ask(byId, march)).rows).toHaveLength(2);
  });

  it('answers from the cache until the data changes, and nobody can change the answer of another', async () => {
    const read = jest.spyOn(test.engine, 'read');
    const reads = () => read.mock.calls.filter(([{ name }]) => name === 'test.byId').length;
    const first = await ask(byId, march);
    expect((await ask(byId, march)).rows).toEqual(first.rows);
    expect(reads()).toBe(1);
    expect(() => Object.assign(first.rows[0], { txn_id: 'x' })).toThrow(TypeError);

    await writeSeed(index.root, { transactions: [transactionRow({ txn_id: 'c' })] }, 'later');
    await sleep(400);
    const later = await ask(byId, march);
    expect(later.rows.map(row => row.txn_id)).toEqual(['a', 'b', 'c']);
    expect(later.asOf.dataVersion).not.toBe(first.asOf.dataVersion);
  });

  it('shows a person only what the decision allows', async () => {
    const limited = await createTestFinalIndex(index.root, {
      permissions: mockServices.permissions.mock({
        authorizeConditional: async () => [
          {
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'payrec',
            resourceType: 'payrec-transaction',
            conditions: {
              rule: 'IS_MERCHANT_VISIBLE',
              resourceType: 'payrec-transaction',
              params: { claims: ['group:default/m1'] },
            },
          },
        ],
      }) as never,
      merchantIdsOf: async () => ['m1'],
    });
    try {
      const credentials = mockCredentials.user();
      const scope = await limited.finalIndex.scopeFor(credentials);
      expect(scope.visibility).toBe('partial');
      expect((await limited.finalIndex.query(byId, march, { scope })).rows).toEqual([{ txn_id: 'a' }]);
      const groups = {
        ...byId,
        name: 'test.groups',
        reads: ['match_groups'],
        partition: () => ({ runIds: ['r1'] }),
        sql: 'SELECT group_id AS txn_id FROM match_groups ORDER BY 1',
      };
      await expect(limited.finalIndex.query(groups, march, { scope })).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
    } finally {
      await limited.close();
    }
  });

  it('counts by engine, query and outcome, and by nothing personal', async () => {
    await ask(byId, march);
    expect(await metricsRegistry.metrics()).toMatch(
      /payrec_query_duration_seconds_count\{engine="duckdb",query="test.byId",status="ok"\} \d+/,
    );
  });
});

describe('circuit', () => {
  it('stops asking an engine that is down, says so, and comes back', async () => {
    let down = true;
    let asked = 0;
    const answer = <T>(value: T) => {
      asked += 1;
      return down ? Promise.reject(new EngineOutageError('refused at 10.0.0.7')) : Promise.resolve(value);
    };
    const engine: Engine = {
      name: 'duckdb',
      dialect: duckDbDialect,
      read: () => answer([{ txn_id: 'a' }]),
      asOf: () => answer({ dataVersion: 'v1', businessDate: null, at: null, engine: 'duckdb' as const }),
      ping: () => answer(undefined),
      withSession: () => answer(undefined as never),
      close: async () => {},
    };
    const { system, finalIndex } = await createTestFinalIndex('', { engine });
    const ask = () => system.query(byId, march, { reason: 'test' });
    for (let i = 0; i < 3; i += 1) {
      await expect(ask()).rejects.toThrow(/^The query engine does not answer at the moment \(ref [0-9a-f]{8}\)$/);
    }
    await expect(system.withSession({ reason: 'a job' }, async () => {})).rejects.toMatchObject({
      name: 'FinalIndexUnavailableError',
      message: expect.not.stringContaining('10.0.0.7'),
    });
    const before = asked;
    await expect(ask()).rejects.toMatchObject({ name: 'FinalIndexUnavailableError', statusCode: 503 });
    expect(asked).toBe(before);
    expect(await finalIndex.status()).toMatchObject({
      available: false,
      reason: expect.stringMatching(/does not answer/),
    });
    down = false;
    await sleep(4_500);
    expect((await ask()).rows).toEqual([{ txn_id: 'a' }]);
  }, 20_000);
});

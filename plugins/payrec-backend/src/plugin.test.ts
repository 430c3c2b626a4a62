import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend, TestBackend } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { finalIndexHostServiceRef } from '@internal/plugin-payrec-node/system';
import {
  createSeededIndex,
  createTestDatabase,
  createTestFinalIndex,
  SeededIndex,
  TestFinalIndex,
  transactionRow,
} from '@internal/plugin-payrec-testkit';
import createKnex, { Knex } from 'knex';
import request from 'supertest';
import payrecPlugin from './index';

const DAY = '2026-03-30';
const NEXT = '2026-03-31';

describe('plugin payrec', () => {
  let index: SeededIndex;
  let finalIndex: TestFinalIndex;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let backend: TestBackend;

  const features = (payrec: object = {}, permission: object = { enabled: true }, knex: Knex = database.knex) => [
    payrecPlugin,
    mockServices.rootLogger.factory({ level: 'error' }),
    mockServices.rootConfig.factory({ data: { payrec, permission } }),
    mockServices.database.factory({ knex }),
    // Every persona against the real policy is the isolation matrix of packages/backend; here everyone sees all.
    mockServices.permissions.factory({ result: AuthorizeResult.ALLOW }),
    catalogServiceMock.factory({ entities: [] }),
    createServiceFactory({ service: finalIndexHostServiceRef, deps: {}, factory: () => finalIndex.host }),
  ];

  beforeAll(async () => {
    index = await createSeededIndex({
      transactions: [
        transactionRow({ txn_id: 't1', gross_minor: 9007199254740993n, expected_fee_minor: -1n }),
        transactionRow({ txn_id: 't2', currency: 'KWD', gross_minor: -5n, type: 'refund', order_ref: 'Order-7' }),
        transactionRow({ txn_id: 't3', business_date: NEXT, merchant_id: 'merchant-b', status: 'captured' }),
        transactionRow({
          txn_id: 't4',
          business_date: NEXT,
          orig_amount_minor: 15n,
          orig_currency: 'JPY',
          fx_rate: '0.0061',
        }),
      ],
    });
    finalIndex = await createTestFinalIndex(index.root);
    database = await createTestDatabase();
    backend = await startTestBackend({ features: features() });
  }, 120_000);
  afterAll(async () => {
    await backend?.stop();
    await finalIndex?.close();
    await database?.drop();
    await index?.remove();
  });

  const get = (path: string) => request(backend.server).get(`/api/payrec${path}`);
  const span = `from=${DAY}&to=${NEXT}`;

  test.each<[string, string, string[]]>([
    // filter              query                                ids, latest business date first
    ['none', '', ['t4', 't3', 't2', 't1']],
    ['merchant', '&merchantId=merchant-b', ['t3']],
    ['merchants', '&merchantId=merchant-a&merchantId=merchant-b', ['t4', 't3', 't2', 't1']],
    ['currency', '&currency=KWD', ['t2']],
    ['type', '&type=refund', ['t2']],
    ['status', '&status=captured&status=failed', ['t3']],
    ['reference, other letter case', '&q=ref-t1', ['t1']],
    ['order', '&q=order-7', ['t2']],
    ['two at once', '&currency=EUR&q=t3', ['t3']],
    ['no match', '&q=%25%25', []],
  ])('lists by %s', async (_, query, ids) => {
    const { status, body } = await get(`/v1/transactions?${span}${query}`);
    expect([status, body.items?.map((item: { txnId: string }) => item.txnId)]).toEqual([200, ids]);
  });

  it('pages by cursor over days, without a row twice or lost', async () => {
    const first = (await get(`/v1/transactions?${span}&limit=3`)).body;
    expect(first.items.map((item: { txnId: string }) => item.txnId)).toEqual(['t4', 't3', 't2']);
    const second = (await get(`/v1/transactions?${span}&limit=3&cursor=${first.nextCursor}`)).body;
    expect(second.items.map((item: { txnId: string }) => item.txnId)).toEqual(['t1']);
    expect(second.nextCursor).toBeUndefined();
  });

  it('keeps every minor unit', async () => {
    const { body } = await get(`/v1/transactions?${span}&q=t1`);
    expect(body.items[0]).toMatchObject({
      gross: { minor: '9007199254740993', currency: 'EUR' },
      expectedFee: { minor: '-1', currency: 'EUR' },
      expectedNet: { minor: '9007199254740992', currency: 'EUR' },
      businessDate: DAY,
      eventAt: `${DAY}T10:00:00.000Z`,
    });
  });

  test.each<[string, string, number, string]>([
    ['no dates', '/v1/transactions', 400, 'query.from'],
    ['backwards', `/v1/transactions?from=${NEXT}&to=${DAY}`, 400, `from ${NEXT} is after to ${DAY}`],
    ['93 days', '/v1/transactions?from=2026-01-01&to=2026-04-03', 400, '93 days; ask for at most 92'],
    ['no day', '/v1/transactions?from=2026-02-30&to=2026-03-01', 400, 'query.from'],
    ['bad cursor', `/v1/transactions?${span}&cursor=abc`, 400, 'cursor'],
    [
      'cursor of another span',
      `/v1/transactions?from=${DAY}&to=${DAY}&cursor=${Buffer.from(JSON.stringify(['2020-01-01', 't'])).toString(
        'base64url',
      )}`,
      400,
      'another list',
    ],
    [
      'unknown transaction',
      `/v1/transactions/t9?businessDate=${DAY}`,
      404,
      `No transaction t9 on business date ${DAY}`,
    ],
    ['other day', `/v1/transactions/t1?businessDate=${NEXT}`, 404, 'No transaction t1'],
  ])('refuses %s', async (_, path, status, message) => {
    const answer = await get(path);
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)]);
  });

  it('shows one transaction with what the shopper paid and its lineage', async () => {
    const { status, body } = await get(`/v1/transactions/t4?businessDate=${NEXT}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      txnId: 't4',
      original: { minor: '15', currency: 'JPY' },
      fxRate: expect.stringMatching(/^0\.00610*$/),
      lineage: { sourceSystem: 'test', sourceFile: 'test.csv', sourceLineNo: 1, pipelineRunId: 'test-run' },
      visibility: 'all',
    });
  });

  test.each<[string, string, string, number, string[]]>([
    // asked        query                     day   count  totals
    ['a day', `?businessDate=${DAY}`, DAY, 2, ['EUR 9007199254740993', 'KWD -5']],
    ['the latest', '', NEXT, 2, ['EUR 20000']],
  ])('sums %s per currency', async (_, query, day, count, totals) => {
    const { body } = await get(`/v1/summary${query}`);
    expect([
      body.businessDate,
      body.count,
      body.totals.map(
        ({ gross }: { gross: { minor: string; currency: string } }) => `${gross.currency} ${gross.minor}`,
      ),
    ]).toEqual([day, count, totals]);
  });

  it('sums a day without data to nothing', async () => {
    const { body } = await get('/v1/summary?businessDate=2020-01-01');
    expect([body.count, body.merchantCount, body.totals]).toEqual([0, 0, []]);
  });

  it('tells the state of the engine', async () => {
    const { body } = await get('/v1/status');
    expect(body).toMatchObject({ engine: 'duckdb', available: true, reason: null, asOf: { businessDate: NEXT } });
  });

  it('serves metrics of its own queries', async () => {
    await get(`/v1/transactions?${span}`);
    const { text } = await request(backend.server).get('/metrics');
    expect(text).toContain('operation="listTransactions"');
  });

  describe('at start', () => {
    const start = async (given: Parameters<typeof startTestBackend>[0]['features']) => {
      const started = await startTestBackend({ features: given });
      await started.stop();
    };

    test.each<[string, object]>([
      ['off', { enabled: false }],
      ['not mentioned', {}],
    ])('refuses with the permission system %s, naming the key', async (_, permission) => {
      await expect(start(features({}, permission))).rejects.toThrow('set permission.enabled to true');
    });

    it('starts without it where that is meant', async () => {
      await expect(start(features({ allowInsecure: true }, {}))).resolves.toBeUndefined();
    });

    it('refuses another database than PostgreSQL', async () => {
      const knex = createKnex({ client: 'better-sqlite3', connection: ':memory:', useNullAsDefault: true });
      await expect(start(features({}, { enabled: true }, knex))).rejects.toThrow(
        'PostgreSQL only and was given "better-sqlite3": set backend.database.client to pg',
      );
      await knex.destroy();
    });
  });
});

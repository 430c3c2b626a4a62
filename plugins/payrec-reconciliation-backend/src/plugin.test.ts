import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mockCredentials, mockServices, startTestBackend, TestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { openApiDrift } from '@internal/plugin-payrec-node';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { Endpoint } from '@internal/plugin-payrec-common';
import { reconciliationContract } from '@internal/plugin-payrec-reconciliation-common';
import request from 'supertest';
import { mt940 } from './__testUtils__/sampleFiles';
import { TEST_ACCOUNTS, until } from './__testUtils__/startReconciliation';
import plugin from './index';

jest.setTimeout(120_000);

const FINN = 'user:default/finn.operator';
const FAY = 'user:default/fay.approver';
const BASE = '/api/payrec-reconciliation';

describe('the plugin over HTTP', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let root: string;
  let backend: TestBackend;
  let denied: ReadonlySet<string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    root = await mkdtemp(path.join(tmpdir(), 'payrec-http-'));
    denied = new Set();
    const decide = (name: string) =>
      ({ result: denied.has(name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW } as const);
    backend = await startTestBackend({
      features: [
        plugin,
        catalogServiceMock.factory(),
        mockServices.rootConfig.factory({
          data: {
            backend: { database: { client: 'pg', connection: database.connection } },
            payrec: {
              query: { engine: 'duckdb', duckdb: { root, threads: 1 } },
              reconciliation: {
                accounts: TEST_ACCOUNTS,
                debounceSeconds: 0,
                pollMilliseconds: 50,
                schedule: { enabled: false },
              },
            },
          },
        }),
        mockServices.database.factory({ knex: database.knex }),
        mockServices.permissions.mock({
          authorize: async queries => queries.map(({ permission }) => decide(permission.name)),
          authorizeConditional: async queries => queries.map(({ permission }) => decide(permission.name)),
        }).factory,
      ],
    });
    await upload('bank.sta', statement('1/1', [1100n, 2200n, 3300n]));
    await until(
      async () => (await as(FINN).get('/v1/runs')).body.items,
      runs => runs.length > 0 && runs[0].state === 'published',
    );
  });
  afterAll(async () => {
    await backend.stop();
    await database.drop();
    await rm(root, { recursive: true, force: true });
  });
  beforeEach(() => {
    denied = new Set();
  });

  const statement = (statementNo: string, amounts: readonly bigint[]) =>
    mt940({
      account: 'NL13TEST0123456789',
      currency: 'EUR',
      statementNo,
      date: '2026-11-18',
      lines: amounts.map((amount, at) => ({ amount, reference: `REF-${statementNo}-${at}`, text: `CREDIT ${amount}` })),
    });
  const as = (user: string) => {
    const auth = { Authorization: mockCredentials.user.header(user) };
    return {
      get: (url: string) => request(backend.server).get(`${BASE}${url}`).set(auth),
      post: (url: string, body: object = {}) => request(backend.server).post(`${BASE}${url}`).set(auth).send(body),
    };
  };
  const upload = async (name: string, text: string) => {
    const answer = await request(backend.server)
      .post(`${BASE}/v1/statement-files?fileName=${encodeURIComponent(name)}`)
      .set('Authorization', mockCredentials.user.header(FINN))
      .set('Content-Type', 'application/octet-stream')
      .send(Buffer.from(text));
    expect(answer.status).toBe(200);
    return until(
      async () => (await as(FINN).get(`/v1/statement-files/${answer.body.id}`)).body,
      file => file.state === 'ingested' || file.state === 'rejected',
    );
  };
  const openBreaks = async () => (await as(FINN).get('/v1/breaks?state=open&sort=amount')).body.items;

  const url = (endpoint: Endpoint) => endpoint.path.replace(/:\w+/g, 'nothing');
  const endpoints = Object.entries(reconciliationContract.endpoints) as Array<[string, Endpoint]>;
  const forPeople = endpoints.filter(([, endpoint]) => endpoint.caller !== 'service');

  test('the state of a transaction is for services with the permission only', async () => {
    const ask = (authorization?: string) => {
      const call = request(backend.server).get(`${BASE}/v1/transactions/T-1/state?unit=ACC-ADYEN-EUR%7CEUR`);
      return authorization ? call.set('Authorization', authorization) : call;
    };
    expect((await ask(mockCredentials.none.header())).status).toBe(401);
    expect((await ask(mockCredentials.user.header(FINN))).status).toBe(403);
    const answer = await ask(mockCredentials.service.header());
    expect([answer.status, answer.body]).toEqual([
      200,
      { state: 'unknown', breakId: null, runId: expect.stringMatching(/^RUN-/), asOf: expect.any(String) },
    ]);
    denied = new Set(['payrec.reconciliation.view']);
    expect((await ask(mockCredentials.service.header())).status).toBe(403);
  });

  test.each([
    ['no unit', '/v1/transactions/T-1/state'],
    ['an empty unit', '/v1/transactions/T-1/state?unit='],
    ['two units', '/v1/transactions/T-1/state?unit=A%7CEUR&unit=B%7CEUR'],
    ['a unit that is too long', `/v1/transactions/T-1/state?unit=${'U'.repeat(201)}`],
    ['an id that is too long', `/v1/transactions/${'T'.repeat(201)}/state?unit=A%7CEUR`],
    ['a parameter nobody knows', '/v1/transactions/T-1/state?unit=A%7CEUR&window=1'],
  ])('the state of a transaction with %s is a 400 that repeats nothing of the index', async (_, route) => {
    const answer = await request(backend.server)
      .get(`${BASE}${route}`)
      .set('Authorization', mockCredentials.service.header());
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toMatch(/select|final_index|parquet/i);
  });

  test.each(forPeople)(
    '%s: 401 without a token, 401 or 403 for a service, 403 without its permission',
    async (_, endpoint) => {
      const verb = endpoint.method === 'GET' ? 'get' : 'post';
      const call = () => request(backend.server)[verb](`${BASE}${url(endpoint)}?fileName=x`);
      const plain = () => request(backend.server)[verb](`${BASE}${url(endpoint)}`);
      expect((await plain().set('Authorization', mockCredentials.none.header())).status).toBe(401);
      expect([401, 403]).toContain((await plain().set('Authorization', mockCredentials.service.header())).status);
      denied = new Set([endpoint.permission.name]);
      const isUpload = endpoint.path === '/v1/statement-files' && verb === 'post';
      // Somebody who was never let in: a read believes a permit for some seconds.
      const answer = await (isUpload ? call() : plain())
        .set('Authorization', mockCredentials.user.header('user:default/stranger'))
        .send(verb === 'post' && !isUpload ? validBodies[endpoint.path] ?? {} : undefined);
      expect(answer.status).toBe(403);
      expect(answer.body.error.message).toContain(endpoint.permission.name);
    },
  );

  const decision = { version: 1, reason: 'because of it', idempotencyKey: 'key-12345678' };
  const validBodies: Record<string, object> = {
    '/v1/breaks/:breakId/propose': decision,
    '/v1/breaks/:breakId/approve': decision,
    '/v1/breaks/:breakId/reject': decision,
    '/v1/breaks/:breakId/dispute': { ...decision, party: 'bank' },
    '/v1/breaks/:breakId/withdraw': decision,
    '/v1/breaks/:breakId/recheck': { idempotencyKey: 'key-12345678' },
    '/v1/breaks/:breakId/comments': { text: 'hello', idempotencyKey: 'key-12345678' },
    '/v1/breaks/:breakId/assign': { version: 1, assignee: null },
    '/v1/bulk-decisions': {
      action: 'propose',
      breaks: [{ id: 'x', version: 1 }],
      reason: 'because',
      idempotencyKey: 'key-12345678',
    },
    '/v1/runs': { idempotencyKey: 'key-12345678' },
    '/v1/runs/:runId/cancel': { reason: 'because' },
  };

  test('the overview adds up and names what needs a person', async () => {
    const { status, body } = await as(FINN).get('/v1/overview?days=5');
    expect(status).toBe(200);
    const [total] = body.totals;
    const part = (name: string) => BigInt(total[name].minor);
    expect(part('expected')).toBe(part('received') + part('onItsWay') + part('explained') + part('unexplained'));
    expect(total.proof.minor).toBe('0');
    expect(body.accounts).toHaveLength(TEST_ACCOUNTS.length);
    expect((await as(FINN).get('/v1/overview?days=99')).status).toBe(400);
  });

  test('units, status and decisions are listed', async () => {
    expect((await as(FINN).get('/v1/units')).body.items.map((one: { unit: string }) => one.unit)).toEqual([
      'ACC-ADYEN-EUR|EUR',
      'ACC-USD|USD',
    ]);
    expect((await as(FINN).get('/v1/status')).body).toMatchObject({ engine: 'duckdb', available: true });
    expect((await as(FINN).get('/v1/decisions')).body).toMatchObject({ chainIntact: true });
  });

  test.each(['age', 'amount', 'updated'])('breaks page by %s without losing or repeating one', async sort => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await as(FINN).get(`/v1/breaks?sort=${sort}&limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      expect(body.totalCount).toBe(3);
      expect(body.totals).toEqual([{ minor: '6600', currency: 'EUR' }]);
      seen.push(...body.items.map((one: { id: string }) => one.id));
      cursor = body.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(3);
    expect(seen).toHaveLength(3);
  });

  test.each<[string, number]>([
    ['q=CREDIT%202200', 1],
    ['q=%25%25', 0],
    ['currency=USD', 0],
    ['breakClass=MISSING_LEFT&breakClass=FEE', 3],
    ['breakClass=FEE', 0],
    ['unit=ACC-ADYEN-EUR%7CEUR&state=open', 3],
    ['businessDate=2026-11-18', 3],
    ['minAgeDays=4000', 0],
    ['assignee=user:default/nobody', 0],
  ])('filter %s finds %s', async (filter, count) => {
    const { status, body } = await as(FINN).get(`/v1/breaks?${filter}`);
    expect(status).toBe(200);
    expect(body.items).toHaveLength(count);
    expect(body.totalCount).toBe(count);
  });

  test.each(['sort=size', 'limit=0', 'cursor=rubbish', 'colour=red', 'businessDate=2026-02-30', 'q=x'])(
    'filter %s is a 400',
    async filter => {
      expect((await as(FINN).get(`/v1/breaks?${filter}`)).status).toBe(400);
    },
  );

  test('propose, own approval 403, stale 409, reject, dispute, withdraw, comment, assign, recheck, approve', async () => {
    const [one] = await openBreaks();
    const at = (action: string) => `/v1/breaks/${one.id}/${action}`;
    let key = 0;
    const body = (version: number) => ({ version, reason: 'as agreed', idempotencyKey: `http-key-${(key += 1)}` });
    const proposed = await as(FINN).post(at('propose'), body(one.version));
    expect(proposed.body).toMatchObject({ state: 'proposed', proposedBy: FINN, version: one.version + 1 });
    expect(proposed.body.approvalBlockedReason).toContain('SAME_ACTOR');
    const own = await as(FINN).post(at('approve'), body(proposed.body.version));
    expect(own.status).toBe(403);
    expect(own.body.error.message).toContain('SAME_ACTOR');
    const stale = await as(FAY).post(at('approve'), body(one.version));
    expect(stale.status).toBe(409);
    expect(stale.body.error.message).toContain(`propose by ${FINN}`);
    const rejected = await as(FAY).post(at('reject'), body(proposed.body.version));
    expect(rejected.body).toMatchObject({ state: 'open', proposedBy: null });
    const disputed = await as(FINN).post(at('dispute'), { ...body(rejected.body.version), party: 'bank' });
    expect(disputed.body.state).toBe('disputed');
    const withdrawn = await as(FINN).post(at('withdraw'), body(disputed.body.version));
    expect(withdrawn.body.state).toBe('open');
    const commented = await as(FINN).post(at('comments'), { text: 'asked the bank', idempotencyKey: 'comment-key-1' });
    expect(commented.body.timeline.map((event: { action: string }) => event.action)).toEqual([
      'found',
      'propose',
      'reject',
      'dispute',
      'withdraw',
      'comment',
    ]);
    const assigned = await as(FINN).post(at('assign'), { version: withdrawn.body.version, assignee: FAY });
    expect(assigned.body.assignee).toBe(FAY);
    expect((await as(FINN).post(at('assign'), { version: 1, assignee: null })).status).toBe(409);
    const recheck = await as(FINN).post(at('recheck'), { idempotencyKey: 'recheck-key-1' });
    expect(recheck.body).toMatchObject({ trigger: 'recheck' });
    await until(
      async () => (await as(FINN).get(`/v1/runs/${recheck.body.id}`)).body,
      run => run.state === 'published',
    );
    const again = await as(FINN).post(at('propose'), body(assigned.body.version));
    const approval = body(again.body.version);
    const approved = await as(FAY).post(at('approve'), approval);
    expect(approved.body).toMatchObject({ state: 'approved' });
    const retried = await as(FAY).post(at('approve'), approval);
    expect([retried.status, retried.body]).toEqual([200, approved.body]);
    const after = await as(FAY).post(at('approve'), body(approved.body.version));
    expect([after.status, after.body.error.message]).toEqual([409, expect.stringContaining('STATE')]);
    const log = await as(FINN).get('/v1/decisions?limit=3');
    expect(log.body).toMatchObject({ chainIntact: true, nextCursor: expect.any(String) });
    expect(log.body.items[0]).toMatchObject({ action: 'approve', target: one.id, actor: FAY });
  });

  test('bulk needs the approve permission for approving, and says so for each', async () => {
    const [one] = await openBreaks();
    denied = new Set(['payrec.reconciliation.break.approve']);
    const { body } = await as(FAY).post('/v1/bulk-decisions', {
      action: 'approve',
      breaks: [
        { id: one.id, version: one.version },
        { id: 'BRK-none', version: 1 },
      ],
      reason: 'month end',
      idempotencyKey: 'bulk-key-1',
    });
    expect(body.results.map((result: { code: string }) => result.code)).toEqual(['PERMISSION', 'PERMISSION']);
    denied = new Set();
    const missing = await as(FAY).post('/v1/bulk-decisions', {
      action: 'propose',
      breaks: [{ id: 'BRK-none', version: 1 }],
      reason: 'month end',
      idempotencyKey: 'bulk-key-2',
    });
    expect(missing.body.results).toEqual([expect.objectContaining({ outcome: 'ineligible', code: 'NOT_FOUND' })]);
  });

  test('one break shows its line in the file', async () => {
    const [one] = await openBreaks();
    const { body } = await as(FINN).get(`/v1/breaks/${one.id}`);
    expect(body).toMatchObject({
      headline: expect.stringContaining('nothing in our records explains'),
      members: [{ side: 'R', file: 'bank.sta', rawLine: expect.stringContaining(':61:') }],
      runId: expect.stringContaining('RUN-'),
    });
    expect((await as(FINN).get('/v1/breaks/BRK-none')).status).toBe(404);
  });

  test('runs: start once per key, unknown unit 400, cancel of an ended run 409', async () => {
    const start = () => as(FINN).post('/v1/runs', { units: ['ACC-USD|USD'], idempotencyKey: 'start-key-1' });
    const [first, second] = [await start(), await start()];
    expect(second.body.id).toBe(first.body.id);
    await until(
      async () => (await as(FINN).get(`/v1/runs/${first.body.id}`)).body,
      run => run.state === 'published',
    );
    expect((await as(FINN).post('/v1/runs', { units: ['no|EUR'], idempotencyKey: 'start-key-2' })).status).toBe(400);
    expect((await as(FINN).post(`/v1/runs/${first.body.id}/cancel`, { reason: 'too late' })).status).toBe(409);
    expect((await as(FINN).get('/v1/runs/RUN-none')).status).toBe(404);
    expect((await as(FINN).get('/v1/runs?limit=1')).body.nextCursor).toEqual(expect.any(String));
  });

  test('statement files: list, lines in order over pages, unknown format 400, empty 400', async () => {
    const file = await upload('lines.sta', statement('9/1', [10n, 20n, 30n]));
    const list = await as(FINN).get('/v1/statement-files?limit=1&state=ingested');
    expect(list.body.items[0]).toMatchObject({
      id: file.id,
      lineCount: 3,
      statements: [{ foots: true, statementNo: '9' }],
    });
    const first = await as(FINN).get(`/v1/statement-files/${file.id}/lines?limit=2`);
    const second = await as(FINN).get(`/v1/statement-files/${file.id}/lines?limit=2&cursor=${first.body.nextCursor}`);
    expect(
      [...first.body.items, ...second.body.items].map((line: { amount: { minor: string } }) => line.amount.minor),
    ).toEqual(['10', '20', '30']);
    const bytes = (query: string, text: string) =>
      request(backend.server)
        .post(`${BASE}/v1/statement-files?fileName=x.sta${query}`)
        .set('Authorization', mockCredentials.user.header(FINN))
        .set('Content-Type', 'application/octet-stream')
        .send(Buffer.from(text));
    expect((await bytes('&format=word', 'x')).status).toBe(400);
    expect((await bytes('', '')).status).toBe(400);
    expect((await as(FINN).get('/v1/statement-files/FIL-none')).status).toBe(404);
  });

  test('openapi.yaml is what the contract emits', async () => {
    expect(await openApiDrift(reconciliationContract, path.resolve(__dirname, '../openapi.yaml'))).toBeUndefined();
  });
});

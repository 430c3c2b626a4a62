import { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { mockCredentials, mockServices, startTestBackend, TestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createSeededIndex, createTestDatabase, SeededIndex } from '@internal/plugin-payrec-testkit';
import request from 'supertest';
import pipelinesPlugin from '.';

const service = { authorization: mockCredentials.service.header() };
const user = { authorization: mockCredentials.user.header('user:default/otto.oncall') };
const INGEST = '/api/payrec-pipelines/lineage';
const RUN = '0195a7c2-8f00-7000-8000-000000000001';

const event = (eventType: string, more: object = {}) => ({
  eventType,
  eventTime: '2026-03-02T06:00:00Z',
  producer: 'https://example.com/p',
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  run: { runId: RUN },
  job: { namespace: 'payments-prod', name: 'load' },
  inputs: [{ namespace: 'kafka://broker-1:9092', name: 'settled' }],
  outputs: [],
  ...more,
});

describe('the lineage server', () => {
  let backend: TestBackend;
  let index: SeededIndex;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;

  beforeAll(async () => {
    index = await createSeededIndex({});
    database = await createTestDatabase();
    backend = await startTestBackend({
      features: [
        mockServices.rootConfig.factory({
          data: {
            backend: {
              baseUrl: 'http://localhost:7007',
              database: { client: 'pg', connection: database.connection, pluginDivisionMode: 'schema' },
            },
            payrec: {
              query: { engine: 'duckdb', duckdb: { root: index.root, threads: 1, memoryLimit: '256MB' } },
              pipelines: { lineage: { bodyMegabytesMax: 1 } },
            },
          },
        }),
        mockServices.rootLogger.factory({ level: 'error' }),
        mockServices.database.factory(),
        mockServices.permissions.factory({ result: AuthorizeResult.ALLOW }),
        catalogServiceMock.factory({ entities: [] }),
        pipelinesPlugin,
      ],
    });
  }, 120_000);

  afterAll(async () => {
    await backend?.stop();
    await database?.drop();
    await index?.remove();
  }, 60_000);

  const post = (body: object, path = INGEST) => request(backend.server).post(path).set(service).send(body);
  const get = (path: string) => request(backend.server).get(`/api/payrec-pipelines/v1/${path}`).set(user);
  const settled = async () => {
    for (let i = 0; i < 200; i += 1) {
      const { body } = await get('ingest');
      if (body.pending === 0) return body;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error('Events are still not in the registry');
  };

  test.each<[string, object, number]>([
    ['a run event', event('START'), 201],
    ['the same again', event('START'), 201],
    ['no event type, schema URL or producer', { ...event('START'), eventType: undefined, producer: undefined }, 201],
    ['a lower-case type', event('complete', { eventTime: '2026-03-02T06:14:00+00:00' }), 201],
    ['a run id that is no UUID', event('OTHER', { run: { runId: 'run_id' } }), 201],
    ['facets without _producer', event('OTHER', { run: { runId: 'r2', facets: { x: { y: 1 } } } }), 201],
    ['no run id', event('START', { run: {} }), 400],
    ['no job name', event('START', { job: { namespace: 'a' } }), 400],
    ['null inputs', event('START', { inputs: null }), 400],
    ['a dataset without name', event('START', { outputs: [{ namespace: 's3://x' }] }), 400],
    ['an impossible time', event('START', { eventTime: 'yesterday' }), 400],
    ['nothing', {}, 400],
  ])('answers %s', async (_, body, status) => {
    const answer = await post(body);
    expect([answer.status, typeof answer.body?.error?.message]).toEqual([
      status,
      status === 201 ? 'undefined' : 'string',
    ]);
  });

  it('is not for people, and not for nobody', async () => {
    expect((await request(backend.server).post(INGEST).set(user).send(event('START'))).status).toBe(403);
    expect(
      (
        await request(backend.server)
          .post(INGEST)
          .set('authorization', mockCredentials.none.header())
          .send(event('START'))
      ).status,
    ).toBe(401);
  });

  it('tells what becomes an entity to plugins only, and not to the tokens of pipelines', async () => {
    const statusFor = async (headers: Record<string, string>) =>
      (await request(backend.server).get('/api/payrec-pipelines/internal/promoted').set(headers)).status;
    const plugin = mockCredentials.service.header({
      onBehalfOf: mockCredentials.service('plugin:catalog'),
      targetPluginId: 'payrec-pipelines',
    });
    expect(await statusFor({ authorization: plugin })).toBe(200);
    expect(await statusFor(service)).toBe(403);
    expect(await statusFor(user)).toBe(403);
    expect(await statusFor({ authorization: mockCredentials.none.header() })).toBe(401);
  });

  it('takes gzip and cuts bombs off', async () => {
    const { port } = backend.server.address() as AddressInfo;
    const gz = (body: Buffer) =>
      fetch(`http://127.0.0.1:${port}/api/payrec-pipelines/api/v1/lineage`, {
        method: 'POST',
        headers: { ...service, 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: new Uint8Array(body),
      });
    expect((await gz(gzipSync(JSON.stringify(event('OTHER', { eventTime: '2026-03-02T06:20:00Z' }))))).status).toBe(
      201,
    );
    const bomb = gzipSync(Buffer.alloc(40_000_000, ' '));
    expect(bomb.length).toBeLessThan(60_000);
    expect((await gz(bomb)).status).toBe(413);
    expect((await gz(Buffer.from('not gzip'))).status).toBe(400);
  });

  it('judges each event of a batch', async () => {
    const answer = await post([event('RUNNING'), event('START', { run: {} })], `${INGEST}/batch`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      status: 'partial_success',
      summary: { received: 2, successful: 1, failed: 1, retriable: 0, non_retriable: 1 },
      failed_events: [{ index: 1, reason: expect.stringContaining('run.runId'), retriable: false }],
    });
    expect((await post([event('RUNNING')], `${INGEST}/batch`)).status).toBe(204);
    expect((await post({ events: [] }, `${INGEST}/batch`)).status).toBe(400);
  });

  it('answers every reading endpoint', async () => {
    expect(await settled()).toMatchObject({ jobs: 1, pending: 0, rejectedLastDay: expect.any(Number) });
    const run = await get(`runs/${RUN}`);
    expect(run.body).toMatchObject({ state: 'COMPLETED', durationSeconds: 840, startedAt: '2026-03-02T06:00:00Z' });
    for (const path of [
      'lineage?name=load&kind=job',
      'impact?name=settled',
      'column-lineage?name=settled&field=x',
      'jobs',
      'jobs/one?name=load',
      'datasets',
      'datasets/one?name=settled',
      'datasets/partitions?name=settled',
      'runs?name=load&kind=job',
      `runs/${RUN}/trace`,
      'events?name=load',
      'search?q=sett',
    ]) {
      const answer = await get(path);
      expect([path, answer.status, answer.body?.error]).toEqual([path, 200, undefined]);
    }
    expect((await get('lineage?name=nothing')).status).toBe(404);
    const status = await request(backend.server)
      .post('/api/payrec-pipelines/v1/status')
      .set(user)
      .send({ entityRefs: ['component:default/none'] });
    expect(status.body.items).toMatchObject([{ known: false }]);
  });
});

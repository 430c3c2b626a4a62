import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend, TestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Instant } from '@internal/plugin-payrec-common';
import { createSeededIndex, createTestDatabase, SeededIndex } from '@internal/plugin-payrec-testkit';
import request from 'supertest';
import pipelinesPlugin from '..';
import { pipelinesClockServiceRef } from '../clock';

const service = { authorization: mockCredentials.service.header() };
const user = { authorization: mockCredentials.user.header('user:default/otto.oncall') };
const RUN_EVENT = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent';
const facet = (more: object) => ({ _producer: 'https://example.com/p', _schemaURL: 'https://example.com/s', ...more });

const landing = (day: string, runId: string, eventTime: string, rowCount: number, output: string, total?: object) => ({
  eventType: 'COMPLETE',
  eventTime,
  producer: 'https://example.com/p',
  schemaURL: RUN_EVENT,
  run: {
    runId,
    facets: {
      nominalTime: facet({
        nominalStartTime: `${day}T23:00:00Z`,
        nominalEndTime: new Date(Date.parse(`${day}T23:00:00Z`) + 86_400_000).toISOString(),
      }),
    },
  },
  job: { namespace: 'payments-prod', name: output === 'final_index' ? 'final_index.load_partition' : 'settled.read' },
  inputs: output === 'final_index' ? [{ namespace: 'kafka://broker-1:9092', name: 'payments.settled.v2' }] : [],
  outputs: [
    {
      namespace: output === 'final_index' ? 's3://recon-lake' : 'kafka://broker-1:9092',
      name: output,
      outputFacets: {
        outputStatistics: facet({ rowCount }),
        ...(total && { payrec_controlTotal: facet(total) }),
      },
    },
  ],
});

describe('SLAs over HTTP', () => {
  let backend: TestBackend;
  let index: SeededIndex;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let now = '2026-03-04T06:00:00Z' as Instant;

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
              pipelines: { timezone: 'Europe/Berlin' },
            },
          },
        }),
        mockServices.rootLogger.factory({ level: 'error' }),
        mockServices.database.factory(),
        mockServices.permissions.factory(),
        createServiceFactory({ service: pipelinesClockServiceRef, deps: {}, factory: () => ({ now: () => now }) }),
        catalogServiceMock.factory({
          entities: [
            {
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'Resource',
              metadata: {
                name: 'final-index',
                namespace: 'default',
                annotations: { 'openlineage.io/namespace': 's3://recon-lake', 'openlineage.io/name': 'final_index' },
              },
              spec: {
                type: 'dataset',
                owner: 'finance-ops',
                slos: [
                  {
                    name: 'landed-by-0630',
                    type: 'freshness',
                    partition: { every: 'P1D', field: 'dt', timezone: 'Europe/Berlin' },
                    expectedBy: { at: '06:30', offset: 'P1D' },
                    warnBefore: 'PT30M',
                    objective: { target: 0.95, window: '28d', method: 'occurrences' },
                    severity: { breach: 'page', warn: 'ticket' },
                  },
                  { name: 'broken', type: 'freshness' },
                ],
              },
            },
          ],
        }),
        pipelinesPlugin,
      ],
    });
  }, 120_000);
  afterAll(async () => {
    await backend?.stop();
    await database?.drop();
    await index?.remove();
  }, 60_000);

  const get = async (path: string) => {
    const answer = await request(backend.server).get(`/api/payrec-pipelines/v1/${path}`).set(user);
    expect([path, answer.status, answer.body.error?.message]).toEqual([path, 200, undefined]);
    return answer.body;
  };
  const act = (path: string, body: object) =>
    request(backend.server).post(`/api/payrec-pipelines/v1/${path}`).set(user).send(body);
  const post = async (event: object) => {
    const answer = await request(backend.server).post('/api/payrec-pipelines/lineage').set(service).send(event);
    expect(answer.status).toBe(201);
  };
  const settled = async () => {
    for (let i = 0; i < 200; i += 1) {
      if ((await get('ingest')).pending === 0) return;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error('Events are still not in the registry');
  };
  const check = async (at: string) => {
    now = at as Instant;
    const answer = await act('slas/evaluate', {});
    expect([answer.status, answer.body.error?.message]).toEqual([200, undefined]);
    return answer.body;
  };

  it('judges what the events say, and every endpoint keeps its contract', async () => {
    const total = { rows: 5000, amounts: [{ minor: '421860427', currency: 'EUR' }] };
    await post(landing('2026-03-02', 'a1', '2026-03-04T04:00:00Z', 900, 'payments.settled.v2'));
    await post(landing('2026-03-02', 'b1', '2026-03-04T05:10:00Z', 1000, 'final_index'));
    now = '2026-03-05T04:00:00Z' as Instant;
    await post(landing('2026-03-03', 'a2', '2026-03-05T03:50:00Z', 5000, 'payments.settled.v2', total));
    await settled();
    const evaluation = await check('2026-03-05T05:31:00Z');
    expect(evaluation).toMatchObject({
      slos: 1,
      faults: [{ path: 'spec.slos[1].partition' }, { path: 'spec.slos[1].expectedBy' }].sort((a, b) =>
        a.path < b.path ? -1 : 1,
      ),
    });

    const { items, counts } = await get('slas');
    expect(items).toHaveLength(1);
    const [slo] = items;
    expect(slo).toMatchObject({
      name: 'landed-by-0630',
      check: 'FIRING',
      subject: { kind: 'dataset', name: 'final_index' },
      current: { state: 'BREACHED', partition: '2026-03-04', deadlineAt: '2026-03-05T05:30:00Z', overdueSeconds: 60 },
      budget: { mode: 'misses', valid: 2, bad: 1 },
    });
    expect(counts.BREACHED).toBe(1);
    expect((await get(`slas/${slo.id}`)).deadlines[0].deadlineAt).toBe('2026-03-06T05:30:00Z');
    expect((await get(`slas/${slo.id}/verdicts?partition=2026-03-03`)).items).toMatchObject([
      { state: 'MET', rowCount: 1000 },
    ]);
    expect((await get(`entity-sla?entityRef=resource:default/final-index`)).card).toMatchObject({ state: 'BREACHED' });
    expect(
      (await act('sla-status', { entityRefs: ['resource:default/final-index', 'component:default/x'] })).body.items,
    ).toMatchObject([{ state: 'BREACHED' }, { state: null }]);

    const { items: incidents } = await get('incidents?state=open&state=acknowledged');
    expect(incidents).toMatchObject([
      { state: 'open', severity: 'page', moneyBehind: [{ minor: '421860427', currency: 'EUR' }] },
    ]);
    const { body: acknowledged } = await act(`incidents/${incidents[0].id}/acknowledge`, { note: 'Looking' });
    expect(acknowledged).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'user:default/otto.oncall' });
    await act(`incidents/${incidents[0].id}/notes`, { text: 'The broker is back' });
    expect((await get(`incidents/${incidents[0].id}`)).events.map((one: { kind: string }) => one.kind)).toEqual([
      'fired',
      'notified',
      'acknowledged',
      'note',
    ]);

    expect(await get('operations')).toMatchObject({
      headline: {
        worst: { entityRef: 'resource:default/final-index', partition: '2026-03-04' },
        moneyBehind: [{ minor: '421860427', currency: 'EUR' }],
        moneySource: 'control-total',
      },
      completeTo: [{ day: '2026-03-03' }],
      openIncidents: 1,
    });
    expect(
      (await get('operations/deadlines?hours=30')).items.map((one: { partition: string }) => one.partition),
    ).toEqual(['2026-03-04', '2026-03-05']);
    expect((await get('operations/strip')).items).toMatchObject([
      { title: 'settled.read' },
      { title: 'final_index.load_partition', state: 'late' },
    ]);
    expect(
      (await get('operations/freshness?days=3')).items[0].cells.map((one: { state: string }) => one.state),
    ).toEqual(['MET', 'BREACHED', 'PENDING']);
    await get('operations/durations?hours=48');
    await get('operations/lag');
    await get('operations/errors');
    await get('maintenance');
    expect(
      await get('volume-check?namespace=s3%3A%2F%2Frecon-lake&name=final_index&partition=2026-03-03'),
    ).toMatchObject({
      verdict: 'MET',
      timeline: [{ text: 'landed 1000' }],
    });
  });

  it('corrects by hand, silences and keeps maintenance', async () => {
    const [slo] = (await get('slas')).items;
    const corrected = await act(`slas/${slo.id}/verdicts/correct`, {
      partition: '2026-03-04',
      state: 'EXCLUDED',
      reason: 'bank holiday of the source',
    });
    expect(corrected.body).toMatchObject({
      state: 'EXCLUDED',
      corrections: [{ from: 'BREACHED', to: 'EXCLUDED', actor: 'user:default/otto.oncall' }],
    });
    expect(
      (await act(`slas/${slo.id}/verdicts/correct`, { partition: '2026-03-04', state: 'EXCLUDED', reason: 'again' }))
        .status,
    ).toBe(409);
    expect(
      (await act(`slas/${slo.id}/silence`, { until: '2026-03-05T09:00:00Z', reason: 'known' })).body.silencedUntil,
    ).toBe('2026-03-05T09:00:00Z');
    expect((await act(`slas/${slo.id}/silence`, { until: '2026-03-01T09:00:00Z', reason: 'known' })).status).toBe(400);
    const window = { scope: 'global', from: '2026-03-06T00:00:00Z', to: '2026-03-06T06:00:00Z', reason: 'upgrade' };
    const declared = await act('maintenance', window);
    expect(declared.body).toMatchObject({ author: 'user:default/otto.oncall', retroactive: false, active: false });
    expect((await act('maintenance', { ...window, to: window.from })).status).toBe(400);
    expect((await act(`maintenance/${declared.body.id}/end`, {})).status).toBe(200);
    expect((await act('maintenance/MNT-none/end', {})).status).toBe(404);
    expect((await act('slas/none/silence', { until: null, reason: 'known' })).status).toBe(404);
  });

  it('previews a definition without keeping it', async () => {
    const { body } = await act('slas/preview', { slo: { name: 'x', type: 'freshness' } });
    expect(body.faults.map((one: { path: string }) => one.path)).toEqual(['slo.partition', 'slo.expectedBy']);
  });
});

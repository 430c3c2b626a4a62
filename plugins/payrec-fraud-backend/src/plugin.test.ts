import path from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { openApiDrift } from '@internal/plugin-payrec-node';
import { startTestPlugin, TestPlugin } from '@internal/plugin-payrec-testkit';
import request from 'supertest';
import { alertEvent } from './__testUtils__/alertEvents';
import { readStream } from './__testUtils__/readStream';
import plugin from './index';

jest.setTimeout(120_000);

const FRANK = 'user:default/frank.analyst';
const ALDO = 'user:default/aldo.auditor';
const BASE = '/api/payrec-fraud';

test('openapi.yaml is what the contract emits', async () => {
  expect(await openApiDrift(fraudContract, path.resolve(__dirname, '../openapi.yaml'))).toBeUndefined();
});

describe('the plugin over HTTP', () => {
  let backend: TestPlugin;
  let denied: ReadonlySet<string>;

  beforeAll(async () => {
    denied = new Set();
    backend = await startTestPlugin(plugin, {
      // Aldo, the auditor, reads masked.
      allows: (permission, person) =>
        !denied.has(permission) && !(person === ALDO && permission === 'payrec.fraud.pii.read'),
      config: { fraud: { employeeCustomers: [{ person: FRANK, userIds: ['U55'] }] } },
    });
  });
  afterAll(() => backend.stop());
  beforeEach(() => {
    denied = new Set();
  });

  const person = (who: string) => mockCredentials.user.header(who);
  const get = (who: string, at: string) =>
    request(backend.server).get(`${BASE}${at}`).set('Authorization', person(who));
  const hand = (events: object[]) =>
    request(backend.server)
      .post(`${BASE}/v1/intake/alerts`)
      .set(
        'Authorization',
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.service('external:scorer'),
          targetPluginId: 'payrec-fraud',
        }),
      )
      .send({ items: events });

  it('takes alerts from services only', async () => {
    const answer = await hand([alertEvent({ alertId: 'A-http' }), { nothing: true }]);
    expect([answer.status, answer.body]).toMatchObject([
      200,
      {
        items: [
          { result: 'created', alertId: 'A-http' },
          { result: 'quarantined', eventId: null },
        ],
      },
    ]);
    const single = await request(backend.server)
      .post(`${BASE}/v1/intake/alert`)
      .set('Authorization', mockCredentials.service.header())
      .send(alertEvent({ alertId: 'A-single' }));
    expect(single.body).toMatchObject({ result: 'created', alertId: 'A-single' });
    for (const path_ of ['/v1/intake/alerts', '/v1/intake/alert']) {
      const refused = await request(backend.server)
        .post(`${BASE}${path_}`)
        .set('Authorization', person(FRANK))
        .send({ items: [{}] });
      expect(refused.status).toBe(403);
    }
    expect(
      (await request(backend.server).get(`${BASE}/v1/alerts`).set('Authorization', mockCredentials.service.header()))
        .status,
    ).toBe(403);
    expect((await get(FRANK, '/v1/quarantine')).body).toMatchObject({
      openCount: 1,
      items: [{ properties: ['nothing'], source: 'http' }],
    });
  });

  it('masks per person in the raw body of every read (SE-01), and hides the own account (SE-07)', async () => {
    await hand([
      alertEvent({ alertId: 'A-pii', entities: { userId: 'U-9', pan: '4111111111111111', name: 'Žofia Kováčová' } }),
      alertEvent({ alertId: 'A-own', entities: { userId: 'U55' } }),
    ]);
    for (const at of ['/v1/alerts?limit=200', '/v1/feed/snapshot', '/v1/alerts/A-pii', '/v1/alerts/A-pii/links']) {
      const [frank, aldo] = await Promise.all([get(FRANK, at), get(ALDO, at)]);
      expect([at, frank.status, aldo.status]).toEqual([at, 200, 200]);
      expect(frank.text + aldo.text).not.toContain('4111111111111111');
      expect(aldo.text).not.toMatch(/411111\*|Kováčová/);
      expect(frank.text).not.toContain('A-own');
    }
    expect((await get(FRANK, '/v1/alerts/A-own')).body).toMatchObject({
      error: { name: 'NotAllowedError', code: 'conflict_of_interest' },
      response: { statusCode: 403 },
    });
  });

  it('streams through the root router uncompressed, and goes on from the snapshot', async () => {
    const snapshot = (await get(FRANK, '/v1/feed/snapshot')).body;
    const address = `http://127.0.0.1:${backend.server.port()}${BASE}/v1/feed/stream`;
    const headers = { authorization: person(FRANK), 'accept-encoding': 'gzip' };
    const reader = await readStream(address, { lastEventId: snapshot.cursor, headers });
    await hand([alertEvent({ alertId: 'A-live' })]);
    await reader.until(frames => frames.some(frame => frame.event === 'upsert' && frame.alertId === 'A-live'));
    reader.close();
    const verified = (await get(FRANK, '/v1/feed/verify')).body;
    expect(verified.count).toBe(snapshot.totalCount + 1);
    expect((await get(FRANK, '/v1/feed/status')).body).toMatchObject({ unsequenced: 0, sequencer: 'active' });
  });

  it.each([
    ['/v1/alerts', 'payrec.fraud.view'],
    ['/v1/feed/stream', 'payrec.fraud.view'],
    ['/v1/feed/snapshot', 'payrec.transaction.read'],
    ['/v1/metrics/analysts', 'payrec.fraud.metrics.read'],
  ])('refuses %s without %s', async (at, permission) => {
    denied = new Set([permission]);
    expect((await get(FRANK, at)).status).toBe(403);
  });

  it.each(['/v1/alerts?scoreMin=2', '/v1/alerts?amount=XYZ:1:', '/v1/alerts?stat=NEW', '/v1/feed/stream?cursor=17'])(
    'refuses %s',
    async at => {
      expect((await get(FRANK, at)).status).toBe(400);
    },
  );
});

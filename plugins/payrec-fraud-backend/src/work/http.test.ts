import { mockCredentials } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { startTestPlugin, TestPlugin } from '@internal/plugin-payrec-testkit';
import request from 'supertest';
import { alertEvent } from '../__testUtils__/alertEvents';
import plugin from '../index';

jest.setTimeout(120_000);

const FRANK = 'user:default/frank.analyst';
const FLORA = 'user:default/flora.supervisor';
const ALDO = 'user:default/aldo.auditor';
/** A person of the catalog; all but Aldo are of the fraud team. */
const userEntity = (ref: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: ref.split('/')[1], namespace: 'default' },
  spec: { memberOf: [] },
  relations: [{ type: 'memberOf', targetRef: `group:default/${ref === ALDO ? 'audit' : 'fraud'}` }],
});
/** What only the supervisor holds. */
const SUPERVISORS = new Set([
  'payrec.fraud.alert.supervise',
  'payrec.fraud.alert.approve',
  'payrec.fraud.suppression.manage',
  'payrec.fraud.unmask',
]);

let backend: TestPlugin;

beforeAll(async () => {
  backend = await startTestPlugin(plugin, {
    allows: (permission, person) => !SUPERVISORS.has(permission) || person === FLORA,
    entities: [FRANK, FLORA, ALDO].map(userEntity),
  });
  await request(backend.server)
    .post('/api/payrec-fraud/v1/intake/alerts')
    .set('Authorization', mockCredentials.service.header())
    .send({
      items: [
        alertEvent({ alertId: 'A-1', amount: { minor: '1000', currency: 'EUR' } }),
        alertEvent({ alertId: 'A-2', amount: { minor: '90000', currency: 'EUR' } }),
        alertEvent({ alertId: 'A-3', amount: { minor: '1000', currency: 'EUR' } }),
      ],
    })
    .expect(200);
});
afterAll(() => backend.stop());

const get = (who: string, at: string) =>
  request(backend.server).get(`/api/payrec-fraud/v1${at}`).set('Authorization', mockCredentials.user.header(who));
const post = (who: string, at: string, body: object) =>
  request(backend.server)
    .post(`/api/payrec-fraud/v1${at}`)
    .set('Authorization', mockCredentials.user.header(who))
    .send(body);
const versionOf = async (id: string): Promise<number> => (await get(FLORA, `/alerts/${id}`)).body.rowVersion;

it('TR-01 over HTTP: 200 with fence and lease, then 409 with code and holder', async () => {
  const body = { expectedRowVersion: await versionOf('A-1') };
  const won = await post(FRANK, '/alerts/A-1/claim', body);
  expect([won.status, won.body.claimedBy, won.body.fence, won.body.leaseSeconds]).toEqual([200, FRANK, 1, 900]);
  const lost = await post(FLORA, '/alerts/A-1/claim', body);
  expect(lost.status).toBe(409);
  expect(lost.body.error).toMatchObject({ name: 'ConflictError', code: 'already_claimed', claimedBy: FRANK });
});

it('a large amount is decided by one, seen and signed by another, and shows in the metrics', async () => {
  const claim = await post(FRANK, '/alerts/A-2/claim', { expectedRowVersion: await versionOf('A-2') });
  const decided = await post(FRANK, '/alerts/A-2/confirm-fraud', {
    expectedRowVersion: claim.body.alert.rowVersion,
    fence: claim.body.fence,
    reason: 'same device as a known ring',
    idempotencyKey: 'key-0001',
  });
  expect([decided.status, decided.body.state]).toEqual([200, 'APPROVAL']);
  const [approval] = (await get(FLORA, '/approvals')).body.items;
  const signature = { pinnedRowVersion: approval.pinnedRowVersion, reason: 'agreed', idempotencyKey: 'key-0002' };
  const sign = (who: string) => post(who, `/approvals/${approval.approvalId}/approve`, signature);
  expect((await sign(FRANK)).status).toBe(403);
  expect((await sign(FLORA)).body.error).toMatchObject({ code: 'evidence_not_opened' });
  const detail = await get(FLORA, '/alerts/A-2');
  expect([detail.status, detail.body.approval.blockedReason]).toEqual([200, null]);
  expect((await sign(FLORA)).body).toMatchObject({ state: 'approved', decidedBy: FLORA, blockedReason: null });
  const metrics = await get(FRANK, '/metrics/analysts?days=1');
  expect([metrics.status, metrics.body.closed]).toEqual([200, 1]);
});

it('TR-04 over HTTP: 207 with a result for each row, the same again as replayed', async () => {
  const body = {
    action: 'false_positive',
    reason: 'known payroll run',
    idempotencyKey: 'key-0003',
    items: [
      { id: 'A-3', version: await versionOf('A-3') },
      { id: 'A-1', version: 1 },
    ],
  };
  const first = await post(FLORA, '/alerts/bulk', body);
  expect([first.status, first.body.ok, first.body.conflicts]).toEqual([207, 1, ['A-1']]);
  expect((await post(FLORA, '/alerts/bulk', body)).body).toEqual({ ...first.body, replayed: true });
  const many = Array.from({ length: 51 }, (_, at) => ({ id: `N-${at}`, version: 1 }));
  expect((await post(FRANK, '/alerts/bulk', { ...body, idempotencyKey: 'key-0004', items: many })).status).toBe(403);
});

it('an alert is handed to those who work on alerts only, and only supervisors learn who they are', async () => {
  const team = await get(FLORA, '/assignees');
  expect([team.status, team.body.items]).toEqual([
    200,
    [
      { ref: FLORA, name: 'flora.supervisor' },
      { ref: FRANK, name: 'frank.analyst' },
    ],
  ]);
  expect((await get(FRANK, '/assignees')).status).toBe(403);
  const hand = async (assignee: string) =>
    post(FLORA, '/alerts/A-1/reassign', {
      expectedRowVersion: await versionOf('A-1'),
      assignee,
      reason: 'shift ends',
    });
  for (const [assignee, code] of [
    [ALDO, 'assignee_no_analyst'],
    ['user:default/ghost', 'assignee_unknown'],
  ]) {
    const { status, body } = await hand(assignee);
    expect([status, body.error.code, body.error.message]).toEqual([422, code, expect.stringContaining(assignee)]);
  }
  expect((await hand(FRANK)).body).toMatchObject({ claimedBy: FRANK });
});

it('SE-04 over HTTP: 422 for a short reason, 201 for a good one', async () => {
  const short = await post(FLORA, '/breakglass', { subject: 'U7', reason: 'urgent' });
  expect([short.status, short.body.error.code]).toEqual([422, 'reason_too_short']);
  const opened = await post(FLORA, '/breakglass', {
    subject: 'U7',
    reason: 'Customer on the phone, suspected takeover',
    ticket: 'INC-1',
  });
  expect([opened.status, opened.body.reviewTask]).toEqual([201, 'BG-1']);
  expect((await post(FRANK, '/breakglass', { subject: 'U7', reason: 'x', ticket: 'y' })).status).toBe(403);
});

it('suppressions, presence, notes, serve-next and links keep their contract', async () => {
  const made = await post(FLORA, '/suppressions', {
    merchantId: 'M-none',
    scoreCeiling: '0.9',
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    reason: 'campaign until tomorrow',
    idempotencyKey: 'key-0005',
  });
  expect([made.status, made.body.state]).toEqual([200, 'proposed']);
  expect((await post(FLORA, `/suppressions/${made.body.suppressionId}/approve`, { reason: 'yes' })).status).toBe(403);
  expect((await get(FRANK, '/suppressions')).body.items).toHaveLength(1);
  expect((await post(FRANK, '/alerts/A-1/presence', {})).body).toEqual({ viewers: [] });
  expect((await post(FRANK, '/alerts/A-1/notes', { text: 'called', idempotencyKey: 'key-0006' })).status).toBe(200);
  expect((await post(FRANK, '/claims/next', {})).body).toEqual({ claim: null });
  expect((await get(FRANK, '/alerts/A-1/links?depth=2')).status).toBe(200);
  const reviews = await get(FLORA, '/breakglass');
  expect([reviews.status, reviews.body.dueCount, reviews.body.items[0].unmaskings]).toEqual([200, 1, []]);
  expect((await get(FLORA, '/breakglass?state=reviewed')).body.items).toEqual([]);
  expect((await get(FRANK, '/breakglass')).status).toBe(403);
  const verdict = { verdict: 'justified', text: 'looked at' };
  expect((await post(FLORA, `/breakglass/${reviews.body.items[0].breakGlassId}/review`, verdict)).status).toBe(403);
  await post(FLORA, '/alerts/A-1/presence', {});
  const viewers = (await get(FRANK, '/presence?alertId=A-1&alertId=A-2')).body.items;
  expect(viewers).toMatchObject([{ alertId: 'A-1', viewers: [{ actor: FLORA }] }]);
  const rows = (await get(FRANK, '/alerts')).body.items;
  expect(rows.find((row: { alertId: string }) => row.alertId === 'A-1').viewers).toHaveLength(1);
});

it.each([
  ['/presence', 'alertId'],
  [`/presence?${Array.from({ length: 201 }, (_, at) => `alertId=A-${at}`).join('&')}`, 'alertId'],
  ['/breakglass?state=odd', 'state'],
  ['/breakglass?limit=0', 'limit'],
])('refuses %s by the name of what is wrong', async (asked, name) => {
  const { status, body } = await get(FLORA, asked);
  expect([status, body.error.message]).toEqual([400, expect.stringContaining(name)]);
});

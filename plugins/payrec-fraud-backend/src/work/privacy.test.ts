import { ANA, FLORA, LEE, TestWork, sightOf, startWork } from './__testUtils__/startWork';

jest.setTimeout(120_000);

let work: TestWork;
beforeEach(async () => {
  work = await startWork();
});
afterEach(() => work.drop());

const REASON = 'Customer on the phone, suspected takeover';
const page = (alertId: string, sight: ReturnType<typeof sightOf>) =>
  work.detail.get(alertId, {
    sight,
    mayTriage: true,
    mayApprove: true,
    maySeeReconciliation: false,
    signal: new AbortController().signal,
  });
const unmask = (alertId: string, actor = ANA) =>
  work.breakGlass.unmask(alertId, sightOf(actor), { purpose: 'customer_call', text: 'caller is the owner' });

it('SE-01: the whole answer of the alert page is at the level of its reader', async () => {
  await work.seed({ alert_id: 'A-1', ip: '2001:db8:85a3::8a2e:370:7334' });
  const viewer = JSON.stringify(await page('A-1', sightOf(LEE, { maskLevel: 'M0' })));
  const analyst = JSON.stringify(await page('A-1', sightOf(LEE)));
  expect(viewer).not.toMatch(/411111|37040044|jose\.nunez|Kováčová|8a2e|1234567|"U1"|"D1"/);
  expect(JSON.parse(viewer).subject).toMatchObject({
    maskLevel: 'M0',
    pan: '************1111',
    iban: 'DE89**************3000',
    email: 'j***@example.com',
    name: 'Ž. K.',
    ip: '2001:db8:85a3::/48',
  });
  expect(analyst).not.toMatch(/4111111111111111|37040044|jose\.nunez|1234567/);
  expect(JSON.parse(analyst).subject).toMatchObject({ pan: '411111******1111', name: 'Žofia Kováčová' });
  const links = JSON.stringify(await work.links.links('A-1', sightOf(LEE, { maskLevel: 'M0' }), 2));
  expect(links).not.toMatch(/411111|Kováčová|8a2e/);
});

it('SE-04: full sight needs a reason and a ticket, of one subject, for half an hour', async () => {
  await work.seed(
    { alert_id: 'A-7', user_id: 'U7', user_token: 'tok_7' },
    { alert_id: 'A-8', user_id: 'U8', user_token: 'tok_8' },
  );
  const open = (reason: string, ticket = 'INC-1') =>
    work.breakGlass.open(sightOf(ANA), { subject: 'U7', reason, ticket });
  await expect(open('urgent', '')).rejects.toMatchObject({ statusCode: 422, code: 'reason_too_short' });
  await expect(open(`  ${'x'.repeat(19)}  `)).rejects.toMatchObject({ code: 'reason_too_short' });
  await expect(open('🔥'.repeat(10))).rejects.toMatchObject({ code: 'reason_too_short' });
  await expect(open(REASON, ' ')).rejects.toMatchObject({ statusCode: 422, code: 'ticket_missing' });
  const opened = await open(REASON);
  expect(opened).toMatchObject({
    breakGlassId: 'BG-1',
    reviewTask: 'BG-1',
    expiresAt: '2026-01-05T10:30:00.000Z',
    notified: ['supervisor', 'dpo'],
    // Two open days after Monday; the Epiphany is none of the rail's holidays.
    reviewDueDate: '2026-01-07',
  });
  expect(work.told[0].to).toEqual(['group:default/fraud-supervisors', 'group:default/compliance']);
  work.setNow('2026-01-05T10:20:00.000Z');
  expect((await unmask('A-7')).subject).toMatchObject({ maskLevel: 'FULL', pan: '4111111111111111' });
  await expect(unmask('A-8')).rejects.toMatchObject({ name: 'NotAllowedError', code: 'no_break_glass' });
  // What one person opened is not open to another.
  await expect(unmask('A-7', LEE)).rejects.toMatchObject({ code: 'no_break_glass' });
  work.setNow('2026-01-05T10:31:00.000Z');
  expect(await unmask('A-7')).toMatchObject({ subject: { maskLevel: 'M1', pan: '411111******1111' }, expiresAt: null });
  const log = (await work.log()).filter(row => row.action === 'profile.unmask');
  expect(log.map(row => [row.outcome, row.code, row.severity, row.purpose])).toEqual([
    ['success', null, 'high', 'customer_call'],
    ['denied', 'no_break_glass', 'high', 'customer_call'],
    ['denied', 'no_break_glass', 'high', 'customer_call'],
    ['denied', 'expired', 'high', 'customer_call'],
  ]);
  // The trail of who saw what must not become a copy of what they saw.
  expect(JSON.stringify(await work.log())).not.toMatch(/4111111111111111|Kováčová/);
});

it('SE-04: the opening by token is the same opening; it ends to the second', async () => {
  await work.seed({ alert_id: 'A-7', user_id: 'U7', user_token: 'tok_7' });
  await work.breakGlass.open(sightOf(ANA), { subject: 'tok_7', reason: REASON, ticket: 'INC-1' });
  work.pass(1799);
  expect((await unmask('A-7')).subject.maskLevel).toBe('FULL');
  work.pass(1);
  expect((await unmask('A-7')).subject.maskLevel).toBe('M1');
});

it('SE-04: somebody else reviews it, once, with what was looked at', async () => {
  await work.seed({ alert_id: 'A-7', user_id: 'U7', user_token: 'tok_7' });
  await work.breakGlass.open(sightOf(ANA), { subject: 'U7', reason: REASON, ticket: 'INC-1' });
  await unmask('A-7');
  const review = (actor: string) =>
    work.unmaskReviews.review('BG-1', sightOf(actor), { verdict: 'justified', text: 'call is on tape' });
  const due = async (actor: string) => work.unmaskReviews.list(sightOf(actor), { state: 'due', limit: 10 });
  await expect(review('User:default/ana')).rejects.toMatchObject({ code: 'same_person' });
  await expect(review(FLORA)).rejects.toMatchObject({ code: 'state', message: expect.stringMatching('still open') });
  await expect(
    work.knex('break_glass').update({ reviewed_by: ANA, verdict: 'justified', reviewed_at: work.now() }),
  ).rejects.toThrow('break_glass_four_eyes');
  work.pass(1800);
  await unmask('A-7');
  expect((await due(ANA)).items[0].blockedReason).toMatch('You opened it');
  const [waiting] = (await due(FLORA)).items;
  expect(waiting).toMatchObject({ breakGlassId: 'BG-1', verdict: null, isOverdue: false, blockedReason: null });
  expect(waiting.unmaskings.map(one => [one.alertId, one.purpose, one.given])).toEqual([
    ['A-7', 'customer_call', true],
    ['A-7', 'customer_call', false],
  ]);
  expect(waiting.unmaskCount).toBe(1);
  // Two open days are over at the end of the second.
  work.setNow('2026-01-07T23:59:59.000Z');
  expect((await due(FLORA)).counts).toEqual({ dueCount: 1, overdueCount: 0 });
  work.setNow('2026-01-08T00:00:00.000Z');
  expect((await due(FLORA)).counts).toEqual({ dueCount: 1, overdueCount: 1 });
  expect(await review(FLORA)).toMatchObject({
    reviewedBy: FLORA,
    verdict: 'justified',
    reviewText: 'call is on tape',
    isOverdue: false,
  });
  await expect(review(FLORA)).rejects.toMatchObject({ code: 'state' });
  expect(await due(FLORA)).toEqual({ items: [], counts: { dueCount: 0, overdueCount: 0 } });
  expect((await work.unmaskReviews.list(sightOf(FLORA), { state: 'all', limit: 10 })).items).toHaveLength(1);
});

it('reviews are paged in the order of their day', async () => {
  for (const subject of ['U1', 'U2', 'U3']) {
    await work.breakGlass.open(sightOf(ANA), { subject, reason: REASON, ticket: 'INC-1' });
    work.pass(86_400);
  }
  const list = async (state: 'due' | 'all', after?: readonly [string, string]) =>
    (await work.unmaskReviews.list(sightOf(FLORA), { state, limit: 2, after })).items;
  const due = await list('due');
  expect(due.map(one => one.subject)).toEqual(['U1', 'U2']);
  expect((await list('due', [due[1].reviewDueDate, due[1].breakGlassId])).map(one => one.subject)).toEqual(['U3']);
  const all = await list('all');
  expect(all.map(one => one.subject)).toEqual(['U3', 'U2']);
  expect((await list('all', [all[1].openedAt, all[1].breakGlassId])).map(one => one.subject)).toEqual(['U1']);
});

it('SE-07: one’s own account is refused on every way to it', async () => {
  await work.seed({ alert_id: 'A-OWN', user_id: 'U55' });
  const refusal = { name: 'NotAllowedError', code: 'conflict_of_interest' };
  await expect(page('A-OWN', sightOf(ANA))).rejects.toMatchObject(refusal);
  await expect(work.links.links('A-OWN', sightOf(ANA), 2)).rejects.toMatchObject(refusal);
  await expect(unmask('A-OWN')).rejects.toMatchObject(refusal);
  const note = { sight: sightOf(ANA), text: 'this is me', idempotencyKey: 'key-000000' };
  await expect(work.decisions.note('A-OWN', note)).rejects.toMatchObject(refusal);
  const handed = { sight: sightOf(FLORA), expectedRowVersion: 1, assignee: ANA, reason: 'for you' };
  await expect(work.claims.reassign('A-OWN', handed)).rejects.toThrow('choose somebody else');
  expect((await work.log()).filter(row => row.code === 'conflict_of_interest')).toHaveLength(4);
});

it('an alert of a merchant out of sight is not there', async () => {
  await work.seed({ alert_id: 'A-1', merchant_id: 'M2' });
  const sight = sightOf(LEE, { merchants: new Set(['M1']) });
  await expect(page('A-1', sight)).rejects.toMatchObject({ name: 'NotFoundError', message: 'There is no alert A-1' });
  await expect(page('A-0', sight)).rejects.toMatchObject({ name: 'NotFoundError', message: 'There is no alert A-0' });
});

it('LK-01: three cards on one device in 24 hours, with the sums at risk; other merchants stay hidden', async () => {
  const card = (n: number, ip: string) => ({
    alert_id: `A-${n}`,
    txn_id: `T${n}`,
    user_id: `U${n}`,
    user_token: `tok_u${n}`,
    card_token: `tok_c${n}`,
    device_id: 'D1',
    device_token: 'tok_d1',
    ip,
    ip_token: `tok_${ip}`,
  });
  await work.seed(card(1, '198.51.100.7'), card(2, '198.51.100.7'), card(3, '203.0.113.9'), {
    ...card(4, '203.0.113.9'),
    merchant_id: 'M2',
  });
  const graph = await work.links.links('A-1', sightOf(LEE, { merchants: new Set(['M1']) }), 2);
  expect([graph.nodes.length, graph.edges.length, graph.reasonCode]).toEqual([12, 12, 'DEVICE_SHARED_3_CARDS_24H']);
  expect(graph.nodes.filter(node => node.kind === 'transaction').map(node => node.label)).toEqual(
    ['T1', 'T3', 'T2'].sort(),
  );
  expect(graph.totals).toEqual([{ minor: '30000', currency: 'EUR' }]);
  expect(graph.truncated).toBe(false);
});

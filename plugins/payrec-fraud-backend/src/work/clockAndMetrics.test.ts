import { Instant, parseInstant } from '@internal/plugin-payrec-common';
import { ANA, FLORA, LEE, START, TestWork, alertRow, sightOf, startWork } from './__testUtils__/startWork';

jest.setTimeout(120_000);

let work: TestWork;
beforeEach(async () => {
  work = await startWork();
});
afterEach(() => work.drop());

describe('the clock', () => {
  it('ends a lease once, on whichever replica comes first', async () => {
    await work.seed({ alert_id: 'A-1' }, { alert_id: 'A-2', state: 'ESCALATED' });
    for (const id of ['A-1', 'A-2']) {
      await work.claims.claim(id, { sight: sightOf(ANA), expectedRowVersion: 1, isSupervisor: true });
    }
    await work.clock.step();
    expect((await work.alerts.get('A-1')).claimed_by).toBe(ANA);
    work.pass(900);
    await Promise.all([work.clock.step(), work.clock.step()]);
    expect(await work.alerts.get('A-1')).toMatchObject({ state: 'NEW', claimed_by: null, fence: 1 });
    expect(await work.alerts.get('A-2')).toMatchObject({ state: 'ESCALATED', claimed_by: null });
    const kinds = (await work.events('A-1')).map(event => event.kind);
    expect(kinds).toEqual(['created', 'claim', 'lease_expired']);
  });

  it('says once that a deadline passed, and again for an earlier one; nobody’s version moves', async () => {
    await work.seed({ alert_id: 'A-1' }, { alert_id: 'A-2', sla_due_at: null });
    work.setNow('2026-01-05T14:00:00.000Z');
    await work.clock.step();
    expect(await work.knex('alert_sla_breaches')).toHaveLength(0);
    work.pass(1);
    await Promise.all([work.clock.step(), work.clock.step()]);
    await work.clock.step();
    expect(await work.knex('alert_sla_breaches')).toHaveLength(1);
    const [, breach] = await work.events('A-1');
    expect(breach).toMatchObject({ kind: 'sla_breached', detail: { dueAt: '2026-01-05T14:00:00.000Z' } });
    expect((await work.alerts.get('A-1')).row_version).toBe(1);
  });
});

describe('suppressions', () => {
  const request = {
    ruleId: 'R-114',
    merchantId: 'M1',
    scoreCeiling: '0.95000',
    expiresAt: parseInstant('2026-01-10T00:00:00.000Z'),
    reason: 'known loyalty campaign',
    idempotencyKey: 'key-000001',
  };
  const judge = (row = alertRow()) => work.alerts.transaction(trx => work.suppressions.judge(trx, [row], work.now()));

  it('hides nothing before a second person approved it, then counts what it hides, and ends', async () => {
    const one = await work.suppressions.create(sightOf(FLORA), request);
    expect(await work.suppressions.create(sightOf(FLORA), request)).toEqual(one);
    expect(one).toMatchObject({
      state: 'proposed',
      owner: FLORA,
      blockedReason: expect.stringContaining('second person'),
    });
    expect((await judge()).size).toBe(0);
    const own = work.suppressions.approve(one.suppressionId, sightOf('user:Default/flora.supervisor'), 'fine');
    await expect(own).rejects.toMatchObject({ code: 'same_person' });
    await work.suppressions.approve(one.suppressionId, sightOf(LEE), 'campaign runs until Friday');
    const shownIds = new Set<string>();
    for (let at = 0; at < 100; at += 1) {
      const verdicts = await judge(alertRow({ alert_id: `A-${at}` }));
      if (!verdicts.get(`A-${at}`)?.hidden) shownIds.add(`A-${at}`);
    }
    const [counted] = await work.suppressions.list(sightOf(LEE), true);
    expect(counted.hiddenCount + counted.sampledCount).toBe(100);
    expect(counted.sampledCount).toBe(shownIds.size);
    expect((await judge(alertRow({ score: '0.95000' }))).size).toBe(0);
    work.setNow('2026-01-10T00:00:00.000Z');
    expect((await judge()).size).toBe(0);
    expect((await work.suppressions.list(sightOf(LEE)))[0].state).toBe('expired');
    await expect(work.suppressions.end(one.suppressionId, sightOf(FLORA), 'over')).rejects.toMatchObject({
      code: 'state',
    });
  });

  it('can be rejected, and ended early', async () => {
    const one = await work.suppressions.create(sightOf(FLORA), request);
    expect((await work.suppressions.end(one.suppressionId, sightOf(LEE), 'too wide')).state).toBe('rejected');
    const two = await work.suppressions.create(sightOf(FLORA), { ...request, idempotencyKey: 'key-000002' });
    await work.suppressions.approve(two.suppressionId, sightOf(LEE), 'fine with me');
    expect((await work.suppressions.end(two.suppressionId, sightOf(FLORA), 'done')).state).toBe('ended');
    expect((await judge()).size).toBe(0);
  });

  test.each<[string, Partial<typeof request>, string]>([
    ['nothing named', { ruleId: undefined, merchantId: undefined } as never, 'scope_missing'],
    ['an end that is past', { expiresAt: START }, 'expiry'],
    ['an end beyond a month', { expiresAt: '2026-02-05T00:00:00.000Z' as Instant }, 'expiry'],
  ])('is refused with %s', async (_, wrong, code) => {
    await expect(work.suppressions.create(sightOf(FLORA), { ...request, ...wrong })).rejects.toMatchObject({ code });
  });

  it('is four eyes in the database too', async () => {
    await work.suppressions.create(sightOf(FLORA), request);
    const own = { approved_by: FLORA.toUpperCase(), starts_at: work.now() };
    await expect(work.knex('suppressions').update(own)).rejects.toThrow('suppressions_four_eyes');
  });
});

describe('metrics', () => {
  it('count, and say nothing about nothing', async () => {
    const empty = await work.metrics.analysts(sightOf(FLORA), 7);
    expect(empty).toMatchObject({ created: 0, closed: 0, precision: null, timeToDecision: null, slaMissed: null });
    expect(empty.perDay).toHaveLength(8);
    expect(empty.byPriority.map(one => one.priority)).toEqual(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']);
  });

  it('medians, precision with its interval, deadlines and ageing', async () => {
    const ids = ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'];
    await work.seed(...ids.map(alert_id => ({ alert_id })), { alert_id: 'A-6', merchant_id: 'M2', priority: 'LOW' });
    const close = async (id: string, actor: string, disposition: 'CONFIRMED_FRAUD' | 'FALSE_POSITIVE') => {
      const sight = sightOf(actor);
      const claim = await work.claims.claim(id, { sight, expectedRowVersion: 1, isSupervisor: false });
      return work.decisions.dispose(id, disposition, {
        sight,
        fence: claim.fence,
        expectedRowVersion: claim.alert.rowVersion,
        reason: 'looked at it',
        idempotencyKey: `close-${id}`,
      });
    };
    work.pass(600);
    await close('A-1', ANA, 'CONFIRMED_FRAUD');
    work.pass(600);
    await close('A-2', ANA, 'FALSE_POSITIVE');
    work.pass(600);
    await close('A-3', LEE, 'CONFIRMED_FRAUD');
    work.pass(4 * 3600);
    const late = await close('A-4', LEE, 'CONFIRMED_FRAUD');
    await work.decisions.reopen('A-4', {
      sight: sightOf(FLORA),
      expectedRowVersion: late.rowVersion,
      reason: 'wrong card',
      idempotencyKey: 'reopen-A-4',
    });
    const found = await work.metrics.analysts(sightOf(FLORA), 7);
    expect(found).toMatchObject({
      created: 6,
      closed: 3,
      open: 3,
      precision: { hits: 2, n: 3 },
      timeToDecision: { p50: 20, p90: 28, n: 3 },
      slaMissed: { hits: 0, n: 3 },
    });
    expect(found.precision?.low).toBeCloseTo(0.2077, 3);
    expect(found.byAnalyst.map(one => [one.analyst, one.decided, one.p50Minutes, one.precision?.hits])).toEqual([
      [ANA, 2, 15, 1],
      [LEE, 1, 30, 1],
    ]);
    expect(found.byRule).toMatchObject([{ ruleId: 'R-114', hits: 3, precision: { hits: 2, n: 3 } }]);
    expect(found.ageing).toEqual([
      { bucket: '<1h', count: 0 },
      { bucket: '1-4h', count: 0 },
      { bucket: '4-24h', count: 3 },
      { bucket: '1-3d', count: 0 },
      { bucket: '>3d', count: 0 },
    ]);
    expect(found.byPriority.find(one => one.priority === 'HIGH')).toEqual({ priority: 'HIGH', open: 2, pastDue: 2 });
    expect(found.perDay.find(day => day.date === '2026-01-05')).toEqual({ date: '2026-01-05', created: 6, closed: 3 });
    const ofOne = await work.metrics.analysts(sightOf(FLORA, { merchants: new Set(['M2']) }), 7);
    expect([ofOne.created, ofOne.closed]).toEqual([1, 0]);
  });
});

import { QueueService } from '../queue/QueueService';
import { ANA, FLORA, LEE, TestWork, ZOE, sightOf, startWork } from './__testUtils__/startWork';

// A real database on a machine that may be busy.
jest.setTimeout(120_000);

let work: TestWork;
beforeEach(async () => {
  work = await startWork();
});
afterEach(() => work.drop());

const claim = (actor: string, alertId: string, expectedRowVersion: number) =>
  work.claims.claim(alertId, { sight: sightOf(actor), expectedRowVersion, isSupervisor: false });

it('TR-01: of two claims at one instant one wins, the other hears who', async () => {
  await work.seed({ alert_id: 'A-1', row_version: 4 });
  const answers = await Promise.allSettled([claim(ANA, 'A-1', 4), claim(LEE, 'A-1', 4)]);
  const won = answers.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
  const lost = answers.flatMap(one => (one.status === 'rejected' ? [one.reason] : []));
  expect(won).toMatchObject([{ fence: 1, leaseSeconds: 900 }]);
  expect(lost).toMatchObject([{ name: 'ConflictError', code: 'already_claimed', claimedBy: won[0].claimedBy }]);
  const loser = won[0].claimedBy === ANA ? LEE : ANA;
  expect((await work.log()).map(row => [row.action, row.outcome, row.actor])).toEqual([
    ['alert.claim', 'success', won[0].claimedBy],
    ['alert.claim', 'conflict', loser],
  ]);
  expect((await work.events('A-1')).map(event => event.kind)).toEqual(['created', 'claim']);
  expect(await work.desk.log.firstBroken()).toBeNull();
});

it('TR-01: a hundred pairs, a hundred winners', async () => {
  const ids = Array.from({ length: 100 }, (_, at) => `A-${at}`);
  await work.seed(...ids.map(alert_id => ({ alert_id })));
  const answers = await Promise.allSettled(ids.flatMap(id => [claim(ANA, id, 1), claim(LEE, id, 1)]));
  expect(answers.filter(one => one.status === 'fulfilled')).toHaveLength(100);
  const codes = answers.flatMap(one => (one.status === 'rejected' ? [one.reason.code] : []));
  expect(new Set(codes)).toEqual(new Set(['already_claimed']));
});

it('eight analysts serve themselves from 400 alerts: none twice, none left, most urgent first', async () => {
  const due = (at: number) => `2026-01-05T14:${String(at % 60).padStart(2, '0')}:00.000Z`;
  await work.seed(...Array.from({ length: 400 }, (_, at) => ({ alert_id: `A-${at}`, sla_due_at: due(at) as never })));
  const [first] = await work.knex('alerts').orderBy(['sla_due_at', 'alert_id']).limit(1);
  const served: string[] = [];
  await Promise.all(
    Array.from({ length: 8 }, async (_, at) => {
      const sight = sightOf(`user:default/analyst-${at}`);
      for (;;) {
        const got = await work.claims.claimNext({ sight, query: '', isSupervisor: false });
        if (!got) return;
        served.push(got.alert.alertId);
      }
    }),
  );
  expect([served.length, new Set(served).size]).toEqual([400, 400]);
  expect(served.slice(0, 8)).toContain(first.alert_id);
  const holders = await work.knex('alerts').select('claimed_by').where('fence', 1).whereNotNull('claimed_by');
  expect(holders).toHaveLength(400);
});

describe('one alert', () => {
  beforeEach(() => work.seed({ alert_id: 'A-1' }));
  const expectCode = (deed: Promise<unknown>, code: string) => expect(deed).rejects.toMatchObject({ code });

  it('keeps its holder until the lease ends, and fences the old one out', async () => {
    const one = await claim(ANA, 'A-1', 1);
    work.pass(899);
    await expectCode(claim(LEE, 'A-1', 2), 'already_claimed');
    work.pass(1);
    const two = await claim(LEE, 'A-1', 2);
    expect([one.fence, two.fence, two.claimedBy]).toEqual([1, 2, LEE]);
    const write = { sight: sightOf(ANA), fence: 1, expectedRowVersion: 3 };
    await expectCode(work.claims.release('A-1', write), 'claimed_by_other');
    await expectCode(work.claims.renew('A-1', { sight: sightOf(LEE), fence: 1 }), 'stale_fence');
    work.pass(901);
    await expectCode(work.claims.renew('A-1', { sight: sightOf(LEE), fence: 2 }), 'lease_expired');
  });

  it('renews without a new fence, and claims again with one', async () => {
    await claim(ANA, 'A-1', 1);
    work.pass(600);
    const renewed = await work.claims.renew('A-1', { sight: sightOf(ANA), fence: 1 });
    expect([renewed.fence, renewed.leaseUntil]).toEqual([1, '2026-01-05T10:25:00.000Z']);
    // The answer of the first claim was lost: the same request again is a claim, not a conflict.
    expect((await claim('User:default/Ana', 'A-1', 1)).fence).toBe(2);
  });

  it('is released to the queue', async () => {
    await claim(ANA, 'A-1', 1);
    const freed = await work.claims.release('A-1', { sight: sightOf(ANA), fence: 1, expectedRowVersion: 2 });
    expect([freed.state, freed.claimedBy, freed.fence]).toEqual(['NEW', null, 1]);
  });

  it('refuses a claim at a version that is gone', async () => {
    await expectCode(claim(ANA, 'A-1', 7), 'version_changed');
  });

  it('is reassigned by a supervisor, whoever holds it', async () => {
    await claim(ANA, 'A-1', 1);
    const request = { sight: sightOf(FLORA), expectedRowVersion: 2, assignee: LEE, reason: 'shift ends' };
    const handed = await work.claims.reassign('A-1', request);
    expect([handed.claimedBy, handed.fence, handed.alert.boost]).toEqual([LEE, 2, 'reassigned']);
    await expectCode(work.claims.renew('A-1', { sight: sightOf(ANA), fence: 1 }), 'claimed_by_other');
  });

  test.each<[string, string, object]>([
    ['no person', 'lee', { name: 'InputError', message: expect.stringContaining('"lee" is not a person') }],
    ['a group', 'group:default/fraud', { name: 'InputError', message: expect.stringContaining('is not a person') }],
    [
      'nobody of the catalog',
      'user:default/ghost',
      { code: 'assignee_unknown', statusCode: 422, message: expect.stringContaining('no user:default/ghost') },
    ],
    [
      'somebody who does not work on alerts',
      'User:default/Zoe',
      {
        code: 'assignee_no_analyst',
        statusCode: 422,
        message: `${ZOE} does not work on alerts; choose a member of group:default/fraud or group:default/fraud-supervisors`,
      },
    ],
  ])('is not handed to %s', async (_, assignee, refusal) => {
    await claim(ANA, 'A-1', 1);
    const request = { sight: sightOf(FLORA), expectedRowVersion: 2, assignee, reason: 'shift ends' };
    await expect(work.claims.reassign('A-1', request)).rejects.toMatchObject(refusal);
    expect(await work.knex('alerts').first('claimed_by', 'fence')).toMatchObject({ claimed_by: ANA, fence: '1' });
  });

  it('is handed to one person under any spelling of the reference', async () => {
    const request = {
      sight: sightOf(FLORA),
      expectedRowVersion: 1,
      assignee: 'User:default/LEE',
      reason: 'shift ends',
    };
    expect((await work.claims.reassign('A-1', request)).claimedBy).toBe(LEE);
  });

  it('says who else looks at it', async () => {
    const present = (actor: string, leaving = false) => work.presence.report('A-1', { sight: sightOf(actor), leaving });
    expect(await present(ANA)).toEqual({ viewers: [] });
    work.pass(20);
    expect(await present(LEE)).toEqual({ viewers: [{ actor: ANA, since: '2026-01-05T10:00:00.000Z' }] });
    work.pass(46);
    expect(await present(ANA)).toEqual({ viewers: [] });
    await present(LEE);
    await present(LEE, true);
    expect(await present(ANA)).toEqual({ viewers: [] });
  });

  it('says so for the rows of a list, of those in sight', async () => {
    await work.seed({ alert_id: 'A-8', merchant_id: 'M2' }, { alert_id: 'A-9', user_id: 'U55' });
    for (const alertId of ['A-1', 'A-8', 'A-9']) {
      await work.presence.report(alertId, { sight: sightOf(LEE), leaving: false });
    }
    const ids = ['A-1', 'A-8', 'A-9', 'none'];
    const seen = async (actor: string, merchants?: string[]) => [
      ...(await work.presence.viewersOf(ids, sightOf(actor, merchants && { merchants: new Set(merchants) }))).keys(),
    ];
    expect((await seen(FLORA)).sort()).toEqual(['A-1', 'A-8', 'A-9']);
    expect(await seen(FLORA, ['M1'])).toEqual(['A-1', 'A-9']);
    // A-9 is about ANA's own account.
    expect((await seen(ANA)).sort()).toEqual(['A-1', 'A-8']);
    expect(await seen(LEE)).toEqual([]);
    const queue = new QueueService(work.knex, () => Date.parse(work.now()));
    const page = await queue.page({ filter: {}, sight: sightOf(FLORA), sort: 'due', limit: 10 });
    expect(page.items.map(row => [row.alertId, row.viewers?.length]).sort()).toEqual([
      ['A-1', 1],
      ['A-8', 1],
      ['A-9', 1],
    ]);
  });

  it('RT-07: a fallen score leaves it with who works on it', async () => {
    await claim(ANA, 'A-1', 1);
    await work.alerts.transaction(async trx => {
      const [row] = await work.alerts.lock(trx, ['A-1']);
      await work.alerts.change(
        trx,
        row,
        { score: '0.42000', previous_score: '0.91000', score_version: 2 },
        {
          kind: 'score',
          actor: null,
        },
      );
    });
    const row = await work.alerts.get('A-1');
    expect([row.state, row.claimed_by, row.score, row.previous_score]).toEqual([
      'IN_REVIEW',
      ANA,
      '0.42000',
      '0.91000',
    ]);
    // The claim goes on: the fence did not move, only the version.
    expect((await work.claims.renew('A-1', { sight: sightOf(ANA), fence: 1 })).fence).toBe(1);
  });
});

it('SE-07: nobody is served, opens or claims an alert on their own account', async () => {
  await work.seed({ alert_id: 'A-OWN', user_id: 'U55' });
  expect(await work.claims.claimNext({ sight: sightOf(ANA), query: '', isSupervisor: false })).toBeUndefined();
  const refusal = { name: 'NotAllowedError', code: 'conflict_of_interest' };
  await expect(work.desk.open('A-OWN', sightOf(ANA))).rejects.toMatchObject(refusal);
  await expect(claim(ANA, 'A-OWN', 1)).rejects.toMatchObject(refusal);
  expect((await work.log()).map(row => [row.action, row.outcome, row.code])).toEqual([
    ['alert.view', 'denied', 'conflict_of_interest'],
    ['alert.claim', 'denied', 'conflict_of_interest'],
  ]);
  expect(await work.claims.claimNext({ sight: sightOf(LEE), query: '', isSupervisor: false })).toBeDefined();
});

it('serves under a filter, passes over what is held, escalated or asleep, and hides other merchants', async () => {
  await work.seed(
    { alert_id: 'A-1', state: 'ESCALATED' },
    { alert_id: 'A-2', state: 'SNOOZED', snoozed_until: '2026-01-05T11:00:00.000Z' as never },
    { alert_id: 'A-3', score: '0.50000' },
    { alert_id: 'A-4', merchant_id: 'M2' },
  );
  const next = async (actor: string, query: string, isSupervisor = false) =>
    (await work.claims.claimNext({ sight: sightOf(actor, { merchants: new Set(['M1']) }), query, isSupervisor }))?.alert
      .alertId;
  expect(await next(ANA, 'scoreMin=0.80')).toBeUndefined();
  expect(await next(ANA, '?scoreMax=0.6&state=NEW&sort=due')).toBe('A-3');
  expect(await next(FLORA, '', true)).toBe('A-1');
  await expect(next(ANA, 'scoreMin=high')).rejects.toThrow('wrong part: scoreMin');
  await expect(claim(ANA, 'A-2', 1)).resolves.toMatchObject({ alert: { state: 'IN_REVIEW', snoozedUntil: null } });
  await expect(
    work.claims.claim('A-4', {
      sight: sightOf(ANA, { merchants: new Set(['M1']) }),
      expectedRowVersion: 1,
      isSupervisor: false,
    }),
  ).rejects.toMatchObject({ name: 'NotFoundError' });
});

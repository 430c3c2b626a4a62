import { mockServices } from '@backstage/backend-test-utils';
import { AlertFilter } from '@internal/plugin-payrec-fraud-common';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import fc from 'fast-check';
import { alertEvent } from '../__testUtils__/alertEvents';
import { Replica, sightOf, startReplica } from '../__testUtils__/startReplica';
import { openDatabase } from '../database/openDatabase';
import { matchesFilter } from '../queue/matchesFilter';
import { AlertDbRow, toAlertRow } from '../store/alertRow';
import { subscribeAlerts } from './subscribeAlerts';

jest.setTimeout(120_000);

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let one: Replica;
let two: Replica;
beforeEach(async () => {
  database = await createTestDatabase();
  await openDatabase(mockServices.database({ knex: database.knex, migrations: { skip: false } }));
  one = await startReplica(database.knex);
  two = await startReplica(database.knex);
});
afterEach(async () => {
  await one.stop();
  await two.stop();
  await database.drop();
});
const rows = async (text: string): Promise<AlertDbRow[]> => (await database.knex.raw(text)).rows;
const results = async (on: Replica, events: readonly unknown[]) =>
  (await on.intake.ingest(events, 'http')).map(({ result }) => result);

it('takes an event once, whoever sends it how often and at the same time', async () => {
  const events = Array.from({ length: 20 }, () => alertEvent());
  const all = await Promise.all(
    [one, two, one, two].map(on =>
      results(
        on,
        [...events].sort(() => Math.random() - 0.5),
      ),
    ),
  );
  expect(all.flat().filter(result => result === 'created')).toHaveLength(20);
  expect(all.flat().filter(result => result === 'duplicate')).toHaveLength(60);
  expect(await results(one, [events[0], events[0]])).toEqual(['duplicate', 'duplicate']);
  const twice = alertEvent();
  expect(await results(one, [twice, twice])).toEqual(['created', 'duplicate']);
  expect(await rows('SELECT count(*)::int AS n FROM alert_events')).toEqual([{ n: 21 }]);
});

it('makes one open alert of a pattern, also when its first hits come at the same time on two replicas', async () => {
  const hits = Array.from({ length: 16 }, () => alertEvent({ dedupeKey: 'pattern' }));
  await Promise.all(hits.map((hit, at) => (at % 2 ? one : two).intake.ingest([hit], 'http')));
  expect(await rows('SELECT hit_count, row_version::int AS v FROM alerts')).toEqual([{ hit_count: 16, v: 16 }]);
});

it('shows the score of the highest version, in whatever order they come', async () => {
  const scores = [1, 2, 3, 4, 5].map(v => alertEvent({ alertId: 'A-1', scoreVersion: v, score: v / 10 }));
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(scores, { minLength: 5 }), async order => {
      await database.knex.raw('DELETE FROM ingested_events');
      await database.knex.raw('DELETE FROM alert_score_history');
      await database.knex.raw('DELETE FROM alert_events');
      await database.knex.raw('DELETE FROM alerts');
      for (const event of order) await one.intake.ingest([event], 'http');
      expect(await rows('SELECT score, score_version AS v FROM alerts')).toEqual([{ score: '0.50000', v: 5 }]);
      expect(await rows('SELECT count(*)::int AS n FROM alert_score_history')).toEqual([{ n: 5 }]);
    }),
    { numRuns: 10 },
  );
});

it('sets bad events aside with the reason and takes the others in; a retry after the repair works', async () => {
  const bad = { ...alertEvent(), score: 'high' };
  const unstorable = alertEvent({ merchantName: 'nul \u0000 inside' });
  expect(await results(one, [alertEvent(), bad, unstorable, 'x', alertEvent()])).toEqual([
    'created',
    'quarantined',
    'quarantined',
    'quarantined',
    'created',
  ]);
  expect(await results(one, [bad])).toEqual(['quarantined']);
  const entries = await one.quarantine.list({ open: true, limit: 10 });
  expect(entries).toHaveLength(3);
  expect(entries[0]).toMatchObject({ eventId: bad.eventId, count: 2, reason: expect.stringContaining('score') });
  expect(JSON.stringify(entries)).not.toContain('4111');
  await one.quarantine.resolve(entries[0].quarantineId, {
    actor: 'user:default/flora',
    resolution: 'discarded',
    at: one.now(),
  });
  await expect(
    one.quarantine.resolve(entries[0].quarantineId, { actor: 'user:default/x', resolution: 'retried', at: one.now() }),
  ).rejects.toThrow('discarded by another person already');
});

it('refuses what it cannot hold, and keeps nothing of it', async () => {
  const narrow = await startReplica(database.knex, { config: { intake: { concurrencyMax: 1, waitingMax: 10 } } });
  try {
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        narrow.intake.ingest(
          Array.from({ length: 5 }, () => alertEvent()),
          'http',
        ),
      ),
    );
    const refused = answers.filter(answer => answer.status === 'rejected');
    expect(refused).toHaveLength(6);
    expect(refused[0]).toMatchObject({ reason: { name: 'ServiceUnavailableError' } });
    expect(await rows('SELECT count(*)::int AS n FROM alerts')).toEqual([{ n: 10 }]);
  } finally {
    await narrow.stop();
  }
});

it('takes alerts from the events service, one or a list', async () => {
  const events = mockServices.events();
  await subscribeAlerts({ events, intake: one.intake, logger: mockServices.logger.mock() });
  await events.publish({ topic: 'payrec.fraud.alerts', eventPayload: alertEvent({ alertId: 'A-ev' }) });
  await events.publish({ topic: 'payrec.fraud.alerts', eventPayload: [alertEvent(), { broken: true }] });
  expect(await rows('SELECT count(*)::int AS n FROM alerts')).toEqual([{ n: 2 }]);
  expect(await one.quarantine.openCount()).toBe(1);
});

it('links a hit after the close to the closed alert', async () => {
  await one.intake.ingest([alertEvent({ alertId: 'A-1', dedupeKey: 'k' })], 'http');
  await database.knex.raw(`UPDATE alerts SET state = 'CLOSED', closed_at = now()`);
  expect(await results(two, [alertEvent({ alertId: 'A-2', dedupeKey: 'k' })])).toEqual(['linked']);
  expect(await rows(`SELECT previous_alert_id FROM alerts WHERE alert_id = 'A-2'`)).toEqual([
    { previous_alert_id: 'A-1' },
  ]);
});

it('hides what a suppression covers and marks its sample', async () => {
  const suppressed = await startReplica(database.knex, {
    suppressions: {
      judge: async (_, all) =>
        new Map(all.map(row => [row.alert_id, { hidden: row.alert_id !== 'A-sample', suppressionId: 'SUP-1' }])),
    },
  });
  try {
    expect(await results(suppressed, [alertEvent(), alertEvent({ alertId: 'A-sample' })])).toEqual([
      'suppressed',
      'created',
    ]);
    expect(await rows('SELECT alert_id, suppression_id FROM alerts')).toEqual([
      { alert_id: 'A-sample', suppression_id: 'SUP-1' },
    ]);
  } finally {
    await suppressed.stop();
  }
});

it('lists page by page what the filter of the stream matches, under every filter', async () => {
  const pick = <T>(list: readonly T[], at: number) => list[at % list.length];
  await one.intake.ingest(
    Array.from({ length: 120 }, (_, at) =>
      alertEvent({
        score: pick([0.5, 0.72, 0.91, 0.99], at),
        merchantId: pick(['M1', 'M2', undefined], at),
        merchantName: pick(['Lumen Optik', 'Gamekey Store'], at),
        country: pick(['DE', 'FR', undefined], at),
        counterCountry: pick(['DE', 'BR'], at + 1),
        amount: pick([{ minor: '5000', currency: 'EUR' }, { minor: '84000', currency: 'JPY' }, undefined], at),
        reasons: [{ code: pick(['VELOCITY', 'NEW_DEVICE'], at) }],
        recoverableUntil: pick([undefined, '2099-01-01T00:00:00Z'], at),
      }),
    ),
    'http',
  );
  await database.knex.raw(
    `UPDATE alerts SET claimed_by = 'user:default/ana', lease_until = now(), state = 'IN_REVIEW' WHERE alert_id LIKE '%3'`,
  );
  await database.knex.raw(`UPDATE alerts SET state = 'CLOSED', closed_at = now() WHERE alert_id LIKE '%7'`);
  await database.knex.raw(`UPDATE alerts SET sla_due_at = now() - interval '1 hour' WHERE alert_id LIKE '%5'`);
  await database.knex.raw(`UPDATE alerts SET received_at = now() - interval '2 hours' WHERE alert_id LIKE '%1'`);
  const all = (await rows('SELECT * FROM alerts')).map(toAlertRow);
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
  const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1 });
  const filters: fc.Arbitrary<AlertFilter> = fc.record({
    merchantId: maybe(some('M1', 'M2', 'M3')),
    amount: maybe(some('EUR:5000:', 'EUR::4999', 'JPY:1:84000')),
    scoreMin: maybe(fc.constantFrom('0.72', '0.9')),
    scoreMax: maybe(fc.constantFrom('0.91', '1')),
    reason: maybe(some('VELOCITY', 'X')),
    country: maybe(some('DE', 'BR')),
    state: maybe(some('NEW', 'IN_REVIEW', 'CLOSED')),
    priority: maybe(some('HIGH', 'CRITICAL')),
    assignee: maybe(some('me', 'none', 'user:default/lee')),
    pastDue: maybe(fc.boolean()),
    crossBorder: maybe(fc.boolean()),
    recoverable: maybe(fc.boolean()),
    ageMinMinutes: maybe(fc.constant(60)),
    ageMaxMinutes: maybe(fc.constant(60)),
    q: maybe(fc.constantFrom('lumen', 'A-1', 'store')),
  });
  await fc.assert(
    fc.asyncProperty(filters, fc.constantFrom('due', 'score', 'received' as const), async (sparse, sort) => {
      const filter = Object.fromEntries(Object.entries(sparse).filter(([, value]) => value !== undefined));
      const sight = sightOf({ merchants: sort === 'score' ? new Set(['M1']) : 'all' });
      const listed: string[] = [];
      let cursor: string | undefined;
      let counted: number | undefined;
      do {
        const page = await one.queue.page({ filter, sight, sort, limit: 17, cursor });
        listed.push(...page.items.map(alert => alert.alertId));
        counted = page.totalCount;
        cursor = page.nextCursor;
      } while (cursor);
      const expected = all
        .filter(row => sight.merchants === 'all' || sight.merchants.has(row.merchant_id ?? ''))
        .filter(row => matchesFilter(row, filter, { actor: sight.actor, nowMs: Date.now() }))
        .map(row => row.alert_id);
      expect([...listed].sort()).toEqual(expected.sort());
      expect(counted).toBe(expected.length);
    }),
    { numRuns: 60 },
  );
});

it('counts the views a person has, and keeps names apart', async () => {
  await one.intake.ingest([alertEvent({ score: 0.99 }), alertEvent({ score: 0.5, merchantId: 'M2' })], 'http');
  const sight = sightOf();
  const view = await one.views.create({ name: 'Shop M2', query: 'merchantId=M2', shared: false }, sight);
  expect(view).toMatchObject({ count: 1, owner: sight.actor, builtIn: false });
  await expect(one.views.create({ name: 'Shop M2', query: '', shared: false }, sight)).rejects.toThrow('already');
  await expect(one.views.create({ name: 'Wrong', query: 'state=GONE', shared: false }, sight)).rejects.toThrow('state');
  expect((await one.views.list(sight)).map(({ name, count }) => [name, count])).toEqual([
    ['Priority', 1],
    ['All open', 2],
    ['Past due', 0],
    ['Mine', 0],
    ['Card testing', 0],
    ['Cross-border', 2],
    ['Recoverable today', 0],
    ['Shop M2', 1],
  ]);
  expect(await one.views.list(sightOf({ actor: 'user:default/lee' }))).toHaveLength(7);
  await expect(one.views.delete(view.viewId, sightOf({ actor: 'user:default/lee' }))).rejects.toThrow('no view');
});

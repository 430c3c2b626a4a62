import { mockServices } from '@backstage/backend-test-utils';
import { Instant } from '@internal/plugin-payrec-common';
import { START, TestWork, startWork } from '../work/__testUtils__/startWork';
import { Retention } from './Retention';

jest.setTimeout(120_000);

let work: TestWork;
beforeEach(async () => {
  work = await startWork();
});
afterEach(() => work.drop());

const daysAgo = (days: number) => new Date(Date.parse(START) - days * 86_400_000).toISOString() as Instant;
const run = () =>
  new Retention({
    db: work.knex,
    days: { alertEventsDays: 30, ingestedEventsDays: 10, labelsDays: 10 },
    now: work.now,
    logger: mockServices.logger.mock(),
  }).run();

it('keeps the events of open alerts, of the days asked for, and what a cursor reaches', async () => {
  const closed = (alert_id: string, days: number) => ({ alert_id, state: 'CLOSED' as const, closed_at: daysAgo(days) });
  await work.seed(closed('A-old', 31), closed('A-young', 29), { alert_id: 'A-open' }, closed('A-reached', 40));
  await work.knex.raw('UPDATE alert_events SET seq = id');
  const { id } = await work.knex('alert_events').where({ alert_id: 'A-reached' }).first('id');
  await work.knex('feed_head').update({ last_seq: id, min_seq: Number(id) - 1 });
  expect(await run()).toMatchObject({ alert_events: 1 });
  const left = await work.knex('alert_events').orderBy('id').pluck('alert_id');
  expect(left).toEqual(['A-young', 'A-open', 'A-reached']);
  // An event without a number has not been told to anybody yet.
  await work.knex.raw('UPDATE alert_events SET seq = NULL');
  await work.knex('feed_head').update({ min_seq: id });
  expect(await run()).toMatchObject({ alert_events: 0 });
});

it('forgets event ids and labels that were taken; those that wait or were parked stay', async () => {
  await work.knex('ingested_events').insert([
    { event_id: 'E-old', at: daysAgo(11) },
    { event_id: 'E-young', at: daysAgo(9) },
  ]);
  const label = (label_id: string, parts: Record<string, unknown>) => ({
    ...{ label_id, alert_id: 'A-1', body: '{}', created_at: daysAgo(20), next_attempt_at: daysAgo(20) },
    ...{ delivered_at: null, parked_at: null, ...parts },
  });
  await work
    .knex('label_outbox')
    .insert([
      label('L-taken', { delivered_at: daysAgo(11) }),
      label('L-young', { delivered_at: daysAgo(9) }),
      label('L-waits', {}),
      label('L-parked', { parked_at: daysAgo(19) }),
    ]);
  expect(await run()).toMatchObject({ ingested_events: 1, label_outbox: 1 });
  expect(await work.knex('ingested_events').pluck('event_id')).toEqual(['E-young']);
  expect(await work.knex('label_outbox').orderBy('label_id').pluck('label_id')).toEqual([
    'L-parked',
    'L-waits',
    'L-young',
  ]);
});

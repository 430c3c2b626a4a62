import { IsoDate, instantFromEpochMs, parseIsoDate } from '@internal/plugin-payrec-common';
import { createPlace, Place } from '../__testUtils__/startReconciliation';
import { askTogether } from './askTogether';
import { BreakStore } from './BreakStore';
import { DecisionLog } from './DecisionLog';

jest.setTimeout(60_000);

const DAY = parseIsoDate('2026-11-30');
const FINN = 'user:default/finn.operator';
const FAY = 'user:default/fay.approver';

let place: Place;
let inserted = 0;

type Given = { date: string; minor?: bigint; breakClass?: string; unit?: string; state?: string; proposedBy?: string };

async function insert({
  date,
  minor = 1n,
  breakClass = 'AMOUNT',
  unit = 'ACC|EUR',
  state = 'open',
  proposedBy,
}: Given) {
  inserted += 1;
  const at = '2026-11-30T08:00:00Z';
  await place.knex('breaks').insert({
    id: `B-${inserted}`,
    case_key: `K-${inserted}`,
    unit,
    currency: unit.split('|')[1],
    break_class: breakClass,
    state,
    match_run_id: 'RUN-1-1',
    run_id: 'RUN-1',
    left_count: 1,
    right_count: 1,
    left_minor: 0,
    left_net_minor: 0,
    right_minor: String(minor),
    difference_minor: String(minor),
    explained_minor: 0,
    business_date: date,
    from_date: date,
    to_date: date,
    search_text: '',
    proposed_by: proposedBy,
    proposed_at: proposedBy && at,
    approved_by: state === 'approved' ? FAY : undefined,
    created_at: at,
    updated_at: at,
  });
}
async function figuresOf(store: BreakStore, { from = DAY, actor = FINN }: { from?: IsoDate; actor?: string } = {}) {
  const { now } = await askTogether(place.knex, { now: store.live(actor) });
  return store.figures(now, { asOf: DAY, from, to: DAY });
}
const figures = () => figuresOf(new BreakStore(place.knex), { from: parseIsoDate('2026-11-01') });

beforeEach(async () => {
  place = await createPlace();
});
afterEach(() => place.remove());

test.each([
  ['2026-12-01', '0-2'],
  ['2026-11-30', '0-2'],
  ['2026-11-28', '0-2'],
  ['2026-11-27', '3-5'],
  ['2026-11-25', '3-5'],
  ['2026-11-24', '6-10'],
  ['2026-11-20', '6-10'],
  ['2026-11-19', '11-30'],
  ['2026-10-31', '11-30'],
  ['2026-10-30', '31+'],
])('on November 30 a break of %s is of the age %s', async (date, bucket) => {
  await insert({ date });
  expect((await figures()).profile.map(one => one.bucket)).toEqual([bucket]);
});

test('figures: live breaks by class, unit and age, exact, and those to solve by day', async () => {
  const day = '2026-11-30';
  await insert({ date: day, minor: 9_007_199_254_740_993n });
  await insert({ date: day, minor: 9_007_199_254_740_993n });
  await insert({ date: day, breakClass: 'EXPLAINED', minor: -5n });
  await insert({ date: day, unit: 'ACC|USD', minor: 7n });
  await insert({ date: '2026-10-01', minor: 3n });
  await insert({ date: day, state: 'resolved' });
  await insert({ date: day, state: 'approved', proposedBy: FINN });
  const found = await figures();
  expect(found.profile).toEqual([
    { breakClass: 'AMOUNT', currency: 'EUR', unit: 'ACC|EUR', bucket: '0-2', count: 2, minor: '18014398509481986' },
    { breakClass: 'AMOUNT', currency: 'EUR', unit: 'ACC|EUR', bucket: '31+', count: 1, minor: '3' },
    { breakClass: 'AMOUNT', currency: 'USD', unit: 'ACC|USD', bucket: '0-2', count: 1, minor: '7' },
    { breakClass: 'EXPLAINED', currency: 'EUR', unit: 'ACC|EUR', bucket: '0-2', count: 1, minor: '-5' },
  ]);
  expect(found.days).toEqual([
    { unit: 'ACC|EUR', businessDate: day, count: 2 },
    { unit: 'ACC|USD', businessDate: day, count: 1 },
  ]);
});

test('what waits for a person: proposals, the own among them, and disputes', async () => {
  await insert({ date: '2026-11-30', state: 'proposed', proposedBy: FINN });
  await insert({ date: '2026-11-30', state: 'proposed', proposedBy: FAY });
  await insert({ date: '2026-11-30', state: 'disputed' });
  await insert({ date: '2026-11-30' });
  expect((await figures()).waiting).toEqual({
    proposals: 2,
    own: 1,
    oldestAt: '2026-11-30T08:00:00.000Z',
    disputes: 1,
  });
});

test('nothing waits where there is no break', async () => {
  const { profile, days, waiting } = await figures();
  expect({ profile, days, waiting }).toEqual({
    profile: [],
    days: [],
    waiting: { proposals: 0, own: 0, oldestAt: null, disputes: 0 },
  });
});

describe('sums are kept for one state of the breaks', () => {
  const day = parseIsoDate('2026-11-30');
  const open = (store: BreakStore) =>
    figuresOf(store).then(({ profile }) => profile.map(({ breakClass, count, minor }) => [breakClass, count, minor]));

  it('and follow a decision and a run of another replica at once', async () => {
    const store = new BreakStore(place.knex);
    let summed = 0;
    place.knex.on('query', ({ sql }) => {
      if (sql.includes('sum(difference_minor)')) summed += 1;
    });
    await insert({ date: day, minor: 5n });
    await insert({ date: day, minor: 7n });
    expect(await open(store)).toEqual([['AMOUNT', 2, '12']]);
    expect(await open(store)).toEqual([['AMOUNT', 2, '12']]);
    expect(await figuresOf(store, { actor: FAY })).toMatchObject({ days: [{ count: 2 }] });
    expect(summed).toBe(1);

    const log = new DecisionLog(place.knex);
    await place.knex.transaction(async trx => {
      await trx('breaks').where({ difference_minor: 5 }).update({ state: 'disputed', break_class: 'FEE' });
      await trx('breaks').where({ difference_minor: 7 }).update({ state: 'resolved' });
      await log.append(trx, {
        actor: FINN,
        action: 'dispute',
        target: 'B-1',
        targetVersion: 1,
        idempotencyKey: 'k1',
        reason: 'not ours',
        proposer: null,
        at: instantFromEpochMs(Date.parse('2026-11-30T09:00:00Z')),
      });
      // What is not committed is nobody's to see.
      expect(await open(store)).toEqual([['AMOUNT', 2, '12']]);
    });
    expect(await open(store)).toEqual([['FEE', 1, '5']]);

    const pointer = {
      unit: 'ACC|EUR',
      match_run_id: 'RUN-2-1',
      as_of_date: day,
      window_from: day,
      decision_seq: 1,
      ingest_seq: 0,
      published_at: '2026-11-30T10:00:00Z',
    };
    await insert({ date: day, minor: 1n });
    // What the runs were is of no matter here.
    await place.knex.raw('ALTER TABLE recon_pointers DROP CONSTRAINT recon_pointers_run_id_unit_fkey');
    await place.knex('recon_pointers').insert({ ...pointer, run_id: 'RUN-2' });
    expect(await open(store)).toEqual([
      ['AMOUNT', 1, '1'],
      ['FEE', 1, '5'],
    ]);
    await insert({ date: day, minor: 2n });
    await place.knex('recon_pointers').where({ unit: 'ACC|EUR' }).update({ run_id: 'RUN-3' });
    expect(await open(store)).toEqual([
      ['AMOUNT', 2, '3'],
      ['FEE', 1, '5'],
    ]);
    expect(summed).toBe(4);
  });

  it('and their ages follow the day they are asked for', async () => {
    const store = new BreakStore(place.knex);
    await insert({ date: day });
    const { now } = await askTogether(place.knex, { now: store.live(FINN) });
    const bucketAt = async (asOf: string) =>
      (await store.figures(now, { asOf: parseIsoDate(asOf), from: day, to: day })).profile.map(one => one.bucket);
    expect(await bucketAt('2026-11-30')).toEqual(['0-2']);
    expect(await bucketAt('2026-12-04')).toEqual(['3-5']);
    expect(await bucketAt('2026-11-30')).toEqual(['0-2']);
  });

  it('and not for a failure', async () => {
    const store = new BreakStore(place.knex);
    await insert({ date: day });
    await place.knex.raw('ALTER TABLE breaks RENAME COLUMN difference_minor TO away');
    await expect(open(store)).rejects.toThrow('difference_minor');
    await place.knex.raw('ALTER TABLE breaks RENAME COLUMN away TO difference_minor');
    expect(await open(store)).toEqual([['AMOUNT', 1, '1']]);
  });
});

import { AlertJson, FeedChange, FeedFrame } from '@internal/plugin-payrec-fraud-common';
import { alertOf, alertsOf, FRANK, inMinutes, leaveOf, upsertOf } from '../__testUtils__/fixtures';
import { compareAlerts } from './alertOrder';
import { AlertStore } from './AlertStore';

/** A store whose frames are painted by hand. */
function storeOf(alerts: AlertJson[]) {
  const due: Array<() => void> = [];
  const store = new AlertStore({ sort: 'due', schedule: flush => due.push(flush), now: () => 1_000 });
  const paint = () => due.splice(0).forEach(flush => flush());
  let paints = 0;
  store.subscribe(() => paints++);
  store.start({ cursor: { epoch: 'e', seq: 1 }, items: alerts, totalCount: alerts.length });
  paint();
  const apply = (...frames: FeedFrame[]) => {
    frames.forEach(frame => store.apply(frame as FeedChange));
    paint();
  };
  const ids = () => store.getState().rows.map(row => row.id);
  return { store, apply, ids, paint, paints: () => paints };
}

const [one, two, three] = alertsOf(3);

test('new rows are held and counted by what they are made of; showing them sorts', () => {
  const { store, apply, ids } = storeOf([two, three]);
  const urgent = { ...one, merchantName: 'Gamekey Store' };
  apply(upsertOf(1, urgent), ...['B-1', 'B-2'].map((alertId, i) => upsertOf(2 + i, { ...urgent, alertId })));
  expect(ids()).toEqual(['A-2', 'A-3']);
  expect(store.getState().held).toEqual({
    count: 3,
    gone: 0,
    sinceMs: 1_000,
    byPriority: { CRITICAL: 3 },
    topMerchant: { name: 'Gamekey Store', count: 3 },
  });
  expect(store.getState().shown).toBe(2);
});

test('a row never moves while it changes, however urgent it becomes', () => {
  const { store, apply, ids, paint } = storeOf([one, two, three]);
  const { orderKey } = store.getState();
  apply(upsertOf(1, { ...three, rowVersion: 2, score: '0.99000', previousScore: '0.94000', slaDueAt: inMinutes(1) }));
  expect(ids()).toEqual(['A-1', 'A-2', 'A-3']);
  expect(store.getState().rows[2].alert.score).toBe('0.99000');
  expect(store.getState().orderKey).toBe(orderKey);
  store.showHeld();
  paint();
  expect(ids()).toEqual(['A-3', 'A-1', 'A-2']);
});

test('RT-07: an alert that is worked on and fell out of the filter keeps its row, uncounted', () => {
  const mine = { ...two, rowVersion: 1, state: 'IN_REVIEW' as const, claimedBy: FRANK };
  const { store, apply, ids, paint } = storeOf([one, mine, three]);
  apply(upsertOf(1, { ...mine, rowVersion: 2, score: '0.42000', previousScore: '0.94000' }, { matches: false }));
  expect(ids()).toEqual(['A-1', 'A-2', 'A-3']);
  expect(store.getState()).toMatchObject({ shown: 2, kept: 1, totals: [{ currency: 'EUR', minor: '128000' }] });
  expect(store.getState().rows[1]).toMatchObject({ left: true, alert: { state: 'IN_REVIEW', claimedBy: FRANK } });
  store.showHeld(row => row.alert.claimedBy === FRANK);
  paint();
  expect(ids()).toEqual(['A-1', 'A-2', 'A-3']);
});

test('what another person closed turns grey in its place and goes with the next showing', () => {
  const { store, apply, ids, paint } = storeOf([one, two, three]);
  apply(leaveOf(1, 'A-2', 2));
  expect(ids()).toEqual(['A-1', 'A-2', 'A-3']);
  expect(store.getState().held).toMatchObject({ count: 0, gone: 1 });
  store.showHeld();
  paint();
  expect(ids()).toEqual(['A-1', 'A-3']);
});

test.each<[string, FeedFrame[], string]>([
  ['an older version', [upsertOf(1, { ...one, rowVersion: 0, score: '0.10000' })], '0.94000'],
  ['the same version', [upsertOf(1, { ...one, rowVersion: 1, score: '0.10000' })], '0.94000'],
  [
    'a newer one, then an older',
    [
      upsertOf(1, { ...one, rowVersion: 3, score: '0.30000' }),
      upsertOf(2, { ...one, rowVersion: 2, score: '0.20000' }),
    ],
    '0.30000',
  ],
])('row versions never go back: %s', (_, frames, score) => {
  const { store, apply } = storeOf([one]);
  apply(...frames);
  expect(store.getState().rows[0].alert.score).toBe(score);
});

test('an alert that left is not brought back by what was read earlier', () => {
  const { store, apply } = storeOf([one]);
  apply(leaveOf(1, 'A-9', 5), upsertOf(2, alertOf({ alertId: 'A-9', rowVersion: 4 })));
  expect(store.getState().held.count).toBe(0);
  apply(upsertOf(3, alertOf({ alertId: 'A-9', rowVersion: 6 })));
  expect(store.getState().held.count).toBe(1);
});

test('after a reset the rows on screen stay where they are and new ones are held', () => {
  const { store, ids, paint } = storeOf([two, three]);
  const items = [one, { ...three, rowVersion: 7, score: '0.97000' }];
  store.start({ cursor: { epoch: 'f', seq: 1 }, items, totalCount: 2 });
  paint();
  expect(ids()).toEqual(['A-2', 'A-3']);
  expect(store.getState()).toMatchObject({ shown: 1, kept: 1, held: { count: 1 } });
  expect(store.getState().rows[1].alert.score).toBe('0.97000');
});

test('the count proves itself: everything that fits = shown + held', () => {
  const { store, apply } = storeOf(alertsOf(20));
  apply(
    leaveOf(1, 'A-3', 2),
    upsertOf(2, alertOf({ alertId: 'N-1' })),
    upsertOf(3, { ...one, rowVersion: 2 }, { matches: false }),
    upsertOf(4, alertOf({ alertId: 'N-2' })),
    leaveOf(5, 'N-1', 2),
  );
  const { shown, held } = store.getState();
  expect(shown + held.count).toBe(store.fitting().length);
  expect([shown, held.count]).toEqual([18, 1]);
});

test('showing merges what changed into what stood: the order is that of sorting everything', () => {
  // A small generator of our own: the same deeds on every run.
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const { store, apply, ids, paint } = storeOf(alertsOf(60));
  const versions = new Map<string, number>();
  for (let round = 0; round < 12; round++) {
    for (let step = 0; step < 15; step++) {
      const alertId = `${random(5) === 0 ? 'N' : 'A'}-${1 + random(60)}`;
      const rowVersion = (versions.get(alertId) ?? 1) + 1;
      versions.set(alertId, rowVersion);
      if (random(4) === 0) apply(leaveOf(1, alertId, rowVersion));
      else apply(upsertOf(1, alertOf({ alertId, rowVersion, slaDueAt: inMinutes(random(90)) })));
    }
    store.showHeld();
    paint();
    const { rows } = store.getState();
    const sorted = rows.map(row => row.alert).sort(compareAlerts('due'));
    expect(ids()).toEqual(sorted.map(alert => alert.alertId));
    expect(new Set(ids())).toEqual(new Set(store.fitting().map(([id]) => id)));
    expect(rows.map(row => store.indexOf(row.id))).toEqual(rows.map((_, index) => index));
  }
});

test('50,000 rows at 50 changes a second: one publication per paint, the untouched rows are the same objects', () => {
  const many = Array.from({ length: 50_000 }, (_, i) => alertOf({ alertId: `A-${i}`, slaDueAt: inMinutes(i) }));
  const { store, apply, paints } = storeOf(many);
  const before = store.getState().rows;
  const startMs = performance.now();
  for (let second = 0; second < 10; second++) {
    apply(
      ...Array.from({ length: 50 }, (_, i) =>
        upsertOf(1, { ...many[i * 100], rowVersion: second + 2, score: '0.50000', previousScore: '0.94000' }),
      ),
    );
  }
  // 500 changes on 50,000 rows; a step that walks all rows for each change would take many seconds.
  expect(performance.now() - startMs).toBeLessThan(2_000);
  expect(paints()).toBe(11);
  const after = store.getState().rows;
  expect(after.filter((row, index) => row !== before[index])).toHaveLength(50);
});

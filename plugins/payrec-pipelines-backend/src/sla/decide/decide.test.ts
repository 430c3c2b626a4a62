import { CheckState } from '@internal/plugin-payrec-pipelines-common';
import { decideCompleteness, decideDuration, decideVolume, errorRateOf } from './bounds';
import { budgetOf, burnAlerts, burnFactor, burnRate } from './budget';
import { forecastLanding } from './forecast';
import { CheckMemory, FRESH_MEMORY, stepCheck } from './hysteresis';

const THRESHOLD = {
  fireAbove: 120,
  clearBelow: 60,
  forSeconds: 0,
  keepFiringForSeconds: 0,
  flap: { transitions: 4, withinSeconds: 3600, stableSeconds: 1800 },
};
/** One sample a minute. */
function feed(values: readonly (number | null)[], threshold = THRESHOLD) {
  let memory: CheckMemory = FRESH_MEMORY;
  const states: CheckState[] = [];
  const notices: string[] = [];
  values.forEach((value, at) => {
    const step = stepCheck(threshold, memory, at * 60_000, value);
    memory = step.memory;
    states.push(step.state);
    notices.push(...step.notices.map(notice => `${at}:${notice}`));
  });
  return { states, notices, memory };
}

describe('stepCheck', () => {
  it('says once that it flaps and is silent until it was stable for 30 minutes', () => {
    const { states, notices } = feed([200, 10, 200, 10, 200, 10, ...Array<number>(30).fill(10)]);
    expect(states.slice(0, 5)).toEqual(['FIRING', 'OK', 'FIRING', 'FLAPPING', 'FLAPPING']);
    expect(notices).toEqual(['0:fired', '1:resolved', '2:fired', '3:flapping', '35:resolved']);
    expect(states[states.length - 1]).toBe('OK');
  });

  it('calls for missing data after 15 minutes, once, and takes it back with the data', () => {
    const { states, notices } = feed([10, ...Array<null>(20).fill(null), 10]);
    expect(new Set(states.slice(1, -1))).toEqual(new Set(['UNKNOWN']));
    expect(notices).toEqual(['16:noData', '21:resolved']);
  });

  it('goes on firing behind a gap', () => {
    expect(feed([200, null, 90]).states).toEqual(['FIRING', 'UNKNOWN', 'FIRING']);
  });

  it('ignores a sample that is not newer', () => {
    const { memory } = feed([200]);
    expect(stepCheck(THRESHOLD, memory, 0, 10)).toEqual({ state: 'FIRING', memory, notices: [] });
  });

  it('with `for`, a value between the thresholds starts the time anew', () => {
    const held = { ...THRESHOLD, forSeconds: 120 };
    expect(feed([130, 130, 100, 130, 130, 130], held).states).toEqual([
      'PENDING',
      'PENDING',
      'OK',
      'PENDING',
      'PENDING',
      'FIRING',
    ]);
  });
});

describe('budget and burn', () => {
  test.each([
    // target, valid, bad, mode,     allowed, consumed
    [0.95, 28, 1, 'misses', 1, 1 / 1.4],
    [0.9, 20, 3, 'misses', 2, 1.5],
    [0.95, 0, 0, 'misses', 0, 0],
    [0.999, 43_200, 10, 'ratio', 43, 10 / 43.2],
    [0.995, 40_320, 0, 'ratio', 201, 0],
  ] as const)('%p of %p with %p bad', (target, valid, bad, mode, allowedMisses, consumed) => {
    const budget = budgetOf(target, { valid, bad });
    expect(budget).toMatchObject({ mode, allowedMisses, good: valid - bad });
    expect(budget.consumedRatio).toBeCloseTo(consumed, 8);
  });

  it('has the factors of the workbook', () => {
    const days = (n: number) => n * 86_400;
    expect([
      burnFactor(0.02, days(30), '1h'),
      burnFactor(0.05, days(30), '6h'),
      burnFactor(0.1, days(30), '1d'),
      burnFactor(0.1, days(30), '3d'),
    ]).toEqual([14.4, 6, 3, 1]);
    expect([
      burnFactor(0.02, days(28), '1h'),
      burnFactor(0.05, days(28), '6h'),
      burnFactor(0.1, days(28), '1d'),
    ]).toEqual([13.44, 5.6, 2.8]);
    expect(burnFactor(0.1, days(28), '3d')).toBeCloseTo(0.9333, 4);
  });

  it('pages only when both windows burn', () => {
    const base = { target: 0.999, windowSeconds: 30 * 86_400, sliceSeconds: 60, mode: 'ratio' as const };
    const counts = { '1h': { valid: 60, bad: 2 }, '5m': { valid: 5, bad: 1 } };
    expect(burnRate(0.999, counts['1h'])).toBeCloseTo(33.333, 2);
    expect(burnAlerts({ ...base, counts })).toEqual([{ severity: 'page', long: '1h', short: '5m', factor: 14.4 }]);
    expect(burnAlerts({ ...base, counts: { ...counts, '5m': { valid: 5, bad: 0 } } })).toEqual([]);
    expect(
      burnAlerts({ ...base, counts: { '1h': { valid: 10_000, bad: 144 }, '5m': { valid: 1000, bad: 20 } } }),
    ).toEqual([]);
    // Slices of five minutes: the short window would be one slice.
    expect(burnAlerts({ ...base, sliceSeconds: 300, counts })).toEqual([]);
    expect(burnAlerts({ ...base, mode: 'misses', counts })).toEqual([]);
  });
});

describe('bounds', () => {
  const range = { min: 0.995, max: 1 };
  test.each([
    [1000, 1000, 'MET'],
    [995, 1000, 'MET'],
    [994, 1000, 'BREACHED'],
    [1001, 1000, 'BREACHED'],
    [0, 0, 'MET'],
    [5, 0, 'BREACHED'],
    [1000, null, 'UNKNOWN'],
    [null, 1000, 'UNKNOWN'],
  ] as const)('%p of %p rows is %s', (landed, promised, state) => {
    expect(decideCompleteness(range, landed, promised).state).toBe(state);
  });

  it('compares an overwrite with what it replaced', () => {
    const bounds = { min: null, max: null, maxChange: 0.5 };
    expect(decideVolume(bounds, 12, 1_204_331)).toMatchObject({ state: 'BREACHED', changeRatio: -0.99999 });
    expect(decideVolume(bounds, 90, 100)).toMatchObject({ state: 'MET', changeRatio: -0.1 });
    expect(decideVolume(bounds, 90, null)).toMatchObject({ state: 'MET', changeRatio: null });
    expect(decideVolume({ ...bounds, min: 100 }, 90, null).state).toBe('BREACHED');
  });

  it('breaches a run while it runs, and judges no rate of too few', () => {
    expect(decideDuration(60, 61, false).state).toBe('BREACHED');
    expect(decideDuration(60, 60, false).state).toBe('PENDING');
    expect(decideDuration(60, 60, true).state).toBe('MET');
    expect(errorRateOf({ failed: 1, finished: 1 }, 10)).toBeNull();
    expect(errorRateOf({ failed: 3, finished: 12 }, 10)).toBe(0.25);
  });
});

describe('forecastLanding', () => {
  const minutes = (n: number) => n * 60_000;
  const base = {
    nowMs: minutes(60),
    partitionEndMs: 0,
    runningSinceMs: undefined,
    durationsMs: [],
    offsetsMs: [],
    upstream: undefined,
  };
  const usual = [350, 360, 370].map(minutes);
  test.each([
    ['no history', {}, undefined],
    ['the usual time', { offsetsMs: usual }, 360],
    ['a run that runs', { offsetsMs: usual, runningSinceMs: minutes(50), durationsMs: [20, 25, 30].map(minutes) }, 75],
    [
      'a late source moves it',
      { offsetsMs: usual, upstream: { landsMs: minutes(400), p90Ms: minutes(410), gapsMs: [20, 20, 22].map(minutes) } },
      420,
    ],
    [
      'an early source does not',
      { offsetsMs: usual, upstream: { landsMs: minutes(100), p90Ms: minutes(110), gapsMs: [20, 20, 22].map(minutes) } },
      360,
    ],
    ['never in the past', { nowMs: minutes(500), offsetsMs: usual }, 500],
  ])('%s', (_, given, expected) => {
    const found = forecastLanding({ ...base, ...given });
    expect(found && found.p50Ms / 60_000).toBe(expected);
  });
});

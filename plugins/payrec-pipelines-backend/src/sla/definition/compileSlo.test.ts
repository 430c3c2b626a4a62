import { previewSlo } from '../previewSlo';
import { SlaConfig } from '../config';
import { boundOf } from './boundOf';
import { compileSlo } from './compileSlo';

const CONFIG: SlaConfig = {
  timezone: 'UTC',
  calendars: new Map([['company', { weekdays: true, closed: new Set(['2026-12-24' as never]) }]]),
  maintenance: [],
  webhook: null,
  queries: new Map([['psp-lag', { source: 'prometheus', query: 'max(lag)' }]]),
  staleAfterSeconds: 900,
  evaluateAfterSeconds: 0,
  volumeMaxChange: 0.5,
};
const compile = (document: unknown) => compileSlo(document, 'resource:default/final-index', 'spec.slos[0]', CONFIG);
const slo = (document: unknown) => {
  const compiled = compile(document);
  if (compiled.kind === 'faults') throw new Error(JSON.stringify(compiled.faults));
  return compiled.slo;
};
const landed = {
  name: 'landed-by-0630',
  type: 'freshness',
  partition: { every: 'P1D', field: 'dt', timezone: 'Europe/Berlin' },
  expectedBy: { at: '06:30', offset: 'P1D', calendar: 'TARGET' },
  grace: 'PT0S',
  warnBefore: 'PT30M',
  objective: { target: 0.95, window: '28d', method: 'occurrences' },
  severity: { breach: 'page', warn: 'ticket' },
};
const lag = {
  name: 'stream-lag',
  type: 'lag',
  source: { query: 'psp-lag' },
  fireAbove: 120,
  clearBelow: 60,
  for: 'PT2M',
};

describe('compileSlo', () => {
  test.each<[string, object, string, string]>([
    ['no deadline', { ...landed, expectedBy: undefined }, 'spec.slos[0].expectedBy', 'is missing'],
    ['a wall clock that is none', { ...landed, expectedBy: { at: '6:30' } }, 'spec.slos[0].expectedBy.at', 'HH:MM'],
    ['a zone nobody knows', { ...landed, timezone: 'Europe/Berlin2' }, 'spec.slos[0].timezone', 'IANA'],
    [
      'a calendar nobody knows',
      { ...landed, expectedBy: { at: '06:30', calendar: 'X' } },
      'spec.slos[0].expectedBy.calendar',
      'TARGET2',
    ],
    ['a target of all', { ...landed, objective: { target: 1 } }, 'spec.slos[0].objective.target', 'between 0 and 1'],
    ['a duration that is none', { ...landed, grace: '5 minutes' }, 'spec.slos[0].grace', 'PT30M'],
    ['an hour with a wall clock', { ...landed, partition: 'PT1H' }, 'spec.slos[0].expectedBy', 'PT30M'],
    ['thresholds the wrong way round', { ...lag, clearBelow: 200 }, 'spec.slos[0].clearBelow', 'above fireAbove'],
    [
      'a query config does not have',
      { ...lag, source: { query: 'x' } },
      'spec.slos[0].source.query',
      'payrec.pipelines.queries',
    ],
    // The very text that must never become a link.
    // eslint-disable-next-line no-script-url
    ['a runbook that is a script', { ...lag, runbook: 'javascript:alert(1)' }, 'spec.slos[0].runbook', 'http'],
    ['a runbook that is a file', { ...lag, runbook: 'file:///etc/passwd' }, 'spec.slos[0].runbook', 'http'],
    ['no type', { name: 'a' }, 'spec.slos[0].type', ''],
    ['a rate in time', { name: 'a', type: 'errorRate', max: 'PT30M' }, 'spec.slos[0].max', 'is "PT30M"; an error rate'],
    ['a rate in per cent', { name: 'a', type: 'errorRate', max: 2 }, 'spec.slos[0].max', 'share from 0 to 1'],
  ])('says where it is wrong: %s', (_, document, path, message) => {
    const compiled = compile(document);
    expect(compiled.kind).toBe('faults');
    expect(compiled.kind === 'faults' && compiled.faults).toContainEqual({
      path,
      message: expect.stringContaining(message),
    });
  });

  it('reports a typing error and judges all the same', () => {
    const compiled = compile({ ...landed, expctedBy: 1 });
    expect(compiled).toMatchObject({
      kind: 'slo',
      warnings: [{ path: 'spec.slos[0].expctedBy', message: 'is not known and has no effect' }],
    });
  });

  it('refuses what is no object', () => {
    for (const document of [null, 'x', 7, []]) expect(compile(document).kind).toBe('faults');
  });

  it('gives one version to one content, in any order of keys', () => {
    const turned = Object.fromEntries(Object.entries(landed).reverse());
    expect(slo(turned).version).toBe(slo(landed).version);
    expect(slo({ ...landed, grace: 'PT5M' }).version).not.toBe(slo(landed).version);
    expect(slo({ ...landed, grace: 'PT5M' }).id).toBe(slo(landed).id);
  });

  it('reads the query from config and the wall clock of the calendar', () => {
    expect(slo(lag)).toMatchObject({
      source: { source: 'prometheus', query: 'max(lag)' },
      threshold: { fireAbove: 120, clearBelow: 60 },
    });
    const { deadlines } = previewSlo(
      { slo: landed, partitions: ['2026-04-02', '2026-04-03', '2026-04-04', '2026-04-07'] },
      CONFIG,
    );
    // Good Friday and Easter Monday are closed: Thursday and the days after it are due on Tuesday.
    expect(deadlines.map(one => one.deadlineAt)).toEqual([
      '2026-04-07T04:30:00Z',
      '2026-04-07T04:30:00Z',
      '2026-04-07T04:30:00Z',
      '2026-04-08T04:30:00Z',
    ]);
    const closed = previewSlo(
      {
        slo: { ...landed, partition: 'P1D', timezone: 'Europe/Berlin', calendar: 'TARGET2' },
        partitions: ['2026-04-03', '2026-04-02'],
      },
      CONFIG,
    );
    expect(closed.deadlines.map(one => one.excluded)).toEqual([true, false]);
    const own = previewSlo(
      {
        slo: { ...landed, partition: { every: 'P1D', calendar: 'company' } },
        partitions: ['2026-12-24', '2026-12-23'],
      },
      CONFIG,
    );
    expect(own.deadlines.map(one => one.excluded)).toEqual([true, false]);
  });
});

describe('OpenSLO v1', () => {
  const openSlo = (metricSource: object, more: object = {}) => ({
    apiVersion: 'openslo/v1',
    kind: 'SLO',
    metadata: { name: 'final-index' },
    spec: {
      service: 'resource:default/final-index',
      indicator: { metadata: { name: 'x' }, spec: { thresholdMetric: { metricSource } } },
      timeWindow: [{ duration: '28d', isRolling: true }],
      budgetingMethod: 'Occurrences',
      objectives: [{ target: 0.95, op: 'lte', value: 120 }],
      ...more,
    },
  });
  const freshness = { type: 'payrec/freshness', spec: { partition: landed.partition, expectedBy: landed.expectedBy } };

  it('compiles to the same form', () => {
    expect(slo(openSlo(freshness))).toMatchObject({
      name: 'final-index',
      entityRef: 'resource:default/final-index',
      type: 'freshness',
      expectedBy: { kind: 'wallClock', at: '06:30', offsetDays: 1, calendar: 'TARGET' },
      objective: { target: 0.95, windowSeconds: 28 * 86_400 },
    });
    expect(slo(openSlo({ type: 'Prometheus', spec: { query: 'max(lag)' } }))).toMatchObject({
      type: 'lag',
      source: { source: 'prometheus', query: 'max(lag)' },
      threshold: { fireAbove: 120 },
    });
  });

  test.each<[string, object, string]>([
    ['two objectives', openSlo(freshness, { objectives: [{ target: 0.9 }, { target: 0.8 }] }), 'spec.objectives'],
    [
      'a source nobody has',
      openSlo({ type: 'Graphite', spec: {} }),
      'spec.indicator.spec.thresholdMetric.metricSource.type',
    ],
    ['a calendar window', openSlo(freshness, { timeWindow: [{ calendar: {} }] }), 'spec.timeWindow[0].duration'],
  ])('says where it is wrong: %s', (_, document, path) => {
    const compiled = compile(document);
    expect(compiled.kind === 'faults' && compiled.faults[0].path).toBe(path);
  });
});

describe('boundOf', () => {
  test.each<[string, object, object | null]>([
    ['an error rate', { type: 'errorRate', max: 0.02 }, { min: null, max: 0.02, unit: 'ratio' }],
    ['a run', { type: 'duration', max: 'PT30M' }, { min: null, max: 1800, unit: 'seconds' }],
    ['a lag', { type: 'lag', fireAbove: 120 }, { min: null, max: 120, unit: 'seconds' }],
    ['a lag that is only watched', { type: 'lag' }, null],
    ['a share', { type: 'completeness', ratio: { min: 0.999 } }, { min: 0.999, max: null, unit: 'ratio' }],
    ['two shares', { type: 'completeness', ratio: { min: 0.99, max: 1.01 } }, { min: 0.99, max: 1.01, unit: 'ratio' }],
    ['a largest share', { type: 'completeness', ratio: { max: 1.01 } }, { min: null, max: 1.01, unit: 'ratio' }],
    ['rows', { type: 'volume', rows: { min: 900, max: 1100 } }, { min: 900, max: 1100, unit: 'rows' }],
    ['rows against those before', { type: 'volume', maxChange: 0.5 }, null],
    ['a deadline', landed, null],
    ['up or down', { type: 'availability', source: { query: 'psp-lag' } }, null],
  ])('%s', (_, document, expected) => {
    expect(boundOf(slo({ name: 'x', ...document }))).toEqual(expected);
  });
});

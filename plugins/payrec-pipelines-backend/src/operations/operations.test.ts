import { mockCredentials } from '@backstage/backend-test-utils';
import { Instant } from '@internal/plugin-payrec-common';
import { JobRun } from '../sla/deps';
import { LineageGraph } from '../incidents/lineageGraph';
import { SlaParts } from '../sla/createSlaModule';
import { InMemoryRegistry } from '../sla/__testUtils__/InMemoryRegistry';
import { attributeDelay } from './attribution';
import { catchUpFromSlope, catchUpSeconds } from './catchUp';
import { errorClassOf } from './errorClass';
import { OperationsSight } from './OperationsSight';
import { listIngestErrors } from './panels/ingestErrors';
import { listStreamLag } from './panels/streamLag';
import { listStrip } from './panels/strip';

const emptySight: OperationsSight = {
  nowMs: 0,
  active: [],
  shown: [],
  graph: new LineageGraph([]),
  reader: undefined as unknown as OperationsSight['reader'],
  visibility: 'all',
};

describe('errorClassOf', () => {
  test.each([
    ['Code 0F in field :86: of line 17', 'Code 0F in field :86: of line 42'],
    ['run 0195a7c2-8f00-7000-8000-000000000001 failed', 'run 1195a7c2-8f00-7000-8000-000000000009 failed'],
    ['unknown currency "ABC" on 2026-03-01', 'unknown currency "XYZ" on 2026-04-01'],
    ['read 12,345.6 of 99', 'read 1 of 2'],
    ['first line\n at x', 'first line\n at y'],
  ])('%p and %p are one class', (a, b) => expect(errorClassOf(a)).toBe(errorClassOf(b)));
});

describe('catching up', () => {
  test.each([
    [2604, 42, 45.6, 2604 / 3.6],
    [100, 50, 50, null],
    [100, 50, 40, null],
    [0, 50, 40, 0],
    [null, 1, 2, null],
  ])('%p waiting, %p in, %p out', (lag, inRate, outRate, expected) => {
    const found = catchUpSeconds(lag, inRate, outRate);
    const digits = (value: number | null) => (value === null ? null : Math.round(value * 1e6));
    expect(digits(found)).toBe(digits(expected));
  });

  it('follows the slope where only seconds are known', () => {
    const points = [100, 80, 60].map((value, at) => ({ atMs: at * 60_000, value }));
    expect(catchUpFromSlope(points)).toBeCloseTo(180, 6);
    expect(catchUpFromSlope([...points].reverse().map((one, at) => ({ ...one, atMs: at * 60_000 })))).toBeNull();
  });
});

describe('attributeDelay', () => {
  it('adds up to the delay', () => {
    const at = (minutes: number) => minutes * 60_000;
    const run = (state: 'FAILED' | 'COMPLETED', from: number, to: number) => ({
      runId: state,
      job: { namespace: 'n', name: 'j' },
      state,
      startedAt: new Date(at(from)).toISOString() as never,
      endedAt: new Date(at(to)).toISOString() as never,
      nominalStartAt: null,
      nominalEndAt: null,
      lastReceivedAt: new Date(at(to)).toISOString() as never,
      errorMessage: null,
      codeVersion: null,
      rowsIn: null,
      rowsOut: null,
      quarantined: null,
    });
    const parts = attributeDelay({
      deadlineMs: at(100),
      landedMs: at(172),
      nowMs: at(180),
      inputReadyMs: at(130),
      inputUsualMs: at(83),
      attempts: [run('FAILED', 130, 146), run('COMPLETED', 159, 172)],
      usualRunSeconds: 13 * 60,
    });
    expect(parts.map(part => [part.kind, part.seconds / 60])).toEqual([
      ['source-late', 47],
      ['attempt-failed', 16],
      ['rerun-wait', 13],
      ['slack', -4],
    ]);
    expect(parts.reduce((sum, part) => sum + part.seconds, 0)).toBe(72 * 60);
  });

  it('says nothing of what is in time', () => {
    expect(
      attributeDelay({
        deadlineMs: 10,
        landedMs: 5,
        nowMs: 5,
        inputReadyMs: null,
        inputUsualMs: null,
        attempts: [],
        usualRunSeconds: null,
      }),
    ).toEqual([]);
  });
});

const failed = (name: string): JobRun => ({
  runId: `run-${name}`,
  job: { namespace: 'payments-prod', name },
  state: 'FAILED',
  startedAt: '2026-03-05T05:00:00Z' as Instant,
  endedAt: '2026-03-05T05:10:00Z' as Instant,
  nominalStartAt: null,
  nominalEndAt: null,
  lastReceivedAt: '2026-03-05T05:10:00Z' as Instant,
  errorMessage: 'Code 0F in field :86:',
  codeVersion: null,
  rowsIn: null,
  rowsOut: null,
  quarantined: null,
});

describe.each(['listIngestErrors', 'listStrip'] as const)('%s', panel => {
  const list = async (hidden: readonly string[]) => {
    const registry = new InMemoryRegistry();
    for (const name of ['load', 'payroll']) {
      registry.jobRuns.push(failed(name));
      registry.refs.set(JSON.stringify(['job', 'payments-prod', name]), `component:default/${name}`);
    }
    const deps = {
      registry,
      now: () => '2026-03-05T06:00:00Z' as Instant,
      config: { timezone: 'UTC' },
      visibility: {
        visibleRefs: async (_: unknown, refs: readonly string[]) => new Set(refs.filter(ref => !hidden.includes(ref))),
        look: async () => ({ hidden: new Set(hidden), seen: new Map() }),
      },
    } as unknown as SlaParts['deps'];
    const sight = { ...emptySight, nowMs: Date.parse(deps.now()) };
    const answer =
      panel === 'listStrip'
        ? await listStrip({ deps } as SlaParts, mockCredentials.user(), sight, 10)
        : await listIngestErrors({ deps }, mockCredentials.user(), 24, 10);
    const jobs = (answer.items as Array<{ job: { name: string } }>).map(item => item.job.name);
    return { jobs: jobs.sort(), total: answer.total, visibility: answer.visibility };
  };

  it('shows every job to who may see them all', async () => {
    expect(await list([])).toEqual({ jobs: ['load', 'payroll'], total: 2, visibility: 'all' });
  });

  it('leaves out jobs of hidden entities, and says that something is left out', async () => {
    expect(await list(['component:default/payroll'])).toEqual({ jobs: ['load'], total: 1, visibility: 'partial' });
  });
});

describe('listStreamLag', () => {
  const nowMs = Date.parse('2026-03-05T06:00:00Z');
  const lagOf = async (values: readonly number[], threshold: object) => {
    const slo = { id: 'lag', type: 'lag', current: { value: values[values.length - 1], reason: '' } };
    const slices = values.map((value, at) => ({ atMs: nowMs + (at - values.length) * 60_000, value }));
    const parts = {
      deps: {},
      slos: { states: async () => new Map() },
      verdicts: { slices: async () => slices },
    } as unknown as SlaParts;
    const sight = { ...emptySight, nowMs, shown: [slo], active: [{ id: 'lag', threshold }] };
    const [found] = await listStreamLag(parts, sight as unknown as OperationsSight, 60);
    return found.catchUpSeconds;
  };

  test.each<[string, readonly number[], object, number | null]>([
    // case                                 lags             threshold                    seconds to catch up
    ['falls, and is still over its bound', [300, 240, 180], { clearBelow: 60 }, 180],
    ['falls, and is where it should be', [3, 2, 1], { clearBelow: 60 }, null],
    ['falls, without a bound', [3, 2, 1], {}, null],
    ['grows', [180, 240, 300], { clearBelow: 60 }, null],
  ])('%s', async (_, values, threshold, expected) => {
    expect(await lagOf(values, threshold)).toBe(expected);
  });
});

import { Instant } from '@internal/plugin-payrec-common';
import fc from 'fast-check';
import { DatasetUse, reduceRun, RunEventType, RunFact } from './reduceRun';

let nextKey = 0;
function fact(type: RunEventType, time: string, more: Partial<RunFact> = {}): RunFact {
  nextKey += 1;
  return {
    key: `k${nextKey}`,
    type,
    eventTime: `2026-03-02T${time}Z` as Instant,
    runFacets: {},
    jobFacets: {},
    snapshot: false,
    inputs: [],
    outputs: [],
    ...more,
  };
}
const table = (name: string): DatasetUse => ({ namespace: 's3://lake', name, facets: {}, useFacets: {} });
const streaming = { processingType: 'STREAMING' } as const;

test.each<[string, RunFact[], object]>([
  [
    'START then COMPLETE',
    [fact('START', '06:00:00'), fact('COMPLETE', '06:14:00')],
    { state: 'COMPLETED', durationSeconds: 840, events: 2, conflict: false },
  ],
  [
    'COMPLETE delivered before START',
    [fact('COMPLETE', '06:14:00'), fact('START', '06:00:00')],
    { state: 'COMPLETED', durationSeconds: 840 },
  ],
  [
    'two terminal kinds: the later decides, the conflict is shown',
    [fact('START', '06:00:00'), fact('COMPLETE', '06:14:00'), fact('FAIL', '06:15:00')],
    { state: 'FAILED', durationSeconds: 900, conflict: true },
  ],
  [
    'two terminal kinds at one time: the worse',
    [fact('FAIL', '06:14:00'), fact('COMPLETE', '06:14:00'), fact('ABORT', '06:14:00')],
    { state: 'FAILED', startedAt: null, durationSeconds: null, conflict: true },
  ],
  [
    'only OTHER',
    [fact('OTHER', '05:58:00'), fact('OTHER', '05:59:00')],
    { state: 'PENDING', startedAt: null, events: 2 },
  ],
  ['RUNNING alone', [fact('RUNNING', '06:00:00')], { state: 'RUNNING', startedAt: null }],
  [
    'OTHER after the end changes nothing',
    [fact('COMPLETE', '06:14:00'), fact('OTHER', '06:20:00')],
    { state: 'COMPLETED' },
  ],
  [
    'a batch never leaves its end',
    [fact('COMPLETE', '06:14:00'), fact('START', '06:20:00')],
    { state: 'COMPLETED', durationSeconds: 0 },
  ],
  [
    'a stream goes on',
    [fact('COMPLETE', '06:14:00', streaming), fact('RUNNING', '06:20:00', streaming)],
    { state: 'RUNNING', endedAt: null },
  ],
])('%s', (_, facts, expected) => {
  expect(reduceRun(facts)).toMatchObject(expected);
});

it('replaces a facet whole by the later event and adds datasets up', () => {
  const run = reduceRun([
    fact('COMPLETE', '06:14:00', { runFacets: { a: { x: 2 } }, outputs: [table('out')] }),
    fact('START', '06:00:00', { runFacets: { a: { x: 1, y: 1 }, b: 1 }, inputs: [table('in')] }),
  ]);
  expect(run.runFacets).toEqual({ a: { x: 2 }, b: 1 });
  expect([run.inputs.map(use => use.name), run.outputs.map(use => use.name)]).toEqual([['in'], ['out']]);
});

it('takes the last snapshot where the job says that each event is complete', () => {
  const snapshot = { snapshot: true };
  const run = reduceRun([
    fact('RUNNING', '06:01:00', { ...snapshot, inputs: [table('a'), table('b')] }),
    fact('RUNNING', '06:02:00', { ...snapshot, inputs: [table('b')] }),
    fact('RUNNING', '06:03:00', snapshot),
  ]);
  expect(run.inputs.map(use => use.name)).toEqual(['b']);
});

it('depends on the set of events alone', () => {
  const anyFact = fc.record({
    type: fc.constantFrom<RunEventType>('START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'),
    minute: fc.integer({ min: 10, max: 15 }),
    facet: fc.integer({ min: 0, max: 3 }),
    name: fc.constantFrom('a', 'b', 'c'),
    snapshot: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyFact, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()), (drawn, random) => {
      const facts = drawn.map(({ type, minute, facet, name, snapshot }) =>
        fact(type, `06:${minute}:00`, { runFacets: { f: facet }, inputs: [table(name)], snapshot }),
      );
      const shuffled = [...facts, ...facts]
        .map(one => ({ one, rank: random.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ one }) => one);
      expect(reduceRun(shuffled)).toEqual(reduceRun(facts));
    }),
  );
});

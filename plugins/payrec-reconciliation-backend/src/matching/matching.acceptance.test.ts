import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MatchingEngine, openMatchingEngine, seeded, shuffled, withHashOf } from './__testUtils__/matchingEngine';
import { caseDifferences, CaseResult, MatchingCase } from './cases/matchingCases';

// The worked examples are not part of the repository; where they are absent the suite says so instead of passing silently.
const file = path.resolve(__dirname, '../../../../../shared/acceptance/reconciliation.json');
const withExamples = existsSync(file) ? describe : describe.skip;

type Expected = MatchingCase & { readonly expect: Partial<CaseResult> };

withExamples('the shared examples of matching', () => {
  const cases: Expected[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).matching : [];
  const engines = new Map<number, MatchingEngine>();

  beforeAll(async () => {
    for (const threads of [1, 2]) engines.set(threads, await openMatchingEngine(threads));
  });
  afterAll(async () => {
    for (const engine of engines.values()) await engine.close();
  });

  const reversed = (one: Expected): Expected => ({
    ...one,
    left: [...one.left].reverse(),
    right: [...one.right].reverse(),
  });
  const mixed = (one: Expected): Expected => ({
    ...one,
    left: shuffled(one.left, seeded(7)),
    right: shuffled(one.right, seeded(11)),
  });
  const orders: Array<[string, Expected[]]> = [
    ['as written', cases],
    ['reversed', [...cases].reverse().map(reversed)],
    ['shuffled', shuffled(cases, seeded(3)).map(mixed)],
  ];

  test.each(orders.flatMap(([name, order]) => [1, 2].map(threads => [name, threads, order] as const)))(
    'hold %s on %i threads',
    async (_, threads, order) => {
      const { byCase } = await engines.get(threads)!.run(order);
      const differences = order.flatMap(({ id, expect: expected }) =>
        caseDifferences(expected, byCase.get(id)!).map(line => `${id} ${line}`),
      );
      expect(differences).toEqual([]);
    },
    30_000,
  );

  test.each([1, 3, 5])('hold with a routing hash of %i values', async values => {
    const { byCase } = await engines.get(2)!.run(cases, withHashOf(values));
    expect(cases.flatMap(({ id, expect: expected }) => caseDifferences(expected, byCase.get(id)!))).toEqual([]);
  });
});

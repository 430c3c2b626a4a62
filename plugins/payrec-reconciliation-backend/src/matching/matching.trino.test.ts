import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { TrinoEngine } from '@internal/plugin-payrec-node/system';
import { startTestTrino } from '@internal/plugin-payrec-testkit';
import { denseCases } from './__testUtils__/denseCases';
import { MatchingEngine, openMatchingEngine } from './__testUtils__/matchingEngine';
import { caseDifferences, CaseResult, MatchingCase, runMatchingCases } from './cases/matchingCases';

const file = path.resolve(__dirname, '../../../../../shared/acceptance/reconciliation.json');

describe('matching on Trino', () => {
  let trino: Awaited<ReturnType<typeof startTestTrino>>;
  let engine: TrinoEngine;
  let embedded: MatchingEngine;
  beforeAll(async () => {
    trino = await startTestTrino();
    engine = new TrinoEngine(trino.options);
    embedded = await openMatchingEngine(2);
  }, 240_000);
  afterAll(async () => {
    await engine?.close();
    await embedded?.close();
    await trino?.stop();
  }, 60_000);

  const onTrino = (cases: readonly MatchingCase[]) =>
    engine.withSession({ name: 'test.matching' }, session => runMatchingCases(session, cases));

  test('gives on dense cases what the embedded engine gives, with a zero proof', async () => {
    const cases = denseCases(1, 120, { withNever: true });
    const [there, here] = [await onTrino(cases), await embedded.run(cases)];
    expect(there.byCase).toEqual(here.byCase);
    expect(there.result.proof).toEqual(here.result.proof);
    expect(there.result.proof.filter(one => one.mustBeZeroMinor !== 0n || one.miscountedRows !== 0n)).toEqual([]);
  }, 600_000);

  // The worked examples are not part of the repository.
  const withExamples = existsSync(file) ? test : test.skip;
  withExamples(
    'holds the shared examples',
    async () => {
      const cases: Array<MatchingCase & { expect: Partial<CaseResult> }> = JSON.parse(
        readFileSync(file, 'utf8'),
      ).matching;
      const { byCase } = await onTrino(cases);
      // eslint-disable-next-line jest/no-standalone-expect -- it is inside one, under another name
      expect(cases.flatMap(({ id, expect: expected }) => caseDifferences(expected, byCase.get(id)!))).toEqual([]);
    },
    600_000,
  );
});

import { startTestTrino } from '@internal/plugin-payrec-testkit';
import { TrinoEngine } from '../trino/TrinoEngine';
import { scopeConformanceCases } from './__testUtils__/scopeConformance';

describe('scopes on Trino', () => {
  let trino: Awaited<ReturnType<typeof startTestTrino>>;
  let engine: TrinoEngine;
  beforeAll(async () => {
    trino = await startTestTrino();
    engine = new TrinoEngine(trino.options);
  }, 240_000);
  afterAll(async () => {
    await engine?.close();
    await trino?.stop();
  }, 60_000);

  it('shows the rows that judging each in memory shows, for random conditions', async () => {
    const cases = await scopeConformanceCases(engine.dialect, { count: 150 });
    for (const { name, sql, params, expected } of cases) {
      const signal = AbortSignal.timeout(60_000);
      const rows = await engine.read({ name: 'test.scope', sql, params, maxRows: 100, signal });
      expect([name, rows.map(row => row.id)]).toEqual([name, expected]);
    }
  }, 600_000);
});

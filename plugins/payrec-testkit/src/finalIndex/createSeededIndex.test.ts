import { z } from 'zod';
import { defineQuery } from '@internal/plugin-payrec-node';
import { createSeededIndex, SeededIndex } from './createSeededIndex';
import { createTestFinalIndex, TestFinalIndex } from './createTestFinalIndex';
import { statementLineRow, tableRow, transactionRow } from './rows';

// Real servers on a machine that may be busy with other suites.
jest.setTimeout(60_000);

const sums = defineQuery({
  name: 'test.sums',
  reads: ['transactions'],
  sql: `SELECT recon_unit, CAST(sum(CAST(gross_minor AS DECIMAL(38,0))) AS VARCHAR) AS total, count(*) AS n
        FROM transactions GROUP BY recon_unit ORDER BY recon_unit`,
  params: () => [],
  partition: (p: { from: string; to: string }) => p,
  rowLimit: 10,
  timeoutMs: 10_000,
  row: z.object({ recon_unit: z.string(), total: z.string(), n: z.string() }),
});

describe('createSeededIndex', () => {
  let index: SeededIndex;
  let test: TestFinalIndex;

  beforeAll(async () => {
    index = await createSeededIndex({
      transactions: [
        transactionRow({ txn_id: 'a', gross_minor: 9007199254740993n }),
        transactionRow({ txn_id: 'b', currency: 'KWD', gross_minor: -1n, business_date: '2026-03-31' }),
        transactionRow({ txn_id: 'c', business_date: '2026-04-01' }),
      ],
      statement_lines: [statementLineRow()],
      merchants: [tableRow('merchants', { merchant_id: 'merchant-a' })],
    });
    test = await createTestFinalIndex(index.root);
  });
  afterAll(async () => {
    await test.close();
    await index.remove();
  });

  it('makes rows a named query reads inside its partition bound', async () => {
    const { rows, asOf } = await test.system.query(sums, { from: '2026-03-30', to: '2026-03-31' }, { reason: 'test' });
    expect(rows).toEqual([
      { recon_unit: 'acc-1|EUR', total: '9007199254740993', n: '1' },
      { recon_unit: 'acc-1|KWD', total: '-1', n: '1' },
    ]);
    expect(asOf).toMatchObject({ businessDate: '2026-04-01', at: '2026-04-01T23:00:00.000Z', engine: 'duckdb' });
  });

  it('refuses a column the table does not have', () => {
    expect(() => transactionRow({ amount: 1n })).toThrow('Table transactions has no column "amount"');
  });
});

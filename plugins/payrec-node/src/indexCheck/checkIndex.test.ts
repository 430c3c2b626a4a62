import { DuckDBInstance } from '@duckdb/node-api';
import { merchants, Table, transactions } from '@internal/plugin-payrec-common';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkIndex } from './checkIndex';

/** SQL for one good value of each type; `overrides` replaces single columns by SQL text, or drops them with null. */
function rowSql(table: Table, overrides: Record<string, string | null>): string {
  const good: Record<string, string> = {
    text: `'x'`,
    bigint: 'CAST(0 AS BIGINT)',
    integer: 'CAST(2 AS INTEGER)',
    boolean: 'true',
    date: `DATE '2026-11-20'`,
    timestamp: `TIMESTAMPTZ '2026-11-20 10:00:00Z'`,
    decimal: 'CAST(1 AS DECIMAL(38,10))',
    'text[]': `['x']`,
  };
  const named: Record<string, string> = { currency: `'EUR'`, account_id: `'ACC1'`, recon_unit: `'ACC1|EUR'` };
  return table.columns
    .filter(column => overrides[column.name] !== null)
    .map(column => `${overrides[column.name] ?? named[column.name] ?? good[column.type]} AS ${column.name}`)
    .concat(overrides.extra ? [`${overrides.extra} AS extra`] : [])
    .join(', ');
}

describe('checkIndex', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'payrec-check-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function write(table: Table, folder: string, rows: Array<Record<string, string | null>>): Promise<void> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    mkdirSync(join(root, folder), { recursive: true });
    const select = rows.map(row => `SELECT ${rowSql(table, row)}`).join(' UNION ALL ');
    await connection.run(`COPY (${select}) TO '${join(root, folder, 'part.parquet')}' (FORMAT PARQUET)`);
    connection.closeSync();
    instance.closeSync();
  }
  const day = 'transactions/business_date=2026-11-20';

  it('finds nothing in an index that keeps the contract', async () => {
    await write(transactions, day, [{ txn_id: `'T1'` }, { txn_id: `'T2'` }]);
    await write(merchants, 'merchants', [{}]);
    const { tables, findings } = await checkIndex(root);
    expect(tables).toEqual([
      { table: 'transactions', files: 1, rows: 2 },
      { table: 'merchants', files: 1, rows: 1 },
    ]);
    expect(findings.map(finding => `${finding.table} ${finding.problem}`)).toEqual(['accounts has no Parquet file']);
  });

  test.each<[string, Record<string, string | null>, { column: string; problem: string; row?: string }]>([
    ['a missing column', { psp: null }, { column: 'psp', problem: 'is missing' }],
    ['a foreign column', { extra: '1' }, { column: 'extra', problem: 'is not in the contract' }],
    ['money as a float', { gross_minor: 'CAST(0 AS DOUBLE)' }, { column: 'gross_minor', problem: 'has type DOUBLE' }],
    [
      'a null',
      { status: 'CAST(NULL AS VARCHAR)' },
      { column: 'status', problem: 'is null in a required column', row: 'txn_id=T1' },
    ],
    [
      'a currency',
      { currency: `'eur'`, recon_unit: `'ACC1|eur'` },
      { column: 'currency', problem: 'is no ISO 4217 code of the shipped table', row: 'txn_id=T1' },
    ],
    [
      'an exponent',
      { currency_exponent: 'CAST(3 AS INTEGER)' },
      { column: 'currency_exponent', problem: 'is not the number of decimals of the currency', row: 'txn_id=T1' },
    ],
    [
      'a unit',
      { recon_unit: `'ACC1|USD'` },
      { column: 'recon_unit', problem: 'is not account and currency', row: 'txn_id=T1' },
    ],
    [
      'a net',
      { expected_net_minor: 'CAST(1 AS BIGINT)' },
      { column: 'expected_net_minor', problem: 'is not gross plus fee', row: 'txn_id=T1' },
    ],
    [
      'a partition',
      { business_date: `DATE '2026-11-19'` },
      { column: 'business_date', problem: 'stands in the partition of another value', row: 'txn_id=T1' },
    ],
    ['a key', { txn_id: `'T0'` }, { column: 'txn_id', problem: 'repeats a key', row: 'txn_id=T0' }],
  ])('names %s', async (_, bad, expected) => {
    await write(transactions, day, [
      { txn_id: `'T1'`, ...bad },
      { txn_id: `'T0'`, ...('txn_id' in bad ? {} : pick(bad)) },
    ]);
    const { findings } = await checkIndex(root);
    expect(findings.filter(finding => finding.table === 'transactions')).toEqual([expect.objectContaining(expected)]);
  });

  it('names a folder that is no table, and one that is not there', async () => {
    mkdirSync(join(root, 'ledger'));
    expect((await checkIndex(root)).findings[0]).toMatchObject({
      table: 'ledger',
      problem: 'is not a table of the contract',
    });
    await expect(checkIndex(join(root, 'nowhere'))).rejects.toThrow('There is no Final Index at');
  });
});

/** Breaches of shape concern the whole file, so both rows carry them. */
function pick(bad: Record<string, string | null>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(bad).filter(([name, sql]) => sql === null || name === 'extra' || sql.includes('DOUBLE')),
  );
}

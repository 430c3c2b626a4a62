import { finalIndexTable } from '@internal/plugin-payrec-common';
import { DuckDBConnection, DuckDBInstance, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import fc from 'fast-check';
import { Scope, SqlValue } from '../types';
import { compileScope } from './compileScope';
import { mintScope } from './scope';
import { scopeConformanceCases } from './__testUtils__/scopeConformance';
import { ScopeTree } from './types';

const transactions = finalIndexTable('transactions');
const duckdb = { name: 'duckdb' } as const;
const merchantIn = (...merchantIds: string[]): ScopeTree => ({ kind: 'merchantIn', merchantIds });

describe('compileScope', () => {
  test.each<[string, ScopeTree, string, SqlValue[]]>([
    ['full sight', { kind: 'all' }, 'TRUE', []],
    ['no merchants', merchantIn(), 'merchant_id IS NOT NULL AND FALSE', []],
    [
      'merchants',
      merchantIn('b', 'a', 'b'),
      'merchant_id IS NOT NULL AND COALESCE(contains(?, merchant_id), FALSE)',
      [['a', 'b']],
    ],
    ['anyOf nothing', { kind: 'anyOf', of: [] }, 'merchant_id IS NOT NULL AND FALSE', []],
    ['allOf nothing', { kind: 'allOf', of: [] }, 'merchant_id IS NOT NULL AND TRUE', []],
    [
      'either of two conditions',
      { kind: 'anyOf', of: [merchantIn('a'), { kind: 'allOf', of: [merchantIn('b'), merchantIn()] }] },
      'merchant_id IS NOT NULL AND (COALESCE(contains(?, merchant_id), FALSE) OR (COALESCE(contains(?, merchant_id), FALSE) AND FALSE))',
      [['a'], ['b']],
    ],
  ])('%s', (_, tree, sql, params) => {
    expect(compileScope(mintScope(tree), transactions, duckdb)).toEqual({ sql, params });
  });

  it('refuses a table that does not say whose its rows are, unless all is visible', () => {
    const statements = finalIndexTable('statements');
    expect(() => compileScope(mintScope(merchantIn('a')), statements, duckdb)).toThrow(
      'Reading statements needs sight of all merchants, and yours is partial',
    );
    expect(compileScope(mintScope({ kind: 'all' }), statements, duckdb).sql).toBe('TRUE');
  });

  it('refuses a merchant column that is not on the list', () => {
    const table = { ...transactions, merchantColumn: 'user_id OR TRUE' };
    expect(() => compileScope(mintScope(merchantIn('a')), table, duckdb)).toThrow('no scope may speak about');
  });

  it('refuses a scope that was not made by the gate', () => {
    const forged = { visibility: 'all', hash: 'x' } as Scope;
    const copied = { ...mintScope({ kind: 'all' }) } as Scope;
    expect(() => compileScope(forged, transactions, duckdb)).toThrow('not made by the permission gate');
    expect(() => compileScope(copied, transactions, duckdb)).toThrow('not made by the permission gate');
  });
});

describe('a scope', () => {
  test.each<[string, ScopeTree, ScopeTree, boolean]>([
    ['order and repeats do not matter', merchantIn('a', 'b'), merchantIn('b', 'a', 'a'), true],
    ['another merchant', merchantIn('a'), merchantIn('b'), false],
    ['no merchant and all', merchantIn(), { kind: 'all' }, false],
    ['and and or', { kind: 'allOf', of: [merchantIn('a')] }, { kind: 'anyOf', of: [merchantIn('a')] }, false],
  ])('has the hash of what it shows: %s', (_, one, other, same) => {
    expect(mintScope(one).hash === mintScope(other).hash).toBe(same);
  });

  it('cannot be widened', () => {
    const scope = mintScope(merchantIn('a'));
    expect(scope.visibility).toBe('partial');
    expect(() => Object.assign(scope, { visibility: 'all' })).toThrow(TypeError);
  });
});

describe('on DuckDB', () => {
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
  });
  afterAll(() => {
    connection.closeSync();
    instance.closeSync();
  });

  const ids = async (sql: string, params: readonly SqlValue[]) => {
    const bound = params.map(value => (isList(value) ? listValue([...value]) : value));
    const types = params.map(value => (isList(value) ? LIST(VARCHAR) : VARCHAR));
    const reader = await connection.runAndReadAll(sql, bound, types);
    return reader.getRowsJson().map(([id]) => String(id));
  };

  it('shows the rows that judging each in memory shows, for random conditions', async () => {
    for (const { name, sql, params, expected } of await scopeConformanceCases(duckdb, { count: 500 })) {
      expect([name, await ids(sql, params)]).toEqual([name, expected]);
    }
  }, 60_000);

  it('takes 100,000 hostile literals for values', async () => {
    const hostile = fc.oneof(
      fc
        .string({ unit: 'binary', maxLength: 40 })
        .filter(text => Buffer.from(text).toString() === text && !text.includes('\0')),
      fc
        .array(
          fc.constantFrom("'", '"', ';', '--', '/*', '*/', '\\', '$$', '?', ') OR TRUE', 'UNION SELECT', '\n', 'a'),
          {
            maxLength: 8,
          },
        )
        .map(parts => parts.join('')),
    );
    await connection.run('CREATE TEMP TABLE t (id VARCHAR, merchant_id VARCHAR)');
    const literals = fc.sample(hostile, { numRuns: 100_000, seed: 7 });
    for (let start = 0; start < literals.length; start += 2_000) {
      const batch = [...new Set(literals.slice(start, start + 2_000))];
      // Every second literal has a row; all of them are in the scope, beside a row of somebody else and one of nobody.
      const stored = batch.filter((_, index) => index % 2 === 0);
      await connection.run('DELETE FROM t');
      await connection.run(
        "INSERT INTO t SELECT x, x FROM (SELECT unnest(?) AS x) UNION ALL VALUES ('~foreign~', '~foreign~'), ('~null~', NULL)",
        [listValue(stored)],
        [LIST(VARCHAR)],
      );
      const { sql, params } = compileScope(mintScope(merchantIn(...batch)), transactions, duckdb);
      const visible = await ids(`SELECT id FROM t WHERE ${sql}`, params);
      expect(new Set(visible)).toEqual(new Set(stored));
      const others = batch.filter((_, index) => index % 2 === 1);
      const scope = compileScope(mintScope(merchantIn(...others)), transactions, duckdb);
      expect(await ids(`SELECT id FROM t WHERE ${scope.sql}`, scope.params)).toEqual([]);
    }
  }, 120_000);
});

function isList(value: SqlValue): value is readonly string[] {
  return Array.isArray(value);
}

import { jobIdentity } from './jobIdentity';
import { createNaming } from './naming';
import { ReducedRun } from './reduceRun';

const TRINO = 'trino://trino:8080';
const run = (sql: string, output: string | null, state: ReducedRun['state'] = 'COMPLETED') =>
  jobIdentity(
    { namespace: 'lake', name: '20261124_100000_00001_abcde' },
    {
      state,
      jobFacets: { sql: { query: sql } },
      runFacets: { processing_engine: { name: 'trino' } },
      outputs: output === null ? [] : [{ namespace: TRINO, name: output, facets: {}, useFacets: {} }],
    },
  )?.name;
const session = (digit: string) => `lake.session_${digit.repeat(32)}`;

describe('jobs of an engine that makes one of every query', () => {
  test.each<[string, [string, string | null], [string, string | null]]>([
    [
      'literals',
      [`insert into t select 1 where a = 'x'`, 'lake.f.t'],
      [`INSERT INTO t SELECT 22 WHERE a='y'`, 'lake.f.t'],
    ],
    [
      'bound values',
      [`EXECUTE IMMEDIATE 'insert into t select a from s where d = ?' USING 1`, 'lake.f.t'],
      [`execute immediate 'insert into t select a from s where d = ?' using 'other', NULL`, 'lake.f.t'],
    ],
    [
      'rows written as text',
      [`INSERT INTO t ("a", b) VALUES ('x', CAST('1' AS BIGINT))`, 'lake.f.t'],
      [`INSERT INTO t ("a", b) VALUES (NULL, CAST('1' AS BIGINT)), ('z', NULL)`, 'lake.f.t'],
    ],
    [
      'scratch schemas of sessions',
      [`create table ${session('a')}.rows as select 1`, `${session('a')}.rows`],
      [`create table ${session('b')}.rows as select 2`, `${session('b')}.rows`],
    ],
    [
      'scratch schemas without tables',
      [`CREATE SCHEMA ${session('a')}`, null],
      [`CREATE SCHEMA ${session('b')}`, null],
    ],
  ])('are one whatever the %s', (_, one, other) => {
    expect(run(...one)).toBe(run(...other));
  });

  test.each<[string, [string, string | null], [string, string | null]]>([
    ['tables written', ['insert into t select 1', 'lake.f.t'], ['insert into t select 1', 'lake.g.t']],
    ['statements', ['insert into t select a from s', 'lake.f.t'], ['insert into t select b from s', 'lake.f.t']],
    [
      'statements with bound values',
      [`EXECUTE IMMEDIATE 'insert into t select a from s' USING 1`, 'lake.f.t'],
      [`EXECUTE IMMEDIATE 'insert into t select b from s' USING 1`, 'lake.f.t'],
    ],
  ])('are two for other %s', (_, one, other) => {
    expect(run(...one)).not.toBe(run(...other));
  });

  it('are named by a leading comment, also in a statement with bound values', () => {
    expect(run('-- job: settlement.report\ninsert into t select 1', 'lake.f.t')).toBe('settlement.report');
    expect(run(`EXECUTE IMMEDIATE '/* job: settlement.report */ insert into t select ?' USING 1`, 'lake.f.t')).toBe(
      'settlement.report',
    );
  });

  it('are not known while a query has only begun', () => {
    expect(run('insert into t select 1', null, 'RUNNING')).toBeUndefined();
  });
});

it('gives the scratch tables of all sessions one name, on Trino only', () => {
  const naming = createNaming({ hostAliases: [], datasetAliases: [] });
  expect(naming(TRINO, `${session('a')}.rows`).name).toBe('lake.session_*.rows');
  expect(naming('s3://lake', `${session('a')}.rows`).name).toBe(`${session('a')}.rows`);
});

import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finalIndexTable, matchGroups } from '@internal/plugin-payrec-common';
import { columnTypeSql } from '../ddl';
import { SqlValue } from '../types';
import { DuckDbEngine } from './DuckDbEngine';
import { IndexFolder } from './IndexFolder';

// Real servers on a machine that may be busy with other suites.
jest.setTimeout(60_000);

const group = (runId: string, groupId: string) =>
  `SELECT '${runId}' AS run_id, '${groupId}' AS group_id, 'A|EUR' AS recon_unit, 'P1_EXACT_REF' AS pass, NULL AS match_key,
   1 AS left_count, 1 AS right_count, 9007199254740993 AS left_minor, 1 AS right_minor, 0 AS residual_minor,
   0 AS fee_explained_minor, 0 AS unexplained_minor, 'EUR' AS currency, 2 AS currency_exponent,
   DATE '2026-03-30' AS business_date, FALSE AS straddles`;

describe('DuckDbEngine', () => {
  let root: string;
  let engine: DuckDbEngine;
  const read = (sql: string) =>
    engine.read({ name: 'test', sql, params: [], maxRows: 1000, signal: new AbortController().signal });

  beforeEach(async () => {
    root = path.join(await mkdtemp(path.join(tmpdir(), 'payrec-index-')), 'index');
    engine = await DuckDbEngine.open({ root, memoryLimit: '512MB', threads: 2, folderTrustMs: 300 });
  });
  afterEach(async () => {
    await engine.close();
    await rm(path.dirname(root), { recursive: true, force: true });
  });

  it('shows a table without files as empty, with the columns of the contract', async () => {
    expect(await read('SELECT * FROM final_index.match_groups')).toEqual([]);
    const columns = await read(
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'match_groups' ORDER BY ordinal_position`,
    );
    expect(columns.map(row => row.column_name)).toEqual(matchGroups.columns.map(column => column.name));
    expect(await engine.asOf()).toMatchObject({ businessDate: null, at: null });
  });

  it('is unavailable and not empty while its folder is gone, and reads again once it is back', async () => {
    await rename(root, `${root}.away`);
    await new Promise(resolve => setTimeout(resolve, 400));
    await expect(read('SELECT * FROM final_index.match_groups')).rejects.toThrow(
      'folder of the Final Index is not there',
    );
    await expect(engine.ping(new AbortController().signal)).rejects.toThrow('is not there');
    await rename(`${root}.away`, root);
    expect(await read('SELECT * FROM final_index.match_groups')).toEqual([]);
  });

  it('replaces a partition: writing it again leaves one copy, other partitions stay', async () => {
    const before = await engine.asOf();
    await engine.withSession({ name: 'test' }, async session => {
      await session.run('CREATE TABLE scratch AS SELECT 1 AS x');
      await session.replacePartition('match_groups', 'r1', group('r1', 'old'));
      await session.replacePartition('match_groups', 'r2', group('r2', 'other'));
      await session.replacePartition('match_groups', 'r1', group('r1', 'new'));
    });
    expect(await read('SELECT run_id, group_id, left_minor FROM final_index.match_groups ORDER BY run_id')).toEqual([
      { run_id: 'r1', group_id: 'new', left_minor: '9007199254740993' },
      { run_id: 'r2', group_id: 'other', left_minor: '9007199254740993' },
    ]);
    expect((await engine.asOf()).dataVersion).not.toBe(before.dataVersion);
    expect(await read(`SELECT table_name FROM information_schema.tables WHERE table_name = 'scratch'`)).toEqual([]);
  });

  it('keeps statements and not what they read: values, their types and files of now count', async () => {
    const ask = (sql: string, ...params: SqlValue[]) =>
      engine.read({ name: 'test', sql, params, maxRows: 1000, signal: new AbortController().signal });
    const echo = 'SELECT ? AS given';
    for (const given of ['text', 9007199254740993n, null, true, 'other', -1n]) {
      const expected = typeof given === 'bigint' ? String(given) : given;
      expect(await ask(echo, given)).toEqual([{ given: expected }]);
    }
    const byRun = 'SELECT group_id FROM final_index.match_groups WHERE run_id = ? ORDER BY group_id';
    const write = (runId: string, groupId: string) =>
      engine.withSession({ name: 'test' }, session =>
        session.replacePartition('match_groups', runId, group(runId, groupId)),
      );
    expect(await ask(byRun, 'r1')).toEqual([]);
    await write('r1', 'first');
    expect(await ask(byRun, 'r1')).toEqual([{ group_id: 'first' }]);
    await write('r1', 'second');
    await write('r2', 'other');
    expect(await ask(byRun, 'r1')).toEqual([{ group_id: 'second' }]);
    expect(await ask(byRun, 'r2')).toEqual([{ group_id: 'other' }]);
    // As another process does it, of which nobody tells.
    await rm(path.join(root, 'match_groups', 'run_id=r2'), { recursive: true });
    expect(await ask(byRun, 'r2')).toEqual([]);
  });

  it('goes on with a statement that was stopped, and one that failed', async () => {
    const slow =
      'SELECT count(*) AS n FROM range(CAST(? AS BIGINT)) a, range(CAST(? AS BIGINT)) b WHERE a.range % 7 = b.range % 5';
    const run = (n: bigint, signal: AbortSignal) =>
      engine.read({ name: 'test', sql: slow, params: [n, n], maxRows: 10, signal });
    await expect(run(1_000_000n, AbortSignal.timeout(200))).rejects.toThrow(/timeout/i);
    expect(await run(10n, new AbortController().signal)).toHaveLength(1);
    const divide = (text: string) =>
      engine.read({
        name: 'test',
        sql: 'SELECT CAST(? AS INTEGER) AS x',
        params: [text],
        maxRows: 10,
        signal: AbortSignal.timeout(10_000),
      });
    await expect(divide('no number')).rejects.toThrow(/Conversion/);
    expect(await divide('17')).toEqual([{ x: '17' }]);
  });

  describe('with bounds', () => {
    const day = (date: string, id: string) =>
      `SELECT '${id}' AS statement_id, DATE '${date}' AS business_date, 'A' AS account_id, 'hash-${id}' AS source_file_sha256`;
    const statement = (date: string, id: string) =>
      `SELECT ${finalIndexTable('statements')
        .columns.map(({ name, type }) =>
          ['statement_id', 'business_date', 'account_id', 'source_file_sha256'].includes(name)
            ? name
            : `CAST(NULL AS ${columnTypeSql('duckdb', type)}) AS ${name}`,
        )
        .join(', ')} FROM (${day(date, id)})`;
    const write = (date: string, id: string) =>
      engine.withSession({ name: 'test' }, session =>
        session.replacePartition('statements', `hash-${id}`, statement(date, id)),
      );
    const within = async (from: string, to: string) => {
      const rows = await engine.read({
        name: 'test',
        sql: 'WITH statements AS (SELECT statement_id, business_date FROM final_index.statements WHERE business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)) SELECT statement_id FROM statements ORDER BY statement_id',
        params: [from, to],
        bounds: [{ table: 'statements', from, to }],
        maxRows: 1000,
        signal: new AbortController().signal,
      });
      return rows.map(row => row.statement_id);
    };

    it('answers as the view does: days without files, open ends, long ranges, run ids', async () => {
      expect(await within('2026-03-01', '2026-03-31')).toEqual([]);
      for (const [at, date] of ['2026-03-01', '2026-03-02', '2026-03-04'].entries()) await write(date, `s${at}`);
      expect(await within('2026-03-02', '2026-03-04')).toEqual(['s1', 's2']);
      expect(await within('2026-03-03', '2026-03-03')).toEqual([]);
      expect(await within('2020-01-01', '2030-01-01')).toEqual(['s0', 's1', 's2']);
      await engine.withSession({ name: 'test' }, async session => {
        for (const run of ['r1', 'r2', 'r3']) await session.replacePartition('match_groups', run, group(run, run));
      });
      const runs = await engine.read({
        name: 'test',
        sql: 'WITH g AS (SELECT run_id FROM final_index.match_groups WHERE contains(?, run_id)) SELECT run_id FROM g ORDER BY run_id',
        params: [['r1', 'r3', "../r2' OR '1'='1"]],
        bounds: [{ table: 'match_groups', runIds: ['r1', 'r3'] }],
        maxRows: 1000,
        signal: new AbortController().signal,
      });
      expect(runs).toEqual([{ run_id: 'r1' }, { run_id: 'r3' }]);
    });

    it('sees at once what another process has written and removed', async () => {
      await write('2026-03-01', 's0');
      const other = await DuckDbEngine.open({ root, memoryLimit: '512MB', threads: 1 });
      try {
        await other.withSession({ name: 'test' }, session =>
          session.replacePartition('statements', 'hash-s1', statement('2026-03-02', 's1')),
        );
      } finally {
        await other.close();
      }
      expect(await within('2026-03-01', '2026-03-02')).toEqual(['s0', 's1']);
      await rm(path.join(root, 'statements', 'business_date=2026-03-01'), { recursive: true });
      expect(await within('2026-03-01', '2026-03-02')).toEqual(['s1']);
    });

    it('reads again over the view when a listed file has gone before it was opened', async () => {
      await write('2026-03-01', 's0');
      await write('2026-03-02', 's1');
      const filesIn = jest.spyOn(IndexFolder.prototype, 'filesIn');
      filesIn.mockImplementationOnce(async folders => [path.join(folders[0], 'file-gone.parquet')]);
      try {
        expect(await within('2026-03-01', '2026-03-02')).toEqual(['s0', 's1']);
        expect(filesIn).toHaveBeenCalledTimes(1);
      } finally {
        filesIn.mockRestore();
      }
    });

    it('is unavailable and not empty while the folder is gone', async () => {
      await write('2026-03-01', 's0');
      expect(await within('2026-03-01', '2026-03-01')).toEqual(['s0']);
      await rename(root, `${root}.away`);
      await expect(within('2026-03-01', '2026-03-01')).rejects.toThrow();
      await rename(`${root}.away`, root);
      expect(await within('2026-03-01', '2026-03-01')).toEqual(['s0']);
    });
  });

  it('looks at the folder again in a new thread when the old one has died', async () => {
    const folder = new IndexFolder(root);
    try {
      const before = await folder.state();
      await folder.close();
      expect(await folder.state()).toEqual(before);
      expect(await folder.filesIn([path.join(root, 'nothing')])).toEqual([]);
    } finally {
      await folder.close();
    }
  });

  it('refuses rows of another run', async () => {
    await engine.withSession({ name: 'test' }, async session => {
      await expect(session.replacePartition('match_groups', 'r1', group('r9', 'x'))).rejects.toThrow(
        /carry another run_id/,
      );
    });
    expect(await read('SELECT run_id FROM final_index.match_groups ORDER BY run_id')).toEqual([]);
  });

  it('loads rows as exact values', async () => {
    const rows = await engine.withSession({ name: 'test' }, async session => {
      const columns = [
        { name: 'id', type: 'bigint' },
        { name: 'rate', type: 'decimal' },
        { name: 'at', type: 'timestamp' },
        { name: 'day', type: 'date' },
        { name: 'words', type: 'text[]' },
        { name: 'yes', type: 'boolean' },
      ];
      function* generate() {
        for (let id = 0; id < 5000; id += 1) {
          yield {
            id: BigInt(id),
            rate: '-0.01',
            at: '2026-03-29T01:30:00.123456Z',
            day: '2026-03-29',
            words: ["a'b", ''],
            yes: true,
          };
        }
        yield { id: '9007199254740993', rate: null, at: null, day: null, words: [], yes: null };
      }
      await session.load('wide', columns, generate());
      expect(await session.all('SELECT count(*) AS n FROM wide')).toEqual([{ n: '5001' }]);
      return session.all('SELECT * FROM wide WHERE id IN (0, 9007199254740993) ORDER BY id');
    });
    expect(rows).toEqual([
      {
        id: '0',
        rate: '-0.0100000000',
        at: '2026-03-29T01:30:00.123456Z',
        day: '2026-03-29',
        words: ["a'b", ''],
        yes: true,
      },
      { id: '9007199254740993', rate: null, at: null, day: null, words: [], yes: null },
    ]);
  });

  it('stops a running query when the signal aborts', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('gone')), 50);
    const started = Date.now();
    await expect(
      engine.read({
        name: 'test',
        sql: 'SELECT count(*) FROM range(100000000) a, range(1000000) b ORDER BY 1',
        params: [],
        maxRows: 1,
        signal: abort.signal,
      }),
    ).rejects.toThrow('gone');
    expect(Date.now() - started).toBeLessThan(3000);
  });

  it.each([
    ['other files', `SELECT * FROM read_csv('/etc/hosts')`],
    ['writing elsewhere', `COPY (SELECT 1) TO '/tmp/payrec-escape.parquet'`],
    ['its settings', `SET threads = 64`],
    ['other databases', `ATTACH '/tmp/payrec-escape.db'`],
  ])('is closed to %s', async (_, sql) => {
    await expect(read(sql)).rejects.toThrow();
  });
});

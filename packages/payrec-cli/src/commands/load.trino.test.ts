import { ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { FINAL_INDEX_TABLES, parseIsoDate, Table } from '@internal/plugin-payrec-common';
import { DuckDbEngine, Engine, TrinoEngine } from '@internal/plugin-payrec-node/system';
import { startTestTrino } from '@internal/plugin-payrec-testkit';
import { generateWorld } from 'demo';
import { loadIntoTrino } from './load';

const DAYS = 12;
/** More than the writers of a server may have partitions open unless it is told otherwise. */
const MANY_DAYS = 500;
/** Moments after the first table is announced at which the load is killed. */
const KILLS_MS = [0, 900];
const SCRIPT = resolve(__dirname, '../../../../scripts/payrec.cjs');

const read = (engine: Engine, sql: string) =>
  engine.read({ name: 'test.load', sql, params: [], maxRows: 1_000_000, signal: AbortSignal.timeout(120_000) });

/** Rows of a table, their sums by currency, and a hash of all of them in the order of the key. */
async function factsOf(engine: Engine, { name, key, columns }: Table) {
  const money = columns.filter(column => column.name.endsWith('_minor')).map(column => column.name);
  const sums = money.map(column => `CAST(sum(CAST(${column} AS DECIMAL(38, 0))) AS VARCHAR) AS ${column}`);
  const byCurrency = columns.some(column => column.name === 'currency') && sums.length > 0;
  const rows = await read(
    engine,
    `SELECT ${columns.map(column => `"${column.name}"`).join(', ')} FROM final_index.${name} ORDER BY ${key.join(
      ', ',
    )}`,
  );
  return {
    rows: rows.length,
    sums: byCurrency
      ? await read(
          engine,
          `SELECT currency, ${sums.join(', ')} FROM final_index.${name} GROUP BY currency ORDER BY currency`,
        )
      : [],
    hash: createHash('sha256').update(JSON.stringify(rows)).digest('hex'),
  };
}

async function allFacts(engine: Engine) {
  const facts: Record<string, Awaited<ReturnType<typeof factsOf>>> = {};
  for (const table of FINAL_INDEX_TABLES) facts[table.name] = await factsOf(engine, table);
  return facts;
}

async function countsOf(engine: Engine): Promise<Map<string, number>> {
  const counts = FINAL_INDEX_TABLES.map(
    ({ name }) => `SELECT '${name}' AS name, count(*) AS n FROM final_index.${name}`,
  );
  const rows = await read(engine, `${counts.join(' UNION ALL ')} ORDER BY name`);
  return new Map(rows.map(({ name, n }) => [String(name), Number(n)]));
}

describe('load into Trino', () => {
  let trino: Awaited<ReturnType<typeof startTestTrino>>;
  let there: Engine;
  let roots: string[];
  let expected: Array<Awaited<ReturnType<typeof allFacts>>>;

  const load = (root: string) =>
    loadIntoTrino({ root, trino: trino.url, lake: trino.lakeDir!, catalog: 'lake', log: () => {} });

  beforeAll(async () => {
    trino = await startTestTrino();
    there = new TrinoEngine(trino.options);
    roots = [];
    expected = [];
    for (const seed of [7, 8]) {
      const root = await mkdtemp(join(tmpdir(), 'payrec-load-'));
      roots.push(root);
      await generateWorld({ root, scale: 600 * (seed - 6), seed, endDate: parseIsoDate('2026-11-20'), days: DAYS });
      const here = await DuckDbEngine.open({ root: join(root, 'index'), threads: 1, memoryLimit: '512MB' });
      expected.push(await allFacts(here));
      await here.close();
    }
  }, 300_000);
  afterAll(async () => {
    // One server for all suites, and others count on an empty index.
    for (const { name } of FINAL_INDEX_TABLES) await read(there, `DELETE FROM final_index.${name}`);
    await there?.close();
    await trino?.stop();
    for (const root of roots ?? []) await rm(root, { recursive: true, force: true });
  }, 120_000);

  it('leaves old rows or new ones of each table when it is killed, and the next run makes them equal to the files', async () => {
    const [first, second] = roots.map(root => join(root, 'index'));
    await load(first);
    for (const [name, n] of await countsOf(there)) expect([name, n]).toEqual([name, expected[0][name].rows]);
    for (const delay of KILLS_MS) {
      await killedLoad(second, delay);
      for (const [name, n] of await countsOf(there)) {
        expect([name, [expected[0][name].rows, expected[1][name].rows]]).toEqual([name, expect.arrayContaining([n])]);
      }
    }
    await load(second);
    expect(await allFacts(there)).toEqual(expected[1]);
    // Nothing the killed ones left in the server puts its rows over these later.
    const running = await read(
      there,
      `SELECT query_id FROM system.runtime.queries WHERE source = 'payrec-load/load' AND state NOT IN ('FINISHED', 'FAILED')`,
    );
    expect(running).toEqual([]);
  }, 400_000);

  it('changes nothing but the snapshots when it is run again, and leaves no staging tables', async () => {
    const snapshots = () => read(there, `SELECT count(*) AS n FROM final_index."transactions$snapshots"`);
    const [before] = await snapshots();
    await load(join(roots[1], 'index'));
    const [after] = await snapshots();
    for (const [name, n] of await countsOf(there)) expect([name, n]).toEqual([name, expected[1][name].rows]);
    expect(Number(after.n) - Number(before.n)).toBe(1);
    expect(await read(there, `SHOW TABLES FROM final_index LIKE 'load%'`)).toEqual([]);
  }, 200_000);

  it('writes an index of many days at once', async () => {
    const root = await mkdtemp(join(tmpdir(), 'payrec-load-'));
    try {
      await writeManyDays(join(roots[0], 'index'), root);
      await load(root);
      const [days] = await read(there, 'SELECT count(DISTINCT business_date) AS n FROM final_index.merchant_daily');
      expect(Number(days.n)).toBe(MANY_DAYS);
      // What the files have no rows of is empty now.
      expect(await read(there, 'SELECT count(*) AS n FROM final_index.transactions')).toEqual([{ n: '0' }]);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }, 120_000);

  async function killedLoad(root: string, delayMs: number): Promise<void> {
    const args = ['load', '--engine', 'trino', '--trino', trino.url, '--lake', trino.lakeDir!, '--root', root];
    const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise(done => child.once('exit', done));
    await firstOutput(child);
    await sleep(delayMs);
    child.kill('SIGKILL');
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
  }
});

/** Until it has loaded its first table. @throws Error when it ends before. */
function firstOutput(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    child.stdout!.once('data', () => done());
    child.once('exit', code => fail(new Error(`The load ended with ${code} before its first table`)));
  });
}

/** The daily sums of one day of `from`, on each of many days. */
async function writeManyDays(from: string, root: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const db = await instance.connect();
  try {
    const [day] = await readdir(join(from, 'merchant_daily'));
    await db.run(
      `COPY (SELECT * REPLACE (CAST(business_date + CAST(n AS INTEGER) AS DATE) AS business_date)
         FROM read_parquet('${join(
           from,
           'merchant_daily',
           day,
           '*.parquet',
         )}', hive_partitioning = false), range(${MANY_DAYS}) days(n))
       TO '${join(
         root,
         'merchant_daily',
       )}' (FORMAT parquet, PARTITION_BY (business_date), WRITE_PARTITION_COLUMNS true)`,
    );
  } finally {
    db.closeSync();
    instance.closeSync();
  }
}

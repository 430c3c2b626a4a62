import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FINAL_INDEX_TABLES, Table } from '@internal/plugin-payrec-common';
import { TrinoEngine, trinoCreateTableSql, trinoReplaceTableSql } from '@internal/plugin-payrec-node/system';
import { Command, Option } from 'commander';

type Options = {
  readonly engine: 'trino';
  readonly root: string;
  readonly trino: string;
  readonly lake: string;
  readonly catalog: string;
};

/** Name of the client, by which an earlier load is found. */
const SOURCE = 'payrec-load';

/**
 * `load`: puts an index of Parquet files into the Iceberg tables of a Trino. Idempotent, and atomic by table: each is replaced
 * as a whole in one commit. Killed midway it leaves some tables new and the others as they were; run it again.
 */
export function registerLoad(program: Command): void {
  program
    .command('load')
    .description('load a Final Index of Parquet files into the tables of a query engine')
    .addOption(new Option('--engine <engine>', 'engine to load into').choices(['trino']).default('trino'))
    .option('--root <folder>', 'folder of the index', 'data/final-index')
    .addOption(new Option('--trino <url>', 'coordinator').env('TRINO_URL').makeOptionMandatory())
    .addOption(
      new Option('--lake <folder>', 'folder the server knows as local:///, on this machine')
        .env('TRINO_LAKE_DIR')
        .makeOptionMandatory(),
    )
    .option('--catalog <name>', 'Iceberg catalog', 'lake')
    .action(async (options: Options) => {
      const loaded = await loadIntoTrino({ ...options, log: line => process.stdout.write(`${line}\n`) });
      process.stdout.write(`${loaded} rows loaded into ${options.catalog}.final_index\n`);
    });
}

/**
 * Makes every table of the contract what the files say, empty where there are none, and returns the number of rows.
 * @throws Error when the folder is no index.
 */
export async function loadIntoTrino(options: {
  root: string;
  trino: string;
  lake: string;
  catalog: string;
  log: (line: string) => void;
}): Promise<bigint> {
  const root = resolve(options.root);
  if (!existsSync(root)) throw new Error(`There is no index in ${root}; make one first (yarn payrec data generate)`);
  const files: Array<[Table, string[]]> = [];
  for (const table of FINAL_INDEX_TABLES) files.push([table, await parquetFiles(root, table)]);
  const engine = new TrinoEngine({
    server: options.trino.replace(/\/+$/, ''),
    catalog: options.catalog,
    schema: 'final_index',
    source: SOURCE,
    user: 'payrec',
    impersonate: false,
  });
  const run = (sql: string) =>
    engine.read({ name: 'load', sql, params: [], maxRows: 1000, signal: AbortSignal.timeout(3_600_000) });
  let total = 0n;
  try {
    await endEarlierLoads(run, options.catalog);
    await run(`CREATE SCHEMA IF NOT EXISTS ${options.catalog}.final_index`);
    for (const [table, paths] of files) {
      const target = `${options.catalog}.final_index.${table.name}`;
      if (paths.length === 0) {
        await run(trinoCreateTableSql(table, target));
        await run(`DELETE FROM ${target}`);
        continue;
      }
      const started = Date.now();
      const rows = await loadTable(run, table, paths, options);
      total += rows;
      options.log(
        `${table.name.padEnd(20)} ${String(rows).padStart(12)} rows, ${((Date.now() - started) / 1000).toFixed(1)} s`,
      );
    }
    return total;
  } finally {
    await engine.close();
  }
}

type Run = (sql: string) => Promise<Array<Record<string, unknown>>>;

/**
 * A statement lives on in the server when the load that sent it was killed, and would put its rows over ours when it is
 * done. The last load wins: earlier ones into the catalog are ended.
 */
async function endEarlierLoads(run: Run, catalog: string): Promise<void> {
  const running = await run(
    `SELECT query_id FROM system.runtime.queries WHERE source = '${SOURCE}/load' AND state NOT IN ('FINISHED', 'FAILED')
       AND query LIKE '%${catalog}.final_index.%' AND query NOT LIKE '%system.runtime.queries%' ORDER BY query_id`,
  );
  for (const { query_id: id } of running) {
    await run(`CALL system.runtime.kill_query('${String(id)}', 'Another load began')`).catch(error => {
      // It may have come to its end meanwhile.
      if (!/not found|not running|already/i.test(String(error))) throw error;
    });
  }
}

/** Hands the files to an unpartitioned staging table, which takes them as they are, and replaces the real one by it. */
async function loadTable(
  run: Run,
  table: Table,
  files: readonly string[],
  { catalog, lake }: { catalog: string; lake: string },
): Promise<bigint> {
  const staging = `${catalog}.final_index.load_${table.name}`;
  const target = `${catalog}.final_index.${table.name}`;
  const raw = join('raw', `load_${table.name}`);
  // A staging table that a killed load left takes its files with it when it goes: never those of this one.
  await run(`DROP TABLE IF EXISTS ${staging}`);
  await rm(join(lake, raw), { recursive: true, force: true });
  await mkdir(join(lake, raw), { recursive: true });
  try {
    for (const [index, file] of files.entries()) {
      // Hard links where the disk allows: the files are read only once.
      const copy = join(lake, raw, `${index}.parquet`);
      await link(file, copy).catch(() => copyFile(file, copy));
    }
    await run(trinoCreateTableSql(table, staging, { partitioned: false }));
    const location = `local:///${raw.replaceAll('\\', '/')}/`;
    await run(`ALTER TABLE ${staging} EXECUTE add_files(location => '${location}', format => 'PARQUET')`);
    const [{ n: taken }] = await run(`SELECT count(*) AS n FROM ${catalog}.final_index."load_${table.name}$files"`);
    if (String(taken) !== String(files.length)) {
      throw new Error(`The server took ${taken} of the ${files.length} files of ${table.name}; is --lake its folder?`);
    }
    // Its answer is one row with the number of rows written.
    const [written] = await run(trinoReplaceTableSql(table, target, staging)).catch(error => {
      // A table is one commit, and so one statement; no session can raise what a writer may have open.
      if (!/open writers for partitions/.test(String(error))) throw error;
      throw new Error(
        `${table.name} has more partitions than the server writes at once; set iceberg.max-partitions-per-writer of catalog ${catalog} higher`,
      );
    });
    return BigInt(String(Object.values(written)[0]));
  } finally {
    await run(`DROP TABLE IF EXISTS ${staging}`);
    await rm(join(lake, raw), { recursive: true, force: true });
  }
}

/** Files of the layout the embedded engine reads: `<table>/[<column>=<value>/]*.parquet`. */
async function parquetFiles(root: string, table: Table): Promise<string[]> {
  const folder = join(root, table.name);
  const within = async (each: string) =>
    (await readdir(each).catch(() => [])).filter(name => name.endsWith('.parquet')).map(name => join(each, name));
  if (!table.partitionBy) return within(folder);
  const parts = (await readdir(folder).catch(() => [])).filter(name => name.startsWith(`${table.partitionBy}=`));
  return (await Promise.all(parts.sort().map(name => within(join(folder, name))))).flat();
}

import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FINAL_INDEX_TABLES, Table } from '@internal/plugin-payrec-common';
import { TrinoEngine, trinoCreateTableSql } from '@internal/plugin-payrec-node/system';
import { Command, Option } from 'commander';

type Options = {
  readonly engine: 'trino';
  readonly root: string;
  readonly trino: string;
  readonly lake: string;
  readonly catalog: string;
};

/** `load`: puts an index of Parquet files into the Iceberg tables of a Trino. Idempotent: a table is replaced as a whole. */
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

/** Loads every table that has files and returns the number of rows. @throws Error when the folder is no index. */
export async function loadIntoTrino(options: {
  root: string;
  trino: string;
  lake: string;
  catalog: string;
  log: (line: string) => void;
}): Promise<bigint> {
  const root = resolve(options.root);
  if (!existsSync(root)) throw new Error(`There is no index in ${root}; make one first (yarn payrec data generate)`);
  const engine = new TrinoEngine({
    server: options.trino.replace(/\/+$/, ''),
    catalog: options.catalog,
    schema: 'final_index',
    source: 'payrec-load',
    user: 'payrec',
    impersonate: false,
  });
  const run = (sql: string) =>
    engine.read({ name: 'load', sql, params: [], maxRows: 10, signal: AbortSignal.timeout(3_600_000) });
  let total = 0n;
  try {
    await run(`CREATE SCHEMA IF NOT EXISTS ${options.catalog}.final_index`);
    for (const table of FINAL_INDEX_TABLES) {
      await run(trinoCreateTableSql(table, `${options.catalog}.final_index.${table.name}`));
      const files = await parquetFiles(root, table);
      if (files.length === 0) continue;
      const started = Date.now();
      const rows = await loadTable(run, table, files, options);
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
 * Hands the files to an unpartitioned staging table, which takes them as they are, and replaces the content of the real
 * one. Two commits on the real table (delete, insert): the load is for an index nobody reads yet.
 */
async function loadTable(
  run: Run,
  table: Table,
  files: readonly string[],
  { catalog, lake }: { catalog: string; lake: string },
): Promise<bigint> {
  const staging = `${catalog}.final_index.load_${table.name}`;
  const target = `${catalog}.final_index.${table.name}`;
  const raw = join('raw', `load_${table.name}`);
  await rm(join(lake, raw), { recursive: true, force: true });
  await mkdir(join(lake, raw), { recursive: true });
  for (const [index, file] of files.entries()) {
    // Hard links where the disk allows: the files are read only once.
    const copy = join(lake, raw, `${index}.parquet`);
    await link(file, copy).catch(() => copyFile(file, copy));
  }
  try {
    await run(`DROP TABLE IF EXISTS ${staging}`);
    await run(trinoCreateTableSql(table, staging, { partitioned: false }));
    await run(
      `ALTER TABLE ${staging} EXECUTE add_files(location => 'local:///${raw.replaceAll(
        '\\',
        '/',
      )}/', format => 'PARQUET')`,
    );
    const columns = table.columns.map(column => `"${column.name}"`).join(', ');
    await run(`DELETE FROM ${target}`);
    await run(`INSERT INTO ${target} (${columns}) SELECT ${columns} FROM ${staging}`);
    const [{ n }] = await run(`SELECT count(*) AS n FROM ${target}`);
    return BigInt(String(n));
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

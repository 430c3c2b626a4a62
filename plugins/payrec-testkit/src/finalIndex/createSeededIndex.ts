import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { columnListSql, columnTypeSql, quoteIdentifier } from '@internal/plugin-payrec-node/system';
import { Column, Table } from '@internal/plugin-payrec-common';
import { SeedRows, seededTables, TestRow } from './rows';

const quoted = (text: string) => text.replaceAll("'", "''");

export type SeededIndex = { readonly root: string; remove(): Promise<void> };

/**
 * A temporary folder with the rows as Parquet files of the contract: what `payrec.query.duckdb.root` takes.
 *
 * ```ts
 * const index = await createSeededIndex({ transactions: [transactionRow({ txn_id: 'a' })] });
 * ```
 */
export async function createSeededIndex(rows: SeedRows): Promise<SeededIndex> {
  const root = await mkdtemp(path.join(tmpdir(), 'payrec-seed-'));
  await writeSeed(root, rows);
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}

/** Writes the rows into a folder of the index, beside what is there. `fileName` keeps several seeds apart. */
export async function writeSeed(root: string, rows: SeedRows, fileName = 'seed'): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    for (const table of seededTables(rows)) await writeTable(connection, root, table, rows[table.name], fileName);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function writeTable(
  connection: DuckDBConnection,
  root: string,
  table: Table,
  rows: readonly TestRow[],
  fileName: string,
): Promise<void> {
  if (rows.length === 0) return;
  await connection.run(`CREATE OR REPLACE TABLE seed (${columnListSql('duckdb', table.columns)})`);
  for (let start = 0; start < rows.length; start += 500) {
    const values = rows
      .slice(start, start + 500)
      .map(row => `(${table.columns.map(column => literal(row, column)).join(', ')})`);
    await connection.run(`INSERT INTO seed VALUES ${values.join(', ')}`);
  }
  const folder = path.join(root, table.name);
  await mkdir(folder, { recursive: true });
  if (!table.partitionBy) {
    await connection.run(`COPY seed TO '${quoted(path.join(folder, `${fileName}.parquet`))}' (FORMAT parquet)`);
    return;
  }
  await connection.run(
    `COPY seed TO '${quoted(folder)}' (FORMAT parquet, PARTITION_BY (${
      table.partitionBy
    }), WRITE_PARTITION_COLUMNS true,
     OVERWRITE_OR_IGNORE true, FILENAME_PATTERN '${quoted(fileName)}_{i}')`,
  );
}

function literal(row: TestRow, { name, type }: Column): string {
  const value = row[name];
  if (value === undefined)
    throw new TypeError(`A seed row lacks column ${quoteIdentifier(name)}; make it with tableRow`);
  if (value === null) return 'NULL';
  if (typeof value === 'object') return `CAST([${value.map(item => `'${quoted(item)}'`).join(', ')}] AS VARCHAR[])`;
  return `CAST('${quoted(String(value))}' AS ${columnTypeSql('duckdb', type)})`;
}

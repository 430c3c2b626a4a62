import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  Column,
  ColumnType,
  FINAL_INDEX_TABLES,
  Table,
  currencyExponent,
  listCurrencies,
} from '@internal/plugin-payrec-common';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** One breach of the Final Index contract, as exact as it can be said. */
export type IndexFinding = {
  readonly table: string;
  /** Absent when the whole table is meant. */
  readonly column?: string;
  /** Key of the first row that breaks it, `name=value` pairs; absent when no single row is to blame. */
  readonly row?: string;
  /** How many rows break it; absent for a breach of shape. */
  readonly rows?: number;
  readonly problem: string;
  readonly remedy: string;
};

export type IndexReport = {
  /** Rows per table of the contract that has files, in the order of the contract. */
  readonly tables: ReadonlyArray<{ table: string; files: number; rows: number }>;
  readonly findings: readonly IndexFinding[];
};

const PARQUET_TYPES: Record<ColumnType, RegExp> = {
  text: /^VARCHAR$/,
  bigint: /^BIGINT$/,
  integer: /^INTEGER$/,
  boolean: /^BOOLEAN$/,
  date: /^DATE$/,
  timestamp: /^TIMESTAMP WITH TIME ZONE$/,
  decimal: /^DECIMAL\(38,10\)$/,
  'text[]': /^VARCHAR\[\]$/,
};

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

function countParquet(folder: string): number {
  let count = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.parquet')) count += 1;
  }
  return count;
}

/**
 * Reads a Final Index on disk (`<root>/<table>/**.parquet`) and says what breaks the contract: missing or foreign columns,
 * wrong types, nulls in required columns, repeated keys, unknown currencies, wrong exponents, rows in the wrong partition,
 * units that are not account and currency, amounts that do not add up. Matching tables are optional until a run wrote them.
 * @throws Error when the folder does not exist.
 */
export async function checkIndex(root: string): Promise<IndexReport> {
  if (!existsSync(root)) {
    throw new Error(
      `There is no Final Index at "${root}"; make one with \`yarn payrec data\` or name another folder with --root`,
    );
  }
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const findings: IndexFinding[] = [];
    const tables: Array<{ table: string; files: number; rows: number }> = [];
    const known = new Set(FINAL_INDEX_TABLES.map(table => table.name));
    for (const entry of readdirSync(root, { withFileTypes: true })) {
      if (entry.isDirectory() && !known.has(entry.name) && !entry.name.startsWith('.') && !entry.name.startsWith('_')) {
        findings.push({
          table: entry.name,
          problem: 'is not a table of the contract',
          remedy: 'remove the folder, or add the table to finalIndex/tables.ts with a decision record',
        });
      }
    }
    for (const table of FINAL_INDEX_TABLES) {
      const folder = join(root, table.name);
      const files = existsSync(folder) ? countParquet(folder) : 0;
      if (files === 0) {
        if (['transactions', 'accounts', 'merchants'].includes(table.name)) {
          findings.push({
            table: table.name,
            problem: 'has no Parquet file',
            remedy: 'run the pipeline that writes it',
          });
        }
        continue;
      }
      const source = `read_parquet(${quote(
        `${folder}/**/*.parquet`,
      )}, union_by_name = true, hive_partitioning = false, filename = true)`;
      const shape = await checkShape(connection, table, source);
      findings.push(...shape);
      const rows = Number((await rowsOf(connection, `SELECT count(*) AS n FROM ${source}`))[0].n);
      tables.push({ table: table.name, files, rows });
      // Rows are judged only where the columns they are judged by exist; the shape findings already name the others.
      const broken = new Set(shape.flatMap(finding => (finding.column ? [finding.column] : [])));
      for (const rule of rowRules(table)) {
        if (rule.needs.some(column => broken.has(column))) continue;
        const finding = await checkRows(connection, table, source, rule, broken);
        if (finding) findings.push(finding);
      }
    }
    return { tables, findings };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Array<Record<string, unknown>>> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJson() as Array<Record<string, unknown>>;
}

async function checkShape(connection: DuckDBConnection, table: Table, source: string): Promise<IndexFinding[]> {
  const present = new Map(
    (await rowsOf(connection, `DESCRIBE SELECT * EXCLUDE (filename) FROM ${source}`)).map(row => [
      String(row.column_name),
      String(row.column_type),
    ]),
  );
  const findings: IndexFinding[] = [];
  for (const column of table.columns) {
    const type = present.get(column.name);
    if (!type) {
      findings.push({
        table: table.name,
        column: column.name,
        problem: 'is missing',
        remedy: `write it as ${column.type}${column.nullable ? ', null where unknown' : ''}: ${column.doc}`,
      });
    } else if (!PARQUET_TYPES[column.type].test(type)) {
      findings.push({
        table: table.name,
        column: column.name,
        problem: `has type ${type}`,
        remedy: `write it as ${column.type}${column.type === 'bigint' ? '; money is never a float' : ''}`,
      });
    }
  }
  const wanted = new Set(table.columns.map(column => column.name));
  for (const name of present.keys()) {
    if (!wanted.has(name)) {
      findings.push({ table: table.name, column: name, problem: 'is not in the contract', remedy: 'leave it out' });
    }
  }
  return findings;
}

/** A condition that no row may meet. `rank` rules look at the key over the whole table. */
type RowRule = { column: string; needs: string[]; breach: string; problem: string; remedy: string; group?: string[] };

function rowRules(table: Table): RowRule[] {
  const has = (...names: string[]) => names.every(name => table.columns.some(column => column.name === name));
  const rules: RowRule[] = table.columns
    .filter((column: Column) => !column.nullable)
    .map(column => ({
      column: column.name,
      needs: [column.name],
      breach: `${column.name} IS NULL`,
      problem: 'is null in a required column',
      remedy: column.doc,
    }));
  rules.push({
    column: table.key.join(', '),
    needs: [...table.key],
    group: [...table.key],
    breach: 'true',
    problem: 'repeats a key',
    remedy: 'load each row once; the key is stable over reloads',
  });
  if (has('currency')) {
    rules.push({
      column: 'currency',
      needs: ['currency'],
      breach: `currency NOT IN (${listCurrencies().map(quote).join(', ')})`,
      problem: 'is no ISO 4217 code of the shipped table',
      remedy: 'use the upper-case code',
    });
  }
  if (has('currency', 'currency_exponent')) {
    const cases = listCurrencies().map(code => `WHEN ${quote(code)} THEN ${currencyExponent(code)}`);
    rules.push({
      column: 'currency_exponent',
      needs: ['currency', 'currency_exponent'],
      breach: `currency_exponent <> CASE currency ${cases.join(' ')} END`,
      problem: 'is not the number of decimals of the currency',
      remedy: 'take it from ISO 4217: EUR 2, JPY 0, KWD 3',
    });
  }
  if (has('recon_unit', 'account_id', 'currency')) {
    rules.push({
      column: 'recon_unit',
      needs: ['recon_unit', 'account_id', 'currency'],
      breach: `recon_unit <> account_id || '|' || currency`,
      problem: 'is not account and currency',
      remedy: 'write <account_id>|<currency>',
    });
  }
  if (has('gross_minor', 'expected_fee_minor', 'expected_net_minor')) {
    rules.push({
      column: 'expected_net_minor',
      needs: ['gross_minor', 'expected_fee_minor', 'expected_net_minor'],
      breach: 'gross_minor + expected_fee_minor <> expected_net_minor',
      problem: 'is not gross plus fee',
      remedy: 'fees are zero or negative and add up to the net',
    });
  }
  if (table.name === 'payouts') {
    rules.push({
      column: 'net_minor',
      needs: ['net_minor'],
      breach:
        'gross_minor + fees_minor + refunds_minor + chargebacks_minor + reserve_held_minor + reserve_released_minor + carried_in_minor + carried_out_minor <> net_minor',
      problem: 'is not the sum of its parts',
      remedy: 'gross + fees + refunds + chargebacks + reserve + carried = net, all signed',
    });
  }
  if (table.partitionBy) {
    rules.push({
      column: table.partitionBy,
      needs: [table.partitionBy],
      breach: `filename LIKE '%${table.partitionBy}=%' AND regexp_extract(filename, '${table.partitionBy}=([^/]+)', 1) <> CAST(${table.partitionBy} AS VARCHAR)`,
      problem: 'stands in the partition of another value',
      remedy: 'write the row into the folder of its own value',
    });
  }
  return rules;
}

async function checkRows(
  connection: DuckDBConnection,
  table: Table,
  source: string,
  rule: RowRule,
  broken: ReadonlySet<string>,
): Promise<IndexFinding | undefined> {
  const keys = table.key.filter(column => !broken.has(column));
  const example =
    keys.length > 0
      ? `concat_ws(', ', ${keys.map(key => `'${key}=' || coalesce(CAST(${key} AS VARCHAR), 'null')`).join(', ')})`
      : "''";
  const breaking = rule.group
    ? `SELECT min(${example}) AS example, count(*) - 1 AS n FROM ${source} GROUP BY ${rule.group.join(
        ', ',
      )} HAVING count(*) > 1`
    : `SELECT ${example} AS example, 1 AS n FROM ${source} WHERE ${rule.breach}`;
  const [{ n, row }] = await rowsOf(connection, `SELECT sum(n)::BIGINT AS n, min(example) AS row FROM (${breaking})`);
  if (n === null || n === '0') return undefined;
  return {
    table: table.name,
    column: rule.column,
    row: row ? String(row) : undefined,
    rows: Number(n),
    problem: rule.problem,
    remedy: rule.remedy,
  };
}

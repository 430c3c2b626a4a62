import { ColumnType, CONTRACT_VERSION, Table } from '@internal/plugin-payrec-common';

/** DuckDB spelling of a contract type. */
export const DUCKDB_TYPE: Record<ColumnType, string> = {
  text: 'VARCHAR',
  bigint: 'BIGINT',
  integer: 'INTEGER',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
  decimal: 'DECIMAL(38,10)',
  'text[]': 'VARCHAR[]',
};

/** Text of the world's own making as a SQL literal. */
export function literal(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

/** Texts as a SQL list. */
export function literalList(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

/** Lineage of rows the demo pipelines wrote. `at` is UTC, so that the same world has the same bytes at any time. */
export function lineage(sourceSystem: string, run: string, at: string): Record<string, string> {
  return {
    source_system: literal(sourceSystem),
    ingested_at: `TIMESTAMPTZ '${at}+00'`,
    pipeline_run_id: literal(run),
    contract_version: String(CONTRACT_VERSION),
    valid_from_run: literal(run),
  };
}

/**
 * `SELECT` of exactly the columns of the contract, in its order and types, from expressions by column name. A nullable
 * column without an expression is null.
 * @throws Error naming a required column without an expression, or an expression without a column.
 */
export function contractSelect(table: Table, expressions: Record<string, string>, from: string): string {
  const known = new Set(table.columns.map(column => column.name));
  const stray = Object.keys(expressions).find(name => !known.has(name));
  if (stray) throw new Error(`The contract of ${table.name} has no column "${stray}"`);
  const columns = table.columns.map(column => {
    const expression = expressions[column.name];
    if (expression === undefined && !column.nullable) {
      throw new Error(`${table.name}.${column.name} is required by the contract, but nothing is written to it`);
    }
    return `CAST(${expression ?? 'NULL'} AS ${DUCKDB_TYPE[column.type]}) AS ${column.name}`;
  });
  return `SELECT ${columns.join(', ')} FROM ${from}`;
}

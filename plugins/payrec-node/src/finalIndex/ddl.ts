import { Column, ColumnType, Table } from '@internal/plugin-payrec-common';
import { quoteIdentifier, sqlIdentifier } from './engine/Engine';

type EngineName = 'duckdb' | 'trino';

const TYPES: Record<EngineName, Record<ColumnType, string>> = {
  duckdb: {
    text: 'VARCHAR',
    bigint: 'BIGINT',
    integer: 'INTEGER',
    boolean: 'BOOLEAN',
    date: 'DATE',
    timestamp: 'TIMESTAMP WITH TIME ZONE',
    decimal: 'DECIMAL(38,10)',
    'text[]': 'VARCHAR[]',
  },
  trino: {
    text: 'VARCHAR',
    bigint: 'BIGINT',
    integer: 'INTEGER',
    boolean: 'BOOLEAN',
    date: 'DATE',
    timestamp: 'TIMESTAMP(6) WITH TIME ZONE',
    decimal: 'DECIMAL(38,10)',
    'text[]': 'ARRAY(VARCHAR)',
  },
};

/** Names of the categories a session has defined, see {@link EngineSession.defineCategory}. */
export type Categories = ReadonlySet<string>;
const NO_CATEGORIES: Categories = new Set();

/** The engine's spelling of a category; Trino has no such type, and its files keep repeated text in dictionaries. */
export const categoryTypeSql = (engine: EngineName, name: string): string =>
  engine === 'trino' ? TYPES.trino.text : `category_${sqlIdentifier(name)}`;

/** The engine's spelling of a contract type or category. @throws TypeError for a type neither of them knows. */
export function columnTypeSql(engine: EngineName, type: string, categories = NO_CATEGORIES): string {
  if (categories.has(type)) return categoryTypeSql(engine, type);
  if (!Object.hasOwn(TYPES[engine], type)) {
    throw new TypeError(`"${type}" is not a column type; there are ${Object.keys(TYPES[engine]).join(', ')}`);
  }
  return TYPES[engine][type as ColumnType];
}

/** `name TYPE, …` of the contract, in its order, without NOT NULL: files of other writers are checked, not refused. */
export function columnListSql(
  engine: EngineName,
  columns: ReadonlyArray<{ name: string; type: string }>,
  categories = NO_CATEGORIES,
): string {
  return columns
    .map(({ name, type }) => `${quoteIdentifier(name)} ${columnTypeSql(engine, type, categories)}`)
    .join(', ');
}

/**
 * `CAST(name AS TYPE) AS name, …`: the exact contract, whatever narrower types a file was written with. A text column that has
 * the name of a category is cast to that: the file holds plain text all the same, and is written faster.
 */
export function castListSql(engine: EngineName, columns: readonly Column[], categories = NO_CATEGORIES): string {
  return columns
    .map(({ name, type }) => {
      const cast = columnTypeSql(engine, type === 'text' && categories.has(name) ? name : type, categories);
      return `CAST(${quoteIdentifier(name)} AS ${cast}) AS ${quoteIdentifier(name)}`;
    })
    .join(', ');
}

/** A view without rows that has the columns of the contract. */
export function emptySelectSql(engine: EngineName, table: Table): string {
  const columns = table.columns.map(
    ({ name, type }) => `CAST(NULL AS ${columnTypeSql(engine, type)}) AS ${quoteIdentifier(name)}`,
  );
  return `SELECT ${columns.join(', ')} WHERE FALSE`;
}

/**
 * CREATE TABLE of an Iceberg table in Trino, partitioned as the contract says.
 * `qualifiedName` is trusted text such as `lake.final_index.transactions`; `partitioned: false` makes the staging twin
 * that `add_files` can fill, which refuses partitioned tables.
 */
export function trinoCreateTableSql(
  table: Table,
  qualifiedName: string,
  options: { partitioned: boolean } = { partitioned: true },
): string {
  const columns = columnListSql('trino', table.columns);
  return `CREATE TABLE IF NOT EXISTS ${qualifiedName} (${columns}) ${trinoPropertiesSql(table, options.partitioned)}`;
}

/** Makes `select` the whole content of the table, in one Iceberg commit: readers see the old rows or the new ones. */
export function trinoReplaceTableSql(table: Table, qualifiedName: string, from: string): string {
  const select = `SELECT ${castListSql('trino', table.columns)} FROM ${from}`;
  return `CREATE OR REPLACE TABLE ${qualifiedName} ${trinoPropertiesSql(table, true)} AS ${select}`;
}

function trinoPropertiesSql(table: Table, partitioned: boolean): string {
  const partitioning =
    partitioned && table.partitionBy ? `, partitioning = ARRAY['${sqlIdentifier(table.partitionBy)}']` : '';
  return `WITH (format = 'PARQUET'${partitioning})`;
}

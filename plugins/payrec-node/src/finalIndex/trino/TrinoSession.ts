import { finalIndexTable, Table } from '@internal/plugin-payrec-common';
import { castListSql, columnListSql, columnTypeSql } from '../ddl';
import { trinoDialect } from '../dialect';
import { CategoryBook } from '../engine/CategoryBook';
import { partitionName, quoteIdentifier, sqlIdentifier } from '../engine/Engine';
import { partitionKey } from '../partitionKey';
import { EngineRow, EngineSession, SqlValue } from '../types';
import { textLiteral, trinoLiteral } from './literals';
import { TrinoConnection } from './TrinoConnection';

/** The server refuses texts beyond a million characters (`query.max-length`). */
const BATCH_CHARACTERS = 600_000;
const BATCH_ROWS = 2_000;

const columnNames = (table: Table) => table.columns.map(({ name }) => quoteIdentifier(name)).join(', ');

/** A session whose scratch tables live in a schema of its own, in the catalog of the index. */
export class TrinoSession implements EngineSession {
  readonly dialect = trinoDialect;
  private readonly categories = new CategoryBook();

  constructor(
    private readonly connection: TrinoConnection,
    private readonly context: { name: string; schema: string; signal?: AbortSignal; onWrite: () => void },
  ) {}

  async run(sql: string, params: readonly SqlValue[] = []): Promise<void> {
    await this.all(sql, params);
  }

  all(sql: string, params: readonly SqlValue[] = []): Promise<EngineRow[]> {
    const { name, schema, signal } = this.context;
    return this.connection.execute({ name, sql, params, schema, signal });
  }

  async defineCategory(name: string, values: readonly string[]): Promise<void> {
    this.categories.add(name, values);
  }

  async load(
    table: string,
    columns: ReadonlyArray<{ name: string; type: string }>,
    rows: AsyncIterable<EngineRow> | Iterable<EngineRow>,
  ): Promise<void> {
    await this.run(
      `CREATE TABLE IF NOT EXISTS ${sqlIdentifier(table)} (${columnListSql('trino', columns, this.categories.names)})`,
    );
    const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
    const types = columns.map(({ type }) => columnTypeSql('trino', type, this.categories.names));
    let batch: string[] = [];
    let characters = 0;
    const flush = async () => {
      if (batch.length === 0) return;
      const values = batch.join(', ');
      batch = [];
      characters = 0;
      await this.run(`INSERT INTO ${table} (${names}) VALUES ${values}`);
    };
    for await (const row of rows) {
      const text = `(${columns.map(({ name }, index) => cell(row[name], types[index], name)).join(', ')})`;
      if (batch.length === BATCH_ROWS || characters + text.length > BATCH_CHARACTERS) await flush();
      batch.push(text);
      characters += text.length;
    }
    await flush();
  }

  async replacePartition(
    table: string,
    partition: string,
    select: string,
    params: readonly SqlValue[] = [],
  ): Promise<void> {
    const target = finalIndexTable(table);
    const name = partitionName(partition);
    const key = partitionKey(target);
    const keyed = `SELECT ${castListSql('trino', target.columns)} FROM (${select}) AS source`;
    await this.assertOnlyPartition(target, key, name, keyed, params);
    const [{ n }] = await this.all(`SELECT count(*) AS n FROM final_index.${table} WHERE ${key} = ?`, [name]);
    // One statement is one Iceberg commit. A first write needs no join with what is there.
    if (n === '0') await this.run(`INSERT INTO final_index.${table} (${columnNames(target)}) ${keyed}`, params);
    else await this.run(mergeSql(target, key, name, keyed), params);
    this.context.onWrite();
  }

  private async assertOnlyPartition(
    table: Table,
    key: string,
    partition: string,
    select: string,
    params: readonly SqlValue[],
  ): Promise<void> {
    const [{ n }] = await this.all(
      `SELECT count(*) AS n FROM (${select}) AS written WHERE ${key} IS DISTINCT FROM ${textLiteral(partition)}`,
      params,
    );
    if (n !== '0') {
      throw new Error(`${n} rows for ${table.name} carry another ${key} than "${partition}"; select it as written`);
    }
  }
}

/**
 * Deletes the old rows of the write and inserts the new ones in one commit. The source has one row that asks for the
 * deletion, by an equality so that the engine prunes partitions, and the new rows, which match nothing.
 */
function mergeSql(table: Table, key: string, partition: string, select: string): string {
  const names = columnNames(table);
  const nulls = table.columns.map(
    ({ name, type }) => `CAST(NULL AS ${columnTypeSql('trino', type)}) AS ${quoteIdentifier(name)}`,
  );
  const values = table.columns.map(({ name }) => `source.${quoteIdentifier(name)}`).join(', ');
  return `MERGE INTO final_index.${table.name} AS target USING (
      SELECT ${nulls.join(', ')}, CAST(${textLiteral(partition)} AS VARCHAR) AS replaced_partition
      UNION ALL SELECT ${names}, CAST(NULL AS VARCHAR) FROM (${select}) AS written
    ) AS source ON target.${key} = source.replaced_partition
    WHEN MATCHED THEN DELETE
    WHEN NOT MATCHED AND source.replaced_partition IS NULL THEN INSERT (${names}) VALUES (${values})`;
}

function cell(value: unknown, type: string, column: string): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return trinoLiteral(value.map(String));
  if (
    typeof value === 'string' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean' ||
    Number.isSafeInteger(value)
  ) {
    const text = textLiteral(type.startsWith('TIMESTAMP') ? timestampText(String(value)) : String(value));
    return type === 'VARCHAR' ? text : `CAST(${text} AS ${type})`;
  }
  throw new TypeError(
    `Column ${column} got ${typeof value} ${String(value)}; pass decimals, dates and instants as text`,
  );
}

/** Trino reads `2026-03-29 01:30:00 UTC`, not the ISO form. */
function timestampText(text: string): string {
  return text.replace('T', ' ').replace(/Z$/, ' UTC');
}

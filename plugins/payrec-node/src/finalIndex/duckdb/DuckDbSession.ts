import { DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBValue, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import { finalIndexTable } from '@internal/plugin-payrec-common';
import { Categories, categoryTypeSql, columnListSql, columnTypeSql } from '../ddl';
import { CategoryBook } from '../engine/CategoryBook';
import { duckDbDialect } from '../dialect';
import { quoteIdentifier, sqlIdentifier } from '../engine/Engine';
import { EngineRow, EngineSession, SqlValue } from '../types';
import { ConnectionLanes } from './ConnectionLanes';
import { interruptible } from './interruptible';
import { quoteSql } from './parquetFolder';
import { runArguments, toEngineRows } from './values';

/** Rows of one vector of the engine. */
const CHUNK_ROWS = 2048;

export type ReplacePartition = (
  connection: DuckDBConnection,
  write: {
    table: string;
    partition: string;
    select: string;
    params: readonly SqlValue[];
    categories: Categories;
    signal?: AbortSignal;
  },
) => Promise<void>;

/** A session whose search path is a schema of its own; statements that are not awaited before the next run beside it. */
export class DuckDbSession implements EngineSession {
  readonly dialect = duckDbDialect;
  private loads = 0;
  private readonly categories = new CategoryBook();

  constructor(
    private readonly lanes: ConnectionLanes,
    private readonly schema: string,
    private readonly replace: ReplacePartition,
    private readonly signal?: AbortSignal,
  ) {}

  async run(sql: string, params: readonly SqlValue[] = []): Promise<void> {
    const { values, types } = runArguments(params);
    await this.lanes.use(connection =>
      interruptible(connection, this.signal, () => connection.run(sql, values, types)),
    );
  }

  async all(sql: string, params: readonly SqlValue[] = []): Promise<EngineRow[]> {
    const { values, types } = runArguments(params);
    return this.lanes.use(async connection =>
      toEngineRows(await interruptible(connection, this.signal, () => connection.runAndReadAll(sql, values, types))),
    );
  }

  async defineCategory(name: string, all: readonly string[]): Promise<void> {
    const ordered = this.categories.add(name, all);
    if (!ordered) return;
    // An ENUM without a value can be made and not be joined; a category without any gets one that no row has.
    const values = ordered.length > 0 ? ordered : [''];
    // No parameters in DDL. Values are ids from the database and words of ours; quotes are doubled.
    await this.run(`CREATE TYPE ${categoryTypeSql('duckdb', name)} AS ENUM (${values.map(quoteSql).join(', ')})`);
  }

  async load(
    table: string,
    columns: ReadonlyArray<{ name: string; type: string }>,
    rows: AsyncIterable<EngineRow> | Iterable<EngineRow>,
  ): Promise<void> {
    const staging = `load_${(this.loads += 1)}`;
    const isList = columns.map(column => column.type === 'text[]');
    // Text goes in and the engine casts: its own parsers are exact for decimals and instants, and refuse nonsense.
    const stagingColumns = columns.map(
      ({ name }, index) => `${quoteIdentifier(name)} ${isList[index] ? 'VARCHAR[]' : 'VARCHAR'}`,
    );
    await this.run(
      `CREATE TABLE IF NOT EXISTS ${sqlIdentifier(table)} (${columnListSql('duckdb', columns, this.categories.names)})`,
    );
    // Most runs have no row of most kinds, and each statement saved is a few milliseconds.
    if (Array.isArray(rows) && rows.length === 0) return;
    await this.run(`CREATE TABLE ${staging} (${stagingColumns.join(', ')})`);
    try {
      await this.lanes.use(connection => this.append(connection, staging, columns, isList, rows));
      const casts = columns.map(
        ({ name, type }) => `CAST(${quoteIdentifier(name)} AS ${columnTypeSql('duckdb', type, this.categories.names)})`,
      );
      const names = columns.map(({ name }) => quoteIdentifier(name));
      await this.run(`INSERT INTO ${table} (${names.join(', ')}) SELECT ${casts.join(', ')} FROM ${staging}`);
    } finally {
      await this.run(`DROP TABLE IF EXISTS ${staging}`);
    }
  }

  async replacePartition(
    table: string,
    partition: string,
    select: string,
    params: readonly SqlValue[] = [],
  ): Promise<void> {
    finalIndexTable(table);
    await this.lanes.use(connection =>
      this.replace(connection, {
        table,
        partition,
        select,
        params,
        categories: this.categories.names,
        signal: this.signal,
      }),
    );
  }

  private async append(
    connection: DuckDBConnection,
    staging: string,
    columns: ReadonlyArray<{ name: string }>,
    isList: readonly boolean[],
    rows: AsyncIterable<EngineRow> | Iterable<EngineRow>,
  ): Promise<void> {
    const types: DuckDBType[] = isList.map(list => (list ? LIST(VARCHAR) : VARCHAR));
    const appender = await connection.createAppender(staging, this.schema);
    try {
      const buffer: DuckDBValue[][] = columns.map(() => []);
      const flush = () => {
        if (buffer[0].length === 0) return;
        const chunk = DuckDBDataChunk.create(types, buffer[0].length);
        buffer.forEach((values, index) => chunk.setColumnValues(index, values));
        appender.appendDataChunk(chunk);
        for (const values of buffer) values.length = 0;
      };
      for await (const row of rows) {
        this.signal?.throwIfAborted();
        columns.forEach(({ name }, index) => buffer[index].push(toText(row[name], name)));
        if (buffer[0].length === CHUNK_ROWS) flush();
      }
      flush();
    } finally {
      appender.closeSync();
    }
  }
}

function toText(value: unknown, column: string): DuckDBValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value);
  if (Array.isArray(value)) return listValue(value.map(item => (item === null ? null : String(item))));
  throw new TypeError(
    `Column ${column} got ${typeof value} ${String(value)}; pass decimals, dates and instants as text`,
  );
}

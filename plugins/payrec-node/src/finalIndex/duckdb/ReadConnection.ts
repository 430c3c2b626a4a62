import { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import { LRUCache } from 'lru-cache';
import { EngineRow, SqlValue } from '../types';
import { interruptible } from './interruptible';
import { bindValues, toEngineRows } from './values';

/** More texts than the modules of the portal have; each holds a plan. */
const STATEMENTS_MAX = 100;

/**
 * A connection for reads, one at a time. DuckDB plans a statement when it is prepared and again when it runs, since the
 * files it reads may have changed; over some hundred files each takes several milliseconds. Statements are kept, so that
 * only the second of them is paid; what they read is always what is there. That a view is another one it does not notice,
 * so they are given up with the views they were planned on.
 */
export class ReadConnection {
  private readonly statements = new LRUCache<string, DuckDBPreparedStatement>({
    max: STATEMENTS_MAX,
    dispose: statement => statement.destroySync(),
  });

  private views = 0;

  constructor(private readonly connection: DuckDBConnection) {}

  /** At most about `maxRows` rows: a chunk may bring more. `views` counts the definitions of views. @throws the reason of `signal`, and what DuckDB says. */
  async read(
    sql: string,
    params: readonly SqlValue[],
    { maxRows, views, signal }: { readonly maxRows: number; readonly views: number; readonly signal?: AbortSignal },
  ): Promise<EngineRow[]> {
    if (views !== this.views) this.statements.clear();
    this.views = views;
    return interruptible(this.connection, signal, async () => {
      let statement = this.statements.get(sql);
      if (!statement) {
        statement = await this.connection.prepare(sql);
        this.statements.set(sql, statement);
      }
      return rowsOf(statement, params, maxRows);
    });
  }

  /** The same for a text nobody is likely to ask again, which is not kept. */
  async readOnce(
    sql: string,
    params: readonly SqlValue[],
    { maxRows, signal }: { readonly maxRows: number; readonly signal?: AbortSignal },
  ): Promise<EngineRow[]> {
    return interruptible(this.connection, signal, async () => {
      const statement = await this.connection.prepare(sql);
      try {
        return await rowsOf(statement, params, maxRows);
      } finally {
        statement.destroySync();
      }
    });
  }

  close(): void {
    this.statements.clear();
    this.connection.closeSync();
  }
}

async function rowsOf(
  statement: DuckDBPreparedStatement,
  params: readonly SqlValue[],
  maxRows: number,
): Promise<EngineRow[]> {
  const { values, types } = bindValues(params);
  statement.bind(values, types);
  return toEngineRows(await statement.streamAndReadUntil(maxRows));
}

import { availableParallelism } from 'node:os';
import { DuckDBInstance } from '@duckdb/node-api';
import { FINAL_INDEX_TABLES } from '@internal/plugin-payrec-common';
import { IndexFolder, TrinoEngine, bindValues, viewSql } from '@internal/plugin-payrec-node/system';
import { RecordedStatement } from './benchQueryPortal';

/** An engine with nothing of the portal around it. */
export type BareEngine = {
  /** Runs the statement and fetches its rows. */
  run(statement: RecordedStatement): Promise<void>;
  close(): Promise<void>;
};

/** DuckDB as such: one connection, the views over the files, the settings the portal gives it. */
export async function openBareDuckDb(root: string): Promise<BareEngine> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(Math.min(2, availableParallelism())) });
  const connection = await instance.connect();
  const folder = new IndexFolder(root);
  const { filled } = await folder.state();
  await folder.close();
  await connection.run('CREATE SCHEMA final_index');
  await connection.run(`SET GLOBAL TimeZone = 'UTC'`);
  await connection.run('SET GLOBAL enable_external_file_cache = false');
  await connection.run('SET GLOBAL preserve_insertion_order = false');
  for (const table of FINAL_INDEX_TABLES) await connection.run(viewSql(root, table, filled.has(table.name)));
  return {
    run: async ({ sql, params }) => {
      const { values, types } = bindValues(params);
      (await connection.runAndReadAll(sql, values, types)).getRows();
    },
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Trino by the project's own client, which is all there is between the portal and it. */
export function openBareTrino(server: string): BareEngine {
  const engine = new TrinoEngine({
    server: server.replace(/\/+$/, ''),
    catalog: 'lake',
    schema: 'final_index',
    source: 'payrec-bench',
    user: 'payrec',
    impersonate: false,
  });
  return {
    run: async ({ query, sql, params }) => {
      await engine.read({ name: `bench.${query}`, sql, params, maxRows: 200_001, signal: AbortSignal.timeout(60_000) });
    },
    close: () => engine.close(),
  };
}

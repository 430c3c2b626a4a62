import { LoggerService, RootConfigService } from '@backstage/backend-plugin-api';
import { DuckDbEngine } from '../duckdb/DuckDbEngine';
import { Engine } from '../engine/Engine';
import { TrinoEngine } from '../trino/TrinoEngine';
import { QueryRunner } from './QueryRunner';
import { readQueryConfig } from './queryConfig';

/** One per process: the engine, and the runner that shares its limits and cache between all plugins. */
export type FinalIndexHost = { readonly engine: Engine; readonly runner: QueryRunner; close(): Promise<void> };

/** Opens the engine `payrec.query.engine` names. @throws Error naming the configuration that is missing or wrong. */
export async function openFinalIndexHost(options: {
  config: RootConfigService;
  logger: LoggerService;
}): Promise<FinalIndexHost> {
  const { engine: kind, duckdb, trino, limits } = readQueryConfig(options.config);
  const engine = kind === 'duckdb' ? await DuckDbEngine.open(duckdb!) : new TrinoEngine(trino!);
  options.logger.info(`Final Index on ${kind === 'duckdb' ? 'the embedded engine' : `Trino at ${trino!.server}`}`);
  return { engine, runner: new QueryRunner(engine, limits, options.logger), close: () => engine.close() };
}

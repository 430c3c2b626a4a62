import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { FinalIndexService, SystemFinalIndex } from '@internal/plugin-payrec-node';
import {
  AuditedSystemFinalIndex,
  DEFAULT_LIMITS,
  DuckDbEngine,
  DuckDbOptions,
  Engine,
  FinalIndexHost,
  QueryLimits,
  QueryRunner,
  ScopedFinalIndex,
} from '@internal/plugin-payrec-node/system';

export type TestFinalIndex = {
  /** The door of requests. `scopeFor` asks the permissions given, which allow everything unless told. */
  readonly finalIndex: FinalIndexService;
  /** The door of jobs. */
  readonly system: SystemFinalIndex;
  readonly engine: Engine;
  /** For `backend.add`: a value of `finalIndexHostServiceRef` on the same engine. */
  readonly host: FinalIndexHost;
  close(): Promise<void>;
};

export type TestFinalIndexOptions = {
  readonly duckdb?: Partial<DuckDbOptions>;
  /** Another engine than the embedded one on `root`. */
  readonly engine?: Engine;
  readonly limits?: Partial<QueryLimits>;
  readonly logger?: LoggerService;
  readonly auditor?: Pick<AuditorService, 'createEvent'>;
  readonly permissions?: ReturnType<typeof mockServices.permissions>;
  /** Merchant ids behind the claims of a conditional decision. */
  readonly merchantIdsOf?: (claims: readonly string[]) => Promise<readonly string[]>;
};

const SILENT_EVENT = { success: async () => {}, fail: async () => {} };

/** Both doors on a folder of Parquet files, without a backend. Close it in `afterAll`. */
export async function createTestFinalIndex(root: string, options: TestFinalIndexOptions = {}): Promise<TestFinalIndex> {
  const logger = options.logger ?? mockServices.logger.mock();
  const engine =
    options.engine ?? (await DuckDbEngine.open({ root, memoryLimit: '1GB', threads: 2, ...options.duckdb }));
  const runner = new QueryRunner(engine, { ...DEFAULT_LIMITS, ...options.limits }, logger);
  const auditor = options.auditor ?? mockServices.auditor.mock({ createEvent: async () => SILENT_EVENT });
  return {
    engine,
    host: { engine, runner, close: () => engine.close() },
    finalIndex: new ScopedFinalIndex(runner, {
      auth: mockServices.auth(),
      permissions: options.permissions ?? mockServices.permissions(),
      merchants: { merchantIdsOf: options.merchantIdsOf ?? (async () => []) },
      logger,
    }),
    system: new AuditedSystemFinalIndex(runner, { pluginId: 'test', auditor, logger }),
    close: () => engine.close(),
  };
}

import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Knex } from 'knex';
import { Clock } from './clock';
import { LineageConfig } from './config';
import { EventIntake } from './ingest/EventIntake';
import { ClaimReader } from './registry/ClaimReader';
import { EntitySight } from './registry/EntitySight';
import { Names } from './registry/Names';
import { PgRegistryReader } from './registry/PgRegistryReader';
import { Projector } from './registry/Projector';
import { ProjectorWorker } from './registry/ProjectorWorker';
import { listPromoted } from './registry/promotion';
import { SubjectAccess } from './registry/SubjectAccess';
import { deleteOldEvents } from './retention';
import { ColumnLineageService } from './service/ColumnLineageService';
import { DatasetService } from './service/DatasetService';
import { GraphSnapshot } from './service/GraphSnapshot';
import { IngestService } from './service/IngestService';
import { JobService } from './service/JobService';
import { LineageService } from './service/LineageService';
import { RunService } from './service/RunService';
import { SearchService } from './service/SearchService';
import { StatusService } from './service/StatusService';

/** The parts of the lineage server, put together. Nothing is folded before `start`. */
export function createLineage(options: {
  readonly db: Knex;
  readonly config: LineageConfig;
  readonly clock: Clock;
  readonly catalog: CatalogService;
  readonly auth: AuthService;
  readonly logger: LoggerService;
  readonly baseUrl: string;
  readonly timezone: string;
  /** Called after events were folded into the registry. */
  readonly onStored?: () => void;
}) {
  const { db, config, clock, catalog, auth, logger } = options;
  const names = new Names(db, config);
  const projector = new Projector({ db, naming: names.naming });
  const graph = new GraphSnapshot(db);
  const worker = new ProjectorWorker(projector, logger, () => {
    options.onStored?.();
    // Read before somebody asks; the next question says what is wrong with it.
    graph.get().catch(() => {});
  });
  const intake = new EventIntake({ db, clock, logger, ...config, onStored: () => worker.wake() });
  const sight = new EntitySight(catalog, auth);
  const access = new SubjectAccess(names, sight);
  const { staleAfterMs } = config;
  const runs = new RunService({ db, access });
  return {
    names,
    projector,
    intake,
    sight,
    lineage: new LineageService({ db, names, access, graph, clock, staleAfterMs }),
    columns: new ColumnLineageService({ db, names, access }),
    jobs: new JobService({ db, access, clock, staleAfterMs }),
    datasets: new DatasetService({ db, access, clock, staleAfterMs, timezone: options.timezone }),
    runs,
    search: new SearchService(db, access),
    entityStatus: new StatusService({ db, names, access, runs, clock, staleAfterMs }),
    ingest: new IngestService({ db, names, access, intake, clock, baseUrl: options.baseUrl }),
    registryReader: new PgRegistryReader(db, names, clock),
    claims: new ClaimReader({ db, catalog, auth, projector, logger }),
    listPromoted: () => listPromoted({ db, names, config, clock }),
    deleteOldEvents: () => deleteOldEvents(db, clock, config.rawEventsKeptMs),
    start: () => worker.start(),
    stop: () => worker.stop(),
  };
}

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
import { deleteOldEvents } from './retention';
import { GraphSnapshot } from './service/GraphSnapshot';
import { IngestService } from './service/IngestService';
import { LineageService } from './service/LineageService';
import { RegistryService } from './service/RegistryService';
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
  const lineage = new LineageService({
    db,
    names,
    sight,
    clock,
    graph,
    staleAfterMs: config.staleAfterMs,
  });
  const registry = new RegistryService({
    db,
    names,
    lineage,
    clock,
    staleAfterMs: config.staleAfterMs,
    timezone: options.timezone,
  });
  return {
    names,
    projector,
    intake,
    sight,
    lineage,
    registry,
    entityStatus: new StatusService({ db, names, lineage, registry, clock, staleAfterMs: config.staleAfterMs }),
    ingest: new IngestService({ db, names, lineage, intake, clock, baseUrl: options.baseUrl }),
    registryReader: new PgRegistryReader(db, names, clock),
    claims: new ClaimReader({ db, catalog, auth, projector, logger }),
    listPromoted: () => listPromoted({ db, names, config, clock }),
    deleteOldEvents: () => deleteOldEvents(db, clock, config.rawEventsKeptMs),
    start: () => worker.start(),
    stop: () => worker.stop(),
  };
}

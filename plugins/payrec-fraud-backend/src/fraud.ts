import { LoggerService, PermissionsService } from '@backstage/backend-plugin-api';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { FinalIndexService } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { AlertAccess } from './access/AlertAccess';
import { FraudConfig } from './config';
import { FeedService } from './feed/FeedService';
import { feedMetrics } from './feed/feedMetrics';
import { IntakeService, SuppressionPort } from './intake/IntakeService';
import { QuarantineStore } from './intake/QuarantineStore';
import { createTokeniser, installationTokenKey } from './intake/tokens';
import { QueueService } from './queue/QueueService';
import { ViewService } from './queue/ViewService';
import { AlertStore } from './store/AlertStore';

/** The parts of one process, wired; nothing runs before `feed.start`. The plugin, the tests and the bench all use it. */
export async function createFraud(deps: {
  readonly db: Knex;
  readonly config: FraudConfig;
  readonly permissions: PermissionsService;
  readonly finalIndex: Pick<FinalIndexService, 'scopeFor'>;
  readonly logger: LoggerService;
  readonly newId: () => string;
  readonly suppressions?: SuppressionPort;
  readonly hint?: (seq: number) => void;
  /** Epoch ms. */
  readonly nowMs?: () => number;
}) {
  const { db, config, logger } = deps;
  const nowMs = deps.nowMs ?? Date.now;
  const now = (): Instant => instantFromEpochMs(nowMs());
  const metrics = feedMetrics();
  const alerts = new AlertStore(db, now);
  const quarantine = new QuarantineStore(db);
  const queue = new QueueService(db, nowMs);
  const feed = new FeedService({
    db,
    logger,
    config: config.feed,
    metrics,
    now: nowMs,
    quarantined: () => quarantine.openCount(),
    hint: deps.hint,
  });
  return {
    db,
    alerts,
    quarantine,
    queue,
    feed,
    metrics,
    now,
    access: new AlertAccess({
      permissions: deps.permissions,
      finalIndex: deps.finalIndex,
      employeeCustomers: config.employeeCustomers,
    }),
    views: new ViewService({ db, queue, newId: deps.newId, now }),
    intake: new IntakeService({
      db,
      alerts,
      quarantine,
      policy: {
        bands: config.bands,
        hours: config.hours,
        lateAfterMs: config.intake.lateAfterMs,
        skewToleranceMs: config.intake.skewToleranceMs,
        token: createTokeniser(config.tokenKey ?? (await installationTokenKey(db))),
      },
      limits: config.intake,
      suppressions: deps.suppressions,
      now,
      wake: () => feed.wake(),
      logger,
      count: (source, result) => metrics.intake.inc({ source, result }),
    }),
  };
}
export type Fraud = Awaited<ReturnType<typeof createFraud>>;

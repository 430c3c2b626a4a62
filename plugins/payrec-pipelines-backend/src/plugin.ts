import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { NotAllowedError } from '@backstage/errors';
import { finalIndexServiceRef } from '@internal/plugin-payrec-node';
import {
  lineagePermissions,
  maintenancePastPermission,
  slaPermissions,
} from '@internal/plugin-payrec-pipelines-common';
import { pipelinesClockServiceRef } from './clock';
import { readLineageConfig } from './config';
import { openDatabase } from './database';
import { IngestAudit } from './ingest/IngestAudit';
import { createIngestRouter, INGEST_PATHS } from './ingest/ingestRouter';
import { ServiceCallers } from './ingest/ServiceCallers';
import { createInternalRouter } from './internalRouter';
import { createLineage } from './lineage';
import { readMetricSources } from './metricSources/readMetricSources';
import { createRouter } from './router';
import { CatalogSlaReader } from './sla/CatalogSlaReader';
import { readSlaConfig } from './sla/config';
import { createSlaModule } from './sla/createSlaModule';

/** Operational Monitoring: OpenLineage in, registry, lineage, SLAs and incidents. */
export const pipelinesPlugin = createBackendPlugin({
  pluginId: 'payrec-pipelines',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        clock: pipelinesClockServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        finalIndex: finalIndexServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { httpRouter, httpAuth, logger, scheduler, lifecycle } = deps;
        const config = readLineageConfig(deps.config);
        const db = await openDatabase(deps.database);
        deps.permissionsRegistry.addPermissions([...lineagePermissions, ...slaPermissions]);
        const slaConfig = readSlaConfig(deps.config);
        // The SLA module reads the registry, and the registry wakes it: the second end is tied once both are there.
        let wake = () => {};
        const lineage = createLineage({
          db,
          config,
          clock: deps.clock,
          catalog: deps.catalog,
          auth: deps.auth,
          logger,
          baseUrl: deps.config.getString('backend.baseUrl'),
          timezone: slaConfig.timezone,
          onStored: () => wake(),
        });
        const sla = createSlaModule({
          db,
          config: slaConfig,
          logger,
          now: () => deps.clock.now(),
          registry: lineage.registryReader,
          catalog: new CatalogSlaReader(deps.catalog, deps.auth),
          visibility: lineage.sight,
          notifications: deps.notifications,
          metricSources: readMetricSources(deps.config),
          appBaseUrl: deps.config.getOptionalString('app.baseUrl'),
          async assertAllowed(credentials, permission) {
            const [decision] = await deps.permissions.authorize([{ permission: maintenancePastPermission }], {
              credentials,
            });
            if (decision.result !== AuthorizeResult.ALLOW)
              throw new NotAllowedError(`You lack the permission ${permission}`);
          },
        });

        const { evaluateAfterSeconds } = slaConfig;
        const startedMs = performance.now();
        wake = () => {
          const early = performance.now() - startedMs < evaluateAfterSeconds * 1000;
          if (!deps.clock.fixed && !early) sla.wake();
        };
        const audit = new IngestAudit(deps.auditor);
        const callers = new ServiceCallers(httpAuth);
        // Not open: the router asks each caller itself, since Backstage's own gate looks at each token anew.
        INGEST_PATHS.forEach(path => httpRouter.addAuthPolicy({ path, allow: 'unauthenticated' }));
        httpRouter.use(createIngestRouter({ audit, callers, logger, intake: lineage.intake, ...config }));
        httpRouter.use(createInternalRouter({ httpAuth, listPromoted: lineage.listPromoted }));
        httpRouter.use(createRouter({ ...deps, ...lineage, mountSla: sla.mount }));

        await scheduler.scheduleTask({
          id: 'payrec-pipelines-claims',
          frequency: { seconds: 60 },
          timeout: { minutes: 2 },
          initialDelay: { seconds: 5 },
          fn: () => lineage.claims.refresh(),
        });
        await scheduler.scheduleTask({
          id: 'payrec-pipelines-sla',
          frequency: { seconds: 60 },
          timeout: { minutes: 5 },
          initialDelay: { seconds: Math.max(15, evaluateAfterSeconds) },
          fn: async () => {
            await sla.evaluate();
          },
        });
        await scheduler.scheduleTask({
          id: 'payrec-pipelines-metrics',
          frequency: { seconds: 60 },
          timeout: { minutes: 1 },
          initialDelay: { seconds: 20 },
          scope: 'local',
          fn: () => sla.refreshMetrics(),
        });
        await scheduler.scheduleTask({
          id: 'payrec-pipelines-retention',
          frequency: { hours: 6 },
          timeout: { minutes: 30 },
          initialDelay: { minutes: 5 },
          fn: async () => {
            const deleted = await lineage.deleteOldEvents();
            await sla.deleteOldSlices();
            logger.info(`Deleted ${deleted.events} raw lineage events; ${deleted.runs} runs are frozen now`);
          },
        });
        lifecycle.addStartupHook(() => lineage.start());
        lifecycle.addShutdownHook(async () => {
          await Promise.all([lineage.stop(), sla.stop(), audit.flush()]);
        });
      },
    });
  },
});

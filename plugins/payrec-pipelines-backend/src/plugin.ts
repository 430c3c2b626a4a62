import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { finalIndexServiceRef } from '@internal/plugin-payrec-node';
import { lineagePermissions, slaPermissions } from '@internal/plugin-payrec-pipelines-common';
import { pipelinesClockServiceRef } from './clock';
import { readLineageConfig } from './config';
import { openDatabase } from './database';
import { createIngestRouter } from './ingest/ingestRouter';
import { createInternalRouter } from './internalRouter';
import { createLineage } from './lineage';
import { createRouter } from './router';

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
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { httpRouter, httpAuth, logger, scheduler, lifecycle } = deps;
        const config = readLineageConfig(deps.config);
        const db = await openDatabase(deps.database);
        deps.permissionsRegistry.addPermissions([...lineagePermissions, ...slaPermissions]);
        const lineage = createLineage({
          db,
          config,
          clock: deps.clock,
          catalog: deps.catalog,
          auth: deps.auth,
          logger,
          baseUrl: deps.config.getString('backend.baseUrl'),
          timezone: deps.config.getOptionalString('payrec.pipelines.timezone') ?? 'UTC',
        });
        httpRouter.use(createIngestRouter({ httpAuth, logger, intake: lineage.intake, ...config }));
        httpRouter.use(createInternalRouter({ httpAuth, listPromoted: lineage.listPromoted }));
        httpRouter.use(createRouter({ ...deps, ...lineage }));

        await scheduler.scheduleTask({
          id: 'payrec-pipelines-claims',
          frequency: { seconds: 60 },
          timeout: { minutes: 2 },
          initialDelay: { seconds: 5 },
          fn: () => lineage.claims.refresh(),
        });
        await scheduler.scheduleTask({
          id: 'payrec-pipelines-retention',
          frequency: { hours: 6 },
          timeout: { minutes: 30 },
          initialDelay: { minutes: 5 },
          fn: async () => {
            const deleted = await lineage.deleteOldEvents();
            logger.info(`Deleted ${deleted.events} raw lineage events; ${deleted.runs} runs are frozen now`);
          },
        });
        lifecycle.addStartupHook(() => lineage.start());
        lifecycle.addShutdownHook(() => lineage.stop());
      },
    });
  },
});

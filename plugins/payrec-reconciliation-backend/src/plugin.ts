import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import { createRunEventEmitter, finalIndexServiceRef } from '@internal/plugin-payrec-node';
import { systemFinalIndexServiceRef } from '@internal/plugin-payrec-node/system';
import { reconciliationPermissions } from '@internal/plugin-payrec-reconciliation-common';
import { readReconciliationConfig } from './config';
import { openDatabase } from './database/openDatabase';
import { createReconciliation } from './reconciliation';
import { createRouter } from './router';

/** Daily Reconciliation: statements in, matching runs, breaks and decisions. */
export const reconciliationPlugin = createBackendPlugin({
  pluginId: 'payrec-reconciliation',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        finalIndex: finalIndexServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        system: systemFinalIndexServiceRef,
      },
      async init(deps) {
        const config = readReconciliationConfig(deps.config);
        const db = await openDatabase(deps.database);
        deps.permissionsRegistry.addPermissions(reconciliationPermissions);
        const reconciliation = createReconciliation({
          config,
          db,
          finalIndex: deps.finalIndex,
          system: deps.system,
          signals: deps.signals,
          notifications: deps.notifications,
          // Read each time, so that a changed configuration file counts without a restart.
          runAfterStatement: () => readReconciliationConfig(deps.config).runAfterStatement,
          logger: deps.logger,
          emitRunEvent: createRunEventEmitter(deps),
          now: () => instantFromEpochMs(Date.now()),
          newId: () => `RUN-${randomUUID()}`,
          owner: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
        });
        deps.httpRouter.use(
          createRouter({
            ...reconciliation,
            httpAuth: deps.httpAuth,
            permissions: deps.permissions,
            auditor: deps.auditor,
            logger: deps.logger,
            lifecycle: deps.lifecycle,
            finalIndex: deps.finalIndex,
          }),
        );
        if (config.schedule.enabled) {
          await deps.scheduler.scheduleTask({
            id: 'payrec-reconciliation-nightly',
            frequency: { minutes: 5 },
            timeout: { minutes: 2 },
            initialDelay: { seconds: 30 },
            // Only asks for what is due by the clock and once per cut-off and date, so triggering it by hand is harmless.
            fn: async () => {
              await reconciliation.runs.enqueueNightly(config.schedule.delayMinutes);
            },
          });
        }
        await deps.scheduler.scheduleTask({
          id: 'payrec-reconciliation-housekeeping',
          frequency: { hours: 24 },
          timeout: { minutes: 30 },
          initialDelay: { minutes: 10 },
          fn: async signal => {
            await reconciliation.housekeeping.run(signal);
          },
        });
        deps.lifecycle.addStartupHook(() => reconciliation.start());
        deps.lifecycle.addShutdownHook(() => reconciliation.stop());
      },
    });
  },
});

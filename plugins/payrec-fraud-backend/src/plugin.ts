import { randomUUID } from 'node:crypto';
import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { FRAUD_HEAD_CHANNEL, fraudPermissions } from '@internal/plugin-payrec-fraud-common';
import { finalIndexServiceRef } from '@internal/plugin-payrec-node';
import { systemFinalIndexServiceRef } from '@internal/plugin-payrec-node/system';
import { readFraudConfig } from './config';
import { openDatabase } from './database/openDatabase';
import { createFraud } from './fraud';
import { StreamingIndexPoll } from './intake/StreamingIndexPoll';
import { subscribeAlerts } from './intake/subscribeAlerts';
import { Retention } from './retention/Retention';
import { createRouter } from './router';
import {
  CatalogAnalysts,
  createWork,
  createWorkHandlers,
  readWorkConfig,
  transactionStateOverHttp,
  Work,
  WorkDeps,
} from './work';

/** Real-Time Fraud Console: alerts in, a feed that misses nothing, the queue and the work on it. */
export const fraudPlugin = createBackendPlugin({
  pluginId: 'payrec-fraud',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        finalIndex: finalIndexServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        rootLifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        system: systemFinalIndexServiceRef,
      },
      async init(deps) {
        const config = readFraudConfig(deps.config);
        const db = await openDatabase(deps.database);
        deps.permissionsRegistry.addPermissions(fraudPermissions);
        // Intake asks the suppressions, which are made of what intake is made of.
        const late: { work?: Work } = {};
        const fraud = await createFraud({
          db,
          suppressions: {
            judge: async (trx, rows, now) => late.work?.suppressions.judge(trx, rows, now) ?? new Map(),
          },
          config,
          permissions: deps.permissions,
          finalIndex: deps.finalIndex,
          logger: deps.logger,
          newId: randomUUID,
          hint: seq => {
            deps.signals
              .publish({ recipients: { type: 'broadcast' }, channel: FRAUD_HEAD_CHANNEL, message: { seq } })
              .catch(error => deps.logger.debug(`The hint of the feed was not sent: ${error}`));
          },
        });
        const workConfig = readWorkConfig(deps.config);
        const workDeps: WorkDeps = {
          db,
          alerts: fraud.alerts,
          access: fraud.access,
          permissions: deps.permissions,
          finalIndex: deps.finalIndex,
          config: workConfig,
          analysts: new CatalogAnalysts({ catalog: deps.catalog, auth: deps.auth, groups: workConfig.analystGroups }),
          employeeCustomers: config.employeeCustomers,
          now: fraud.now,
          newId: randomUUID,
          logger: deps.logger,
          wake: () => fraud.feed.wake(),
          notify: ({ to, title, link }) =>
            deps.notifications.send({
              recipients: { type: 'entity', entityRef: [...to] },
              payload: { title, link, severity: 'high', topic: 'payrec-fraud' },
            }),
          transactionState: transactionStateOverHttp(deps),
        };
        const work = createWork(workDeps);
        late.work = work;
        deps.httpRouter.use(
          createRouter(fraud, createWorkHandlers(workDeps, work), {
            httpAuth: deps.httpAuth,
            permissions: deps.permissions,
            auditor: deps.auditor,
            logger: deps.logger,
            lifecycle: deps.lifecycle,
            finalIndex: deps.finalIndex,
          }),
        );
        if (config.poll.enabled) {
          const poll = new StreamingIndexPoll({
            db,
            index: deps.system,
            intake: fraud.intake,
            logger: deps.logger,
            now: Date.now,
          });
          await deps.scheduler.scheduleTask({
            id: 'payrec-fraud-streaming-index-poll',
            frequency: { seconds: config.poll.seconds },
            timeout: { minutes: 5 },
            initialDelay: { seconds: 10 },
            fn: async signal => {
              await poll.run(signal as AbortSignal);
            },
          });
        }
        const retention = new Retention({ db, days: config.retention, now: fraud.now, logger: deps.logger });
        await deps.scheduler.scheduleTask({
          id: 'payrec-fraud-retention',
          frequency: { hours: 1 },
          timeout: { minutes: 30 },
          initialDelay: { minutes: 5 },
          fn: async signal => {
            await retention.run(signal as AbortSignal);
          },
        });
        deps.lifecycle.addStartupHook(async () => {
          await fraud.feed.start();
          work.start();
          await subscribeAlerts({ events: deps.events, intake: fraud.intake, logger: deps.logger });
        });
        // Before the server stops taking requests, or open streams would hold it until they are cut.
        deps.rootLifecycle.addBeforeShutdownHook(() => fraud.feed.stop());
        deps.lifecycle.addShutdownHook(() => work.stop());
      },
    });
  },
});

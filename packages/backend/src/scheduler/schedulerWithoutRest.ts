import { coreServices, createServiceFactory } from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { DefaultSchedulerService } from '@backstage/backend-defaults/scheduler';

/**
 * The scheduler without its REST interface. Backstage mounts `/.backstage/scheduler/v1/tasks/<id>/trigger` in every plugin
 * that schedules anything and lets any signed-in person call it (backstage#30049); a plugin cannot put a guard in front,
 * because the routes are there before its own. Tasks run as before, and runs are started by our own permissioned endpoint.
 */
export const schedulerWithoutRest = createServiceFactory({
  service: coreServices.scheduler,
  deps: {
    database: coreServices.database,
    logger: coreServices.logger,
    rootLifecycle: coreServices.rootLifecycle,
    pluginMetadata: coreServices.pluginMetadata,
    metrics: metricsServiceRef,
  },
  factory: deps =>
    DefaultSchedulerService.create({
      ...deps,
      httpRouter: { use: () => {}, addAuthPolicy: () => {} },
    }),
});

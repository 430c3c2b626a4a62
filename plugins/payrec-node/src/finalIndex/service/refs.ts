import { coreServices, createServiceFactory, createServiceRef } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { CatalogMerchantDirectory } from '../scope/CatalogMerchantDirectory';
import { FinalIndexService, SystemFinalIndex } from '../types';
import { AuditedSystemFinalIndex, ScopedFinalIndex } from './doors';
import { FinalIndexHost, openFinalIndexHost } from './FinalIndexHost';

/** Engine, limits and cache of the process; both doors share it. Replaced in tests by a host on a seeded folder. */
export const finalIndexHostServiceRef = createServiceRef<FinalIndexHost>({
  id: 'payrec.finalIndexHost',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.rootLogger,
        lifecycle: coreServices.rootLifecycle,
      },
      factory: async ({ config, logger, lifecycle }) => {
        const host = await openFinalIndexHost({ config, logger: logger.child({ service: 'payrec.finalIndex' }) });
        lifecycle.addShutdownHook(() => host.close());
        return host;
      },
    }),
});

/** The only door to the Final Index for requests of people; see {@link FinalIndexService}. */
export const finalIndexServiceRef = createServiceRef<FinalIndexService>({
  id: 'payrec.finalIndex',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        host: finalIndexHostServiceRef,
        auth: coreServices.auth,
        permissions: coreServices.permissions,
        catalog: catalogServiceRef,
        logger: coreServices.logger,
      },
      factory: ({ host, auth, permissions, catalog, logger }) =>
        new ScopedFinalIndex(host.runner, {
          auth,
          permissions,
          logger,
          merchants: new CatalogMerchantDirectory({ catalog, auth }),
        }),
    }),
});

/** The unscoped door for jobs; exported by the entry `./system` only, which routers may not import. */
export const systemFinalIndexServiceRef = createServiceRef<SystemFinalIndex>({
  id: 'payrec.systemFinalIndex',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        host: finalIndexHostServiceRef,
        plugin: coreServices.pluginMetadata,
        auditor: coreServices.auditor,
        logger: coreServices.logger,
      },
      factory: ({ host, plugin, auditor, logger }) =>
        new AuditedSystemFinalIndex(host.runner, { pluginId: plugin.getId(), auditor, logger }),
    }),
});

import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { payrecBasicPermissions, transactionReadPermission } from '@internal/plugin-payrec-common';
import {
  assertPermissionsEnabled,
  finalIndexServiceRef,
  mountMetrics,
  transactionResourceRef,
  transactionRules,
} from '@internal/plugin-payrec-node';
import { assertPostgres } from './assertPostgres';
import { createRouter } from './router';
import { TransactionService } from './service/TransactionService';

/** Plugin `payrec`: the one owner of the resource type all modules read under. */
export const payrecPlugin = createBackendPlugin({
  pluginId: 'payrec',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        database: coreServices.database,
        finalIndex: finalIndexServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        rootHttpRouter: coreServices.rootHttpRouter,
      },
      async init({ config, database, httpRouter, permissionsRegistry, rootHttpRouter, ...services }) {
        assertPermissionsEnabled(config);
        await assertPostgres(database);

        permissionsRegistry.addResourceType({
          resourceRef: transactionResourceRef,
          permissions: [transactionReadPermission],
          rules: transactionRules,
        });
        permissionsRegistry.addPermissions(payrecBasicPermissions);

        mountMetrics({ rootHttpRouter, config });
        httpRouter.use(createRouter({ ...services, transactions: new TransactionService(services.finalIndex) }));
      },
    });
  },
});

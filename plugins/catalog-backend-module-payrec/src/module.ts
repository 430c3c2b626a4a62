import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { LineageEntityProvider } from './LineageEntityProvider';
import { ClaimedRelations } from './ClaimedRelations';
import { Promotion } from './toEntity';

/** Pipelines and datasets of the lineage registry as catalog entities. */
export const catalogModulePayrec = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'payrec',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, catalog, config, discovery, logger, scheduler }) {
        const seconds = config.getOptionalNumber('payrec.pipelines.catalog.refreshSeconds') ?? 60;
        if (!(seconds >= 1))
          throw new Error(`payrec.pipelines.catalog.refreshSeconds is ${seconds}; expected 1 or more`);
        const claimed = new ClaimedRelations();
        const provider = new LineageEntityProvider({
          logger,
          claimed,
          async listPromoted() {
            const { token } = await auth.getPluginRequestToken({
              onBehalfOf: await auth.getOwnServiceCredentials(),
              targetPluginId: 'payrec-pipelines',
            });
            const baseUrl = await discovery.getBaseUrl('payrec-pipelines');
            const response = await fetch(`${baseUrl}/internal/promoted`, {
              headers: { Authorization: `Bearer ${token}` },
            });
            if (!response.ok) throw await ResponseError.fromResponse(response);
            return (await response.json()) as Promotion;
          },
        });
        catalog.addEntityProvider(provider);
        catalog.addProcessor(claimed);
        await scheduler.scheduleTask({
          id: 'payrec-lineage-entities',
          frequency: { seconds },
          timeout: { minutes: 2 },
          initialDelay: { seconds: 10 },
          scope: 'local',
          fn: () => provider.refresh(),
        });
        await scheduler.scheduleTask({
          id: 'payrec-lineage-entities-full',
          frequency: { hours: 24 },
          timeout: { minutes: 10 },
          initialDelay: { hours: 1 },
          fn: () => provider.refresh(true),
        });
      },
    });
  },
});

import { createBackend } from '@backstage/backend-defaults';
import { portalHttpServer } from '@internal/plugin-payrec-node';
import { authModules } from './auth/authModules';
import { MACHINE_DOORS } from './http/machineDoors';
import { schedulerWithoutRest } from './scheduler/schedulerWithoutRest';

const backend = createBackend();

backend.add(portalHttpServer({ machineDoors: MACHINE_DOORS }));
backend.add(schedulerWithoutRest);

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(authModules);

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@internal/plugin-catalog-backend-module-payrec'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@internal/plugin-permission-backend-module-payrec'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-pg'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));

backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

backend.add(import('@internal/plugin-payrec-backend'));
backend.add(import('@internal/plugin-payrec-reconciliation-backend'));
backend.add(import('@internal/plugin-payrec-fraud-backend'));
backend.add(import('@internal/plugin-payrec-pipelines-backend'));

backend.start().catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  // Half a portal that is never ready helps nobody: whoever runs it shall see it end.
  process.exit(1);
});

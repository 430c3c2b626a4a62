import { createApiRef } from '@backstage/frontend-plugin-api';
import { Client } from '@internal/plugin-payrec-react';
import { reconciliationContract } from '@internal/plugin-payrec-reconciliation-common';

/** One typed method per endpoint of the module's contract; rejects with `ResponseError` on an error answer. */
export type ReconciliationApi = Client<typeof reconciliationContract.endpoints>;

export const reconciliationApiRef = createApiRef<ReconciliationApi>().with({
  id: 'plugin.payrec-reconciliation.client',
  pluginId: 'payrec-reconciliation',
});

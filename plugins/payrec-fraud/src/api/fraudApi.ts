import { createApiRef } from '@backstage/frontend-plugin-api';
import { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { Client } from '@internal/plugin-payrec-react';

/** One typed method per endpoint of the module's contract; rejects with `ResponseError` on an error answer. */
export type FraudApi = Client<typeof fraudContract.endpoints>;

export const fraudApiRef = createApiRef<FraudApi>().with({
  id: 'plugin.payrec-fraud.client',
  pluginId: 'payrec-fraud',
});

import { createApiRef } from '@backstage/frontend-plugin-api';
import { payrecContract } from '@internal/plugin-payrec-common';
import { pipelinesContract } from '@internal/plugin-payrec-pipelines-common';
import { Client } from '@internal/plugin-payrec-react';

/** One typed method per endpoint of the module's contract; rejects with `ResponseError` on an error answer. */
export type PipelinesApi = Client<typeof pipelinesContract.endpoints>;

export const pipelinesApiRef = createApiRef<PipelinesApi>().with({
  id: 'plugin.payrec-pipelines.client',
  pluginId: 'payrec-pipelines',
});

/** Transactions with the run that wrote them; they belong to the plugin `payrec`. */
export type TransactionsApi = Client<typeof payrecContract.endpoints>;

export const transactionsApiRef = createApiRef<TransactionsApi>().with({
  id: 'plugin.payrec-pipelines.transactions',
  pluginId: 'payrec-pipelines',
});

import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_TRANSACTION } from '@internal/plugin-payrec-common';
import { TransactionFilter } from '../finalIndex/scope/types';

/** What a rule knows of a transaction when it judges one row in memory. */
export type TransactionResource = {
  /** Null for a row nobody could attribute; such a row is nobody's. */
  readonly merchantId: string | null;
  /** Entity refs that own the merchant, such as `group:default/merchant-a`. */
  readonly merchantClaims: readonly string[];
};

/** The resource type all modules read under; the plugin `payrec` owns and registers it. */
export const transactionResourceRef = createPermissionResourceRef<TransactionResource, TransactionFilter>().with({
  pluginId: 'payrec',
  resourceType: RESOURCE_TYPE_TRANSACTION,
});

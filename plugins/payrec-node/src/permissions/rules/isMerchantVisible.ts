import { createPermissionRule } from '@backstage/plugin-permission-node';
import { z } from 'zod';
import { transactionResourceRef } from '../transactionResourceRef';

/**
 * Rows of the merchants behind the claims. The parameter is a list of entity refs, so that RBAC's `$ownerRefs` fits it.
 * `apply` judges one row in memory, `toQuery` says the same for the index; a property test holds the two together.
 */
export const isMerchantVisible = createPermissionRule({
  name: 'IS_MERCHANT_VISIBLE',
  description: 'Allow transactions of the merchants that are among the claims',
  resourceRef: transactionResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string().min(1).max(500))
      .max(1000)
      .describe('Entity refs of merchant groups the caller belongs to'),
  }),
  apply: ({ merchantId, merchantClaims }, { claims }) =>
    merchantId !== null && merchantClaims.some(owner => claims.includes(owner)),
  toQuery: ({ claims }) => ({ kind: 'merchantOwnedBy' as const, claims }),
});

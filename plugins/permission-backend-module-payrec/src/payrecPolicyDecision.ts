import { AuthorizeResult, isResourcePermission, PolicyDecision } from '@backstage/plugin-permission-common';
import { PolicyQuery } from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_TRANSACTION } from '@internal/plugin-payrec-common';
import { createTransactionConditionalDecision, transactionConditions } from '@internal/plugin-payrec-node';
import { policyGroupsOf } from './policyGroups';
import { policyEffect } from './policyTable';

/** Who asks; undefined when it is no person. */
export type PolicyCaller = { readonly ownershipEntityRefs: readonly string[] } | undefined;

/**
 * The portal's part of a permission policy, to be composed into a company's own: undefined for a permission that is not
 * ours, so that the caller decides it. A `payrec.*` name without a row in the table is DENY.
 *
 * ```ts
 * async handle(request, user) {
 *   const { ownershipEntityRefs } = await userInfo.getUserInfo(user.credentials);
 *   return payrecPolicyDecision(request, { ownershipEntityRefs }) ?? this.ours(request, user);
 * }
 * ```
 */
export function payrecPolicyDecision(
  request: PolicyQuery,
  caller: PolicyCaller,
  options: { merchantClaimPrefix?: string } = {},
): PolicyDecision | undefined {
  const { permission } = request;
  if (!permission.name.startsWith('payrec.')) return undefined;
  if (!caller) return { result: AuthorizeResult.DENY };

  const { groups, merchantClaims } = policyGroupsOf(caller.ownershipEntityRefs, options.merchantClaimPrefix);
  const effect = policyEffect(permission.name, groups);
  if (effect === 'ALLOW') return { result: AuthorizeResult.ALLOW };
  if (effect === 'OWN_MERCHANTS' && isResourcePermission(permission, RESOURCE_TYPE_TRANSACTION)) {
    return createTransactionConditionalDecision(
      permission,
      transactionConditions.isMerchantVisible({ claims: merchantClaims }),
    );
  }
  return { result: AuthorizeResult.DENY };
}

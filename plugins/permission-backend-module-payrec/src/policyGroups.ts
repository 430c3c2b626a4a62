import { POLICY_GROUPS, PolicyGroup } from './policyTable';

/** Entity refs of the groups of merchants begin with this unless `payrec.merchants.claimPrefix` says otherwise. */
export const DEFAULT_MERCHANT_CLAIM_PREFIX = 'group:default/merchant-';

const STAFF_REFS = new Map<string, PolicyGroup>(
  POLICY_GROUPS.filter(group => group !== 'merchant').map(group => [`group:default/${group}`, group]),
);

/**
 * The caller's groups in terms of the policy table, and the claims that stand for merchants.
 * `ownershipEntityRefs` must hold indirect memberships too: the sign-in of `packages/backend` puts them in.
 */
export function policyGroupsOf(
  ownershipEntityRefs: readonly string[],
  merchantClaimPrefix: string = DEFAULT_MERCHANT_CLAIM_PREFIX,
): { groups: PolicyGroup[]; merchantClaims: string[] } {
  const merchantClaims = ownershipEntityRefs.filter(ref => ref.startsWith(merchantClaimPrefix));
  const staff = ownershipEntityRefs.flatMap(ref => STAFF_REFS.get(ref) ?? []);
  return {
    groups: [...new Set<PolicyGroup>(merchantClaims.length > 0 ? [...staff, 'merchant'] : staff)],
    merchantClaims,
  };
}

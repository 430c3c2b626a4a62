import { UserInfoService } from '@backstage/backend-plugin-api';
import { AuthorizeResult, PolicyDecision } from '@backstage/plugin-permission-common';
import { PermissionPolicy, PolicyQuery, PolicyQueryUser } from '@backstage/plugin-permission-node';
import { PolicyCaller, payrecPolicyDecision } from './payrecPolicyDecision';
import { policyGroupsOf } from './policyGroups';

/** What every signed-in person may do outside the portal. */
const OPEN_TO_ALL: ReadonlySet<string> = new Set([
  'catalog.entity.read',
  'catalog.entity.refresh',
  'catalog.entity.validate',
  'catalog.location.read',
]);

/**
 * The policy of the demo company and a model for one's own. `payrec.*` follows the table; reading the catalog is open to
 * all who signed in; whatever else asks is for the platform team. That the catalog is theirs to write matters: a Group of
 * type `merchant` decides whose money its members see.
 */
export class PayrecReferencePolicy implements PermissionPolicy {
  readonly #deps: { userInfo: UserInfoService; merchantClaimPrefix?: string };

  constructor(deps: { userInfo: UserInfoService; merchantClaimPrefix?: string }) {
    this.#deps = deps;
  }

  async handle(request: PolicyQuery, user?: PolicyQueryUser): Promise<PolicyDecision> {
    const { userInfo, merchantClaimPrefix } = this.#deps;
    const caller: PolicyCaller = user && (await userInfo.getUserInfo(user.credentials));
    const ours = payrecPolicyDecision(request, caller, { merchantClaimPrefix });
    if (ours) return ours;
    const open = caller !== undefined && OPEN_TO_ALL.has(request.permission.name);
    const platform =
      caller !== undefined && policyGroupsOf(caller.ownershipEntityRefs).groups.includes('payments-platform');
    return { result: open || platform ? AuthorizeResult.ALLOW : AuthorizeResult.DENY };
  }
}

/**
 * The reference permission policy of the Payment Reconciliation Portal.
 *
 * @packageDocumentation
 */
export { permissionModulePayrec as default } from './module';
export { payrecPolicyDecision, type PolicyCaller } from './payrecPolicyDecision';
export { DEFAULT_MERCHANT_CLAIM_PREFIX, policyGroupsOf } from './policyGroups';
export {
  POLICY_GROUPS,
  policyEffect,
  policyTable,
  type PolicyEffect,
  type PolicyGroup,
  type PolicyRow,
} from './policyTable';

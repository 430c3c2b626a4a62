import { portalViewPermission, transactionReadPermission } from '@internal/plugin-payrec-common';
import {
  alertApprovePermission,
  alertIngestPermission,
  alertSupervisePermission,
  alertTriagePermission,
  fraudMetricsPermission,
  fraudPiiPermission,
  fraudViewPermission,
  suppressionManagePermission,
  unmaskPermission,
} from '@internal/plugin-payrec-fraud-common';
import {
  maintenancePastPermission,
  pipelinesOperatePermission,
  pipelinesViewPermission,
  verdictCorrectPermission,
} from '@internal/plugin-payrec-pipelines-common';
import {
  breakApprovePermission,
  breakUpdatePermission,
  reconciliationViewPermission,
  runTriggerPermission,
  statementUploadPermission,
} from '@internal/plugin-payrec-reconciliation-common';

/** Groups of the company the reference policy knows, and `merchant` for every group of a merchant. */
export const POLICY_GROUPS = [
  'payments-platform',
  'finance-ops',
  'finance-approvers',
  'fraud',
  'fraud-supervisors',
  'compliance',
  'audit',
  'treasury',
  'payments-oncall',
  'merchant',
] as const;
export type PolicyGroup = (typeof POLICY_GROUPS)[number];

/** `OWN_MERCHANTS` is a conditional decision: rows of the merchants behind the caller's groups. */
export type PolicyEffect = 'ALLOW' | 'DENY' | 'OWN_MERCHANTS';

export type PolicyRow = {
  /** Name of the permission. */
  readonly permission: string;
  /** What holding it lets a person do, for the docs. */
  readonly lets: string;
  /** A group that is not named is denied. */
  readonly effects: Readonly<Partial<Record<PolicyGroup, Exclude<PolicyEffect, 'DENY'>>>>;
};

/** Everybody who works with money; the platform team and the on-call engineer do not. */
const READERS = {
  'finance-ops': 'ALLOW',
  'finance-approvers': 'ALLOW',
  fraud: 'ALLOW',
  'fraud-supervisors': 'ALLOW',
  compliance: 'ALLOW',
  audit: 'ALLOW',
  treasury: 'ALLOW',
} as const;

/** Those who work on alerts. */
const FRAUD_TEAM = { fraud: 'ALLOW', 'fraud-supervisors': 'ALLOW' } as const;

/**
 * Who may do what. One row per permission of the portal: a permission without a row is denied to everybody, and the tests
 * fail for one a contract asks for. The isolation matrix and `docs/permissions.md` read this table.
 */
export const policyTable: readonly PolicyRow[] = [
  {
    permission: portalViewPermission.name,
    lets: 'Open the portal: home, transactions, state of the query engine',
    effects: { ...READERS, merchant: 'ALLOW' },
  },
  {
    permission: transactionReadPermission.name,
    lets: 'Read transactions and figures made of them; merchants their own only',
    effects: { ...READERS, merchant: 'OWN_MERCHANTS' },
  },
  {
    permission: reconciliationViewPermission.name,
    lets: 'See the reconciliation pages: overview, breaks, runs, statements, decision log',
    effects: {
      'finance-ops': 'ALLOW',
      'finance-approvers': 'ALLOW',
      compliance: 'ALLOW',
      audit: 'ALLOW',
      treasury: 'ALLOW',
    },
  },
  {
    permission: breakUpdatePermission.name,
    lets: 'Propose, dispute, re-check, comment on and assign breaks',
    effects: { 'finance-ops': 'ALLOW', 'finance-approvers': 'ALLOW' },
  },
  {
    permission: breakApprovePermission.name,
    lets: 'Approve or reject what another person proposed',
    effects: { 'finance-approvers': 'ALLOW' },
  },
  {
    permission: statementUploadPermission.name,
    lets: 'Upload statement files',
    effects: { 'finance-ops': 'ALLOW', 'finance-approvers': 'ALLOW' },
  },
  {
    permission: runTriggerPermission.name,
    lets: 'Start and cancel matching runs',
    effects: { 'finance-ops': 'ALLOW', 'finance-approvers': 'ALLOW' },
  },
  {
    permission: fraudViewPermission.name,
    lets: 'See the fraud console: queue, live feed, alert pages, quarantine',
    effects: { ...FRAUD_TEAM, compliance: 'ALLOW', audit: 'ALLOW' },
  },
  {
    permission: fraudPiiPermission.name,
    lets: 'See BIN and last four, names and addresses on alerts (mask level M1 instead of M0)',
    effects: { ...FRAUD_TEAM, compliance: 'ALLOW' },
  },
  {
    permission: alertTriagePermission.name,
    lets: 'Claim, decide, note, snooze and escalate alerts; bulk actions of up to 50 rows',
    effects: FRAUD_TEAM,
  },
  {
    permission: alertSupervisePermission.name,
    lets: 'Reassign and reopen alerts, larger bulk actions, settle the quarantine, review break-glass',
    effects: { 'fraud-supervisors': 'ALLOW' },
  },
  {
    permission: alertApprovePermission.name,
    lets: 'Sign a decision on an alert that another person proposed',
    effects: { 'fraud-supervisors': 'ALLOW' },
  },
  {
    permission: suppressionManagePermission.name,
    lets: 'Propose and end suppressions, and sign those of another person',
    effects: FRAUD_TEAM,
  },
  {
    permission: unmaskPermission.name,
    lets: 'See full personal values of one subject for a stated purpose',
    effects: { ...FRAUD_TEAM, compliance: 'ALLOW' },
  },
  {
    permission: fraudMetricsPermission.name,
    lets: 'See volume, precision and times of the fraud team',
    effects: { ...FRAUD_TEAM, compliance: 'ALLOW', audit: 'ALLOW' },
  },
  {
    permission: alertIngestPermission.name,
    lets: 'Hand alerts in; for services with a token, no person holds it',
    effects: {},
  },
  {
    permission: pipelinesViewPermission.name,
    lets: 'See pipelines, datasets, lineage, SLAs and incidents, as far as the catalog shows them',
    effects: { ...READERS, 'payments-platform': 'ALLOW', 'payments-oncall': 'ALLOW' },
  },
  {
    permission: pipelinesOperatePermission.name,
    lets: 'Acknowledge incidents, declare maintenance ahead, silence objectives, send a test event',
    effects: { 'payments-platform': 'ALLOW', 'payments-oncall': 'ALLOW' },
  },
  {
    permission: maintenancePastPermission.name,
    lets: 'Declare maintenance that has begun already',
    effects: { 'payments-platform': 'ALLOW' },
  },
  {
    permission: verdictCorrectPermission.name,
    lets: 'Correct a verdict by hand',
    effects: { 'payments-platform': 'ALLOW' },
  },
];

/**
 * The effect of a permission for somebody in these groups: the widest any of them has. DENY for a permission without a
 * row and for somebody in none of the groups.
 */
export function policyEffect(permission: string, groups: readonly PolicyGroup[]): PolicyEffect {
  const effects = policyTable.find(row => row.permission === permission)?.effects ?? {};
  const held = groups.map(group => effects[group]);
  if (held.includes('ALLOW')) return 'ALLOW';
  return held.includes('OWN_MERCHANTS') ? 'OWN_MERCHANTS' : 'DENY';
}

import { createPermission } from '@backstage/plugin-permission-common';

/** See the reconciliation pages and everything read-only on them. */
export const reconciliationViewPermission = createPermission({
  name: 'payrec.reconciliation.view',
  attributes: { action: 'read' },
});
/** Propose, dispute, re-check, comment on and assign breaks. */
export const breakUpdatePermission = createPermission({
  name: 'payrec.reconciliation.break.update',
  attributes: { action: 'update' },
});
/** Approve or reject what another person proposed. Four eyes are checked besides. */
export const breakApprovePermission = createPermission({
  name: 'payrec.reconciliation.break.approve',
  attributes: { action: 'update' },
});
/** Upload statement files. */
export const statementUploadPermission = createPermission({
  name: 'payrec.reconciliation.statement.upload',
  attributes: { action: 'create' },
});
/** Start and cancel matching runs. */
export const runTriggerPermission = createPermission({
  name: 'payrec.reconciliation.run.trigger',
  attributes: { action: 'create' },
});

export const reconciliationPermissions = [
  reconciliationViewPermission,
  breakUpdatePermission,
  breakApprovePermission,
  statementUploadPermission,
  runTriggerPermission,
];

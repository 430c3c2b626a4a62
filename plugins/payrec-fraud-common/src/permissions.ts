import { createPermission } from '@backstage/plugin-permission-common';

/** See the fraud console: queue, feed, alert pages, quarantine. Rows are cut to the merchants `payrec.transaction.read` allows. */
export const fraudViewPermission = createPermission({
  name: 'payrec.fraud.view',
  attributes: { action: 'read' },
});
/** Mask level M1 (BIN and last four, names, addresses) instead of M0. Checked besides, never by an endpoint alone. */
export const fraudPiiPermission = createPermission({
  name: 'payrec.fraud.pii.read',
  attributes: { action: 'read' },
});
/** Claim, decide, note, snooze and escalate alerts; bulk actions of at most 50 rows. */
export const alertTriagePermission = createPermission({
  name: 'payrec.fraud.alert.triage',
  attributes: { action: 'update' },
});
/** Reassign alerts of others, bulk actions beyond 50 rows, reopen closed alerts, quarantine. */
export const alertSupervisePermission = createPermission({
  name: 'payrec.fraud.alert.supervise',
  attributes: { action: 'update' },
});
/** Sign what another person proposed. Four eyes by person id are checked besides. */
export const alertApprovePermission = createPermission({
  name: 'payrec.fraud.alert.approve',
  attributes: { action: 'update' },
});
/** Propose, approve (not one's own) and end suppressions. */
export const suppressionManagePermission = createPermission({
  name: 'payrec.fraud.suppression.manage',
  attributes: { action: 'update' },
});
/** See full personal values of one subject for a stated purpose. */
export const unmaskPermission = createPermission({
  name: 'payrec.fraud.unmask',
  attributes: { action: 'read' },
});
/** Analyst metrics: volume, precision, time to decision, ageing. */
export const fraudMetricsPermission = createPermission({
  name: 'payrec.fraud.metrics.read',
  attributes: { action: 'read' },
});
/** Hand alerts in. For services with a token of `backend.auth.externalAccess`; no person holds it. */
export const alertIngestPermission = createPermission({
  name: 'payrec.fraud.alert.ingest',
  attributes: { action: 'create' },
});

export const fraudPermissions = [
  fraudViewPermission,
  fraudPiiPermission,
  alertTriagePermission,
  alertSupervisePermission,
  alertApprovePermission,
  suppressionManagePermission,
  unmaskPermission,
  fraudMetricsPermission,
  alertIngestPermission,
];

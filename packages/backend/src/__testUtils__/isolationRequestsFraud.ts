import type { IsolationRequest } from './isolationRequests';

const alert = (action = '') => `/v1/alerts/ALERT-none${action}`;
const held = { expectedRowVersion: 0, fence: 1 };
const decision = { ...held, reason: 'isolation matrix', idempotencyKey: 'isolation-matrix' };
const signature = { pinnedRowVersion: 0, reason: 'isolation matrix', idempotencyKey: 'isolation-matrix' };
const reason = { reason: 'isolation matrix' };

export const FRAUD_REQUESTS: Readonly<Record<string, readonly IsolationRequest[]>> = {
  'payrec-fraud.ingestAlert': [{ path: '/v1/intake/alert', body: { eventId: 'isolation' }, status: 200 }],
  'payrec-fraud.ingestAlerts': [{ path: '/v1/intake/alerts', body: { items: [{}] }, status: 200 }],
  'payrec-fraud.listQuarantine': [{ path: '/v1/quarantine', status: 200 }],
  'payrec-fraud.resolveQuarantine': [
    { path: '/v1/quarantine/00000000-0000-0000-0000-000000000000/resolve', body: { action: 'discard' }, status: 404 },
  ],
  'payrec-fraud.getFeedSnapshot': [{ path: '/v1/feed/snapshot', status: 200 }],
  'payrec-fraud.streamFeed': [{ path: '/v1/feed/stream', status: 200 }],
  'payrec-fraud.verifyFeed': [{ path: '/v1/feed/verify', status: 200 }],
  'payrec-fraud.getFeedStatus': [{ path: '/v1/feed/status', status: 200 }],
  'payrec-fraud.listAlerts': [{ path: '/v1/alerts', status: 200 }],
  'payrec-fraud.getAlert': [{ path: alert(), status: 404 }],
  'payrec-fraud.getAlertLinks': [{ path: alert('/links'), status: 404 }],
  'payrec-fraud.listViews': [{ path: '/v1/views', status: 200 }],
  'payrec-fraud.createView': [{ path: '/v1/views', body: { name: 'Isolation', query: '' }, status: 200 }],
  'payrec-fraud.deleteView': [{ path: '/v1/views/00000000-0000-0000-0000-000000000000', status: 404 }],
  'payrec-fraud.claimAlert': [{ path: alert('/claim'), body: { expectedRowVersion: 0 }, status: 404 }],
  'payrec-fraud.claimNext': [{ path: '/v1/claims/next', body: {}, status: 200 }],
  'payrec-fraud.renewClaim': [{ path: alert('/renew'), body: { fence: 1 }, status: 404 }],
  'payrec-fraud.releaseAlert': [{ path: alert('/release'), body: held, status: 404 }],
  'payrec-fraud.listAssignees': [{ path: '/v1/assignees', status: 200 }],
  'payrec-fraud.reassignAlert': [
    {
      path: alert('/reassign'),
      body: { expectedRowVersion: 0, assignee: 'user:default/frank.analyst', ...reason },
      status: 404,
    },
  ],
  'payrec-fraud.reportPresence': [{ path: alert('/presence'), body: {}, status: 404 }],
  'payrec-fraud.confirmFraud': [{ path: alert('/confirm-fraud'), body: decision, status: 404 }],
  'payrec-fraud.markFalsePositive': [{ path: alert('/false-positive'), body: decision, status: 404 }],
  'payrec-fraud.escalateAlert': [{ path: alert('/escalate'), body: decision, status: 404 }],
  'payrec-fraud.snoozeAlert': [
    { path: alert('/snooze'), body: { ...decision, until: '2099-01-01T00:00:00Z' }, status: 404 },
  ],
  'payrec-fraud.reopenAlert': [
    {
      path: alert('/reopen'),
      body: { expectedRowVersion: 0, ...reason, idempotencyKey: 'isolation-matrix' },
      status: 404,
    },
  ],
  'payrec-fraud.addNote': [
    { path: alert('/notes'), body: { text: 'hello', idempotencyKey: 'isolation-matrix' }, status: 404 },
  ],
  'payrec-fraud.listApprovals': [{ path: '/v1/approvals', status: 200 }],
  'payrec-fraud.approveDecision': [{ path: '/v1/approvals/none/approve', body: signature, status: 404 }],
  'payrec-fraud.rejectDecision': [{ path: '/v1/approvals/none/reject', body: signature, status: 404 }],
  'payrec-fraud.bulkAlerts': [
    {
      path: '/v1/alerts/bulk',
      body: {
        action: 'claim',
        ...reason,
        idempotencyKey: 'isolation-matrix',
        items: [{ id: 'ALERT-none', version: 0 }],
      },
      status: 207,
    },
  ],
  'payrec-fraud.listSuppressions': [{ path: '/v1/suppressions', status: 200 }],
  'payrec-fraud.createSuppression': [
    {
      path: '/v1/suppressions',
      body: {
        ruleId: 'R-isolation',
        scoreCeiling: '0.50000',
        expiresAt: '2000-01-01T00:00:00Z',
        reason: 'isolation matrix, expired on purpose',
        idempotencyKey: 'isolation-matrix',
      },
      status: 422,
    },
  ],
  'payrec-fraud.approveSuppression': [{ path: '/v1/suppressions/none/approve', body: reason, status: 404 }],
  'payrec-fraud.endSuppression': [{ path: '/v1/suppressions/none/end', body: reason, status: 404 }],
  'payrec-fraud.unmaskAlert': [
    { path: alert('/unmask'), body: { purpose: 'fraud_triage', text: 'isolation matrix' }, status: 404 },
  ],
  'payrec-fraud.openBreakGlass': [{ path: '/v1/breakglass', body: { subject: 'tok_none', reason: '' }, status: 422 }],
  'payrec-fraud.listUnmaskReviews': [{ path: '/v1/breakglass', status: 200 }],
  'payrec-fraud.reviewUnmask': [
    { path: '/v1/breakglass/none/review', body: { verdict: 'justified', text: 'isolation matrix' }, status: 404 },
  ],
  'payrec-fraud.listPresence': [{ path: '/v1/presence?alertId=none', status: 200 }],
  'payrec-fraud.getAnalystMetrics': [{ path: '/v1/metrics/analysts', status: 200 }],
};

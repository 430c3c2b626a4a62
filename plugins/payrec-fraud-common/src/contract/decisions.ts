import { defineEndpoint, instantSchema, pageQueryShape } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertApprovePermission, alertSupervisePermission } from '../permissions';
import { alertSchema } from '../schemas/alert';
import { approvalSchema, bulkRowSchema, timelineEntrySchema } from '../schemas/work';
import { alertParams, heldShape, key, page, triage, version, view, words } from './shapes';

const approvalParams = z.object({ approvalId: z.string().min(1).max(100) });
const decisionBody = z.object({ ...heldShape, reason: words(3), idempotencyKey: key });

/** What is decided on alerts, alone, by two, and on many at once. */
export const decisionsEndpoints = {
  confirmFraud: defineEndpoint({
    ...triage,
    method: 'POST',
    path: '/v1/alerts/:alertId/confirm-fraud',
    audit: 'alert-confirm-fraud',
    summary: 'Decide that it is fraud; goes to approval where the policy asks for a second person',
    params: alertParams,
    body: decisionBody,
    response: alertSchema,
  }),
  markFalsePositive: defineEndpoint({
    ...triage,
    method: 'POST',
    path: '/v1/alerts/:alertId/false-positive',
    audit: 'alert-false-positive',
    summary: 'Decide that it is none; goes to approval where the policy asks for a second person',
    params: alertParams,
    body: decisionBody,
    response: alertSchema,
  }),
  escalateAlert: defineEndpoint({
    ...triage,
    method: 'POST',
    path: '/v1/alerts/:alertId/escalate',
    audit: 'alert-escalate',
    summary: 'Hand it to the supervisors with a reason',
    params: alertParams,
    body: decisionBody,
    response: alertSchema,
  }),
  snoozeAlert: defineEndpoint({
    ...triage,
    method: 'POST',
    path: '/v1/alerts/:alertId/snooze',
    audit: 'alert-snooze',
    summary: 'Put it away until a time, not beyond its deadline',
    params: alertParams,
    body: decisionBody.extend({ until: instantSchema }),
    response: alertSchema,
  }),
  reopenAlert: defineEndpoint({
    method: 'POST',
    path: '/v1/alerts/:alertId/reopen',
    permission: alertSupervisePermission,
    audit: 'alert-reopen',
    summary: 'Open a closed alert again, with a reason',
    params: alertParams,
    body: z.object({ expectedRowVersion: version, reason: words(3), idempotencyKey: key }),
    response: alertSchema,
  }),
  addNote: defineEndpoint({
    ...triage,
    method: 'POST',
    path: '/v1/alerts/:alertId/notes',
    audit: 'alert-note',
    summary: 'Write a note; card numbers in it are refused',
    params: alertParams,
    body: z.object({ text: words(1), idempotencyKey: key }),
    response: timelineEntrySchema,
  }),
  listApprovals: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/approvals',
    audit: 'approval-list',
    summary: 'Decisions that wait for a second person, oldest first',
    query: z.object(pageQueryShape),
    response: page(approvalSchema),
  }),
  approveDecision: defineEndpoint({
    method: 'POST',
    path: '/v1/approvals/:approvalId/approve',
    permission: alertApprovePermission,
    audit: 'alert-approve',
    summary: 'Sign what another person decided, at the pinned version',
    params: approvalParams,
    body: z.object({ pinnedRowVersion: version, reason: words(3), idempotencyKey: key }),
    response: approvalSchema,
  }),
  rejectDecision: defineEndpoint({
    method: 'POST',
    path: '/v1/approvals/:approvalId/reject',
    permission: alertApprovePermission,
    audit: 'alert-reject',
    summary: 'Send a decision back to its author',
    params: approvalParams,
    body: z.object({ pinnedRowVersion: version, reason: words(3), idempotencyKey: key }),
    response: approvalSchema,
  }),
  bulkAlerts: defineEndpoint({
    ...triage,
    method: 'POST',
    path: '/v1/alerts/bulk',
    successStatus: 207,
    audit: 'alert-bulk',
    summary: 'One action on many rows with a result for each; a repeated key answers the same',
    body: z.object({
      action: z.enum(['confirm_fraud', 'false_positive', 'escalate', 'snooze', 'claim', 'release']),
      reason: words(3),
      until: instantSchema.optional(),
      idempotencyKey: key,
      items: z
        .array(z.object({ id: z.string().min(1).max(200), version }))
        .min(1)
        .max(500),
    }),
    response: z.object({
      ok: z.number().int(),
      conflict: z.number().int(),
      conflicts: z.array(z.string()),
      replayed: z.boolean(),
      items: z.array(bulkRowSchema),
    }),
  }),
};

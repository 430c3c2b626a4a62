import { instantSchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertSchema, dispositionSchema } from './alert';

/** Somebody an alert may be handed to. `ref` is what `reassignAlert` takes. */
export const assigneeSchema = z.object({ ref: z.string(), name: z.string() }).meta({ id: 'Assignee' });

export const claimSchema = z
  .object({
    alert: alertSchema,
    claimedBy: z.string(),
    fence: z.number().int(),
    leaseUntil: instantSchema,
    leaseSeconds: z.number().int(),
  })
  .meta({ id: 'Claim' });

export const approvalSchema = z
  .object({
    approvalId: z.string(),
    alertId: z.string(),
    disposition: dispositionSchema,
    reason: z.string(),
    proposedBy: z.string(),
    proposedAt: instantSchema,
    /** Row version that is signed; any later change makes the approval void. */
    pinnedRowVersion: z.number().int(),
    state: z.enum(['pending', 'approved', 'rejected', 'void']),
    decidedBy: z.string().nullable(),
    decidedAt: instantSchema.nullable(),
    /** Why the caller may not sign; null when they may. */
    blockedReason: z.string().nullable(),
  })
  .meta({ id: 'Approval' });

export const timelineEntrySchema = z
  .object({
    seq: z.number().int().nullable(),
    at: instantSchema,
    kind: z.string(),
    actor: z.string().nullable(),
    /** In words, without personal values. */
    text: z.string(),
    rowVersion: z.number().int(),
  })
  .meta({ id: 'AlertTimelineEntry' });

export const bulkRowSchema = z.object({
  alertId: z.string(),
  result: z.enum(['ok', 'conflict', 'denied', 'not_found', 'invalid', 'needs_approval']),
  code: z.string().nullable(),
  rowVersion: z.number().int().nullable(),
});

export const savedViewSchema = z
  .object({
    viewId: z.string(),
    name: z.string(),
    /** Query text of the filter, as `listAlerts` takes it: `scoreMin=0.85&state=NEW`. */
    query: z.string(),
    shared: z.boolean(),
    owner: z.string(),
    /** Shipped with the portal; cannot be changed. */
    builtIn: z.boolean(),
    count: z.number().int(),
  })
  .meta({ id: 'SavedView' });

import { instantSchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { scoreSchema } from './alert';

export const suppressionSchema = z
  .object({
    suppressionId: z.string(),
    /** What it hides: all that are set must match. */
    ruleId: z.string().nullable(),
    reasonCode: z.string().nullable(),
    merchantId: z.string().nullable(),
    cardToken: z.string().nullable(),
    userToken: z.string().nullable(),
    deviceToken: z.string().nullable(),
    /** Alerts with this score or more pass. */
    scoreCeiling: scoreSchema,
    reason: z.string(),
    owner: z.string(),
    state: z.enum(['proposed', 'active', 'rejected', 'ended', 'expired']),
    proposedAt: instantSchema,
    approvedBy: z.string().nullable(),
    startsAt: instantSchema.nullable(),
    expiresAt: instantSchema,
    hiddenCount: z.number().int(),
    sampledCount: z.number().int(),
    blockedReason: z.string().nullable(),
  })
  .meta({ id: 'Suppression' });

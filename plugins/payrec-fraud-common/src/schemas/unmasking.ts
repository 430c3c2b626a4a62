import { instantSchema, isoDateSchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';

export const breakGlassSchema = z
  .object({
    breakGlassId: z.string(),
    subject: z.string(),
    openedBy: z.string(),
    reason: z.string(),
    ticket: z.string(),
    openedAt: instantSchema,
    expiresAt: instantSchema,
    reviewTask: z.string(),
    notified: z.array(z.string()),
    reviewDueDate: isoDateSchema,
    reviewedBy: z.string().nullable(),
    reviewedAt: instantSchema.nullable(),
  })
  .meta({ id: 'BreakGlass' });

export const unmaskVerdictSchema = z.enum(['justified', 'not_justified']);

/** An opening of full sight as its reviewer needs it. */
export const unmaskReviewSchema = breakGlassSchema
  .extend({
    verdict: unmaskVerdictSchema.nullable(),
    reviewText: z.string().nullable(),
    /** Nobody has reviewed it, and `reviewDueDate` has passed. */
    isOverdue: z.boolean(),
    /** What was looked at in it, oldest first; at most 50, without the values. */
    unmaskings: z.array(
      z.object({
        at: instantSchema,
        alertId: z.string(),
        purpose: z.string(),
        text: z.string(),
        /** False: asked for after the opening had run out, and not given. */
        given: z.boolean(),
      }),
    ),
    unmaskCount: z.number().int(),
    /** Why the caller may not review it; null when they may. */
    blockedReason: z.string().nullable(),
  })
  .meta({ id: 'UnmaskReview' });
export type UnmaskReviewJson = z.infer<typeof unmaskReviewSchema>;

import { defineEndpoint, instantSchema, pageQueryShape } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertSupervisePermission, unmaskPermission } from '../permissions';
import { subjectSchema } from '../schemas/alert';
import { breakGlassSchema, unmaskReviewSchema, unmaskVerdictSchema } from '../schemas/unmasking';
import { alertParams, page, words } from './shapes';

/** Full personal values and the review of who saw them. */
export const unmaskingEndpoints = {
  unmaskAlert: defineEndpoint({
    method: 'POST',
    path: '/v1/alerts/:alertId/unmask',
    permission: unmaskPermission,
    audit: 'subject-unmask',
    summary: 'Full personal values of the subject for a stated purpose; needs an open break-glass for the subject',
    params: alertParams,
    body: z.object({
      purpose: z.enum(['fraud_triage', 'customer_call', 'sar_prep', 'audit', 'data_quality']),
      text: words(3),
    }),
    response: z.object({ subject: subjectSchema, expiresAt: instantSchema.nullable() }),
  }),
  openBreakGlass: defineEndpoint({
    method: 'POST',
    path: '/v1/breakglass',
    permission: unmaskPermission,
    successStatus: 201,
    audit: 'breakglass-open',
    summary: 'Open full sight of one subject for 30 minutes; 422 `reason_too_short` under 20 characters',
    body: z.object({
      subject: z.string().min(1).max(200),
      reason: z.string().max(2000),
      ticket: z.string().max(100).default(''),
    }),
    response: breakGlassSchema,
  }),
  listUnmaskReviews: defineEndpoint({
    method: 'GET',
    path: '/v1/breakglass',
    permission: alertSupervisePermission,
    audit: 'breakglass-list',
    summary:
      'Openings of full sight with what was unmasked and their review; due ones first due on top, others newest first',
    query: z.object({ ...pageQueryShape, state: z.enum(['due', 'reviewed', 'all']).default('due') }),
    response: page(unmaskReviewSchema).extend({
      /** Openings nobody has reviewed, and those of them whose day has passed. */
      dueCount: z.number().int(),
      overdueCount: z.number().int(),
    }),
  }),
  reviewUnmask: defineEndpoint({
    method: 'POST',
    path: '/v1/breakglass/:breakGlassId/review',
    permission: alertSupervisePermission,
    audit: 'breakglass-review',
    summary: 'Review an opening of another person, with what they unmasked in it',
    params: z.object({ breakGlassId: z.string().min(1).max(100) }),
    body: z.object({ verdict: unmaskVerdictSchema, text: words(3) }),
    response: unmaskReviewSchema,
  }),
};

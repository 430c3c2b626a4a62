import { defineEndpoint, instantSchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { suppressionManagePermission } from '../permissions';
import { scoreSchema } from '../schemas/alert';
import { suppressionSchema } from '../schemas/suppression';
import { key, view, words } from './shapes';

const suppressionParams = z.object({ suppressionId: z.string().min(1).max(100) });

/** What is hidden on purpose. */
export const suppressionsEndpoints = {
  listSuppressions: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/suppressions',
    audit: 'suppression-list',
    summary: 'Suppressions with owner, ceiling, expiry and what they hid',
    query: z.object({ active: z.coerce.boolean().optional() }),
    response: z.object({ items: z.array(suppressionSchema) }),
  }),
  createSuppression: defineEndpoint({
    method: 'POST',
    path: '/v1/suppressions',
    permission: suppressionManagePermission,
    audit: 'suppression-create',
    summary: 'Propose a suppression; another person approves it',
    body: z.object({
      ruleId: z.string().max(100).optional(),
      reasonCode: z.string().max(80).optional(),
      merchantId: z.string().max(200).optional(),
      cardToken: z.string().max(200).optional(),
      userToken: z.string().max(200).optional(),
      deviceToken: z.string().max(200).optional(),
      scoreCeiling: scoreSchema,
      expiresAt: instantSchema,
      reason: words(10),
      idempotencyKey: key,
    }),
    response: suppressionSchema,
  }),
  approveSuppression: defineEndpoint({
    method: 'POST',
    path: '/v1/suppressions/:suppressionId/approve',
    permission: suppressionManagePermission,
    audit: 'suppression-approve',
    summary: 'Approve a suppression of another person',
    params: suppressionParams,
    body: z.object({ reason: words(3) }),
    response: suppressionSchema,
  }),
  endSuppression: defineEndpoint({
    method: 'POST',
    path: '/v1/suppressions/:suppressionId/end',
    permission: suppressionManagePermission,
    audit: 'suppression-end',
    summary: 'End or reject a suppression before its expiry',
    params: suppressionParams,
    body: z.object({ reason: words(3) }),
    response: suppressionSchema,
  }),
};

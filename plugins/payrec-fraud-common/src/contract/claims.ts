import { defineEndpoint } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertSupervisePermission } from '../permissions';
import { alertSchema, viewerSchema } from '../schemas/alert';
import { assigneeSchema, claimSchema } from '../schemas/work';
import { alertParams, heldShape, triage, version, view, words } from './shapes';

/** Most alerts one look at the viewers asks for: more rows than a screen shows. */
export const PRESENCE_ALERTS_MAX = 200;

/** Who has an alert, who gets it, who looks at it. */
export const claimsEndpoints = {
  claimAlert: defineEndpoint({
    ...triage,
    method: 'POST',
    path: '/v1/alerts/:alertId/claim',
    audit: 'alert-claim',
    summary: 'Claim by compare-and-set; 409 `already_claimed` with the holder',
    params: alertParams,
    body: z.object({ expectedRowVersion: version }),
    response: claimSchema,
  }),
  claimNext: defineEndpoint({
    ...triage,
    method: 'POST',
    path: '/v1/claims/next',
    audit: 'alert-claim-next',
    summary: 'Claim the most urgent free alert under a filter; `claim` is null when there is none',
    body: z.object({ query: z.string().max(2000).default('') }),
    response: z.object({ claim: claimSchema.nullable() }),
  }),
  renewClaim: defineEndpoint({
    ...triage,
    method: 'POST',
    path: '/v1/alerts/:alertId/renew',
    audit: 'alert-claim-renew',
    summary: 'Prolong the lease of one’s claim',
    params: alertParams,
    body: z.object({ fence: version }),
    response: claimSchema,
  }),
  releaseAlert: defineEndpoint({
    ...triage,
    method: 'POST',
    path: '/v1/alerts/:alertId/release',
    audit: 'alert-release',
    summary: 'Give a claim back',
    params: alertParams,
    body: z.object(heldShape),
    response: alertSchema,
  }),
  listAssignees: defineEndpoint({
    method: 'GET',
    path: '/v1/assignees',
    permission: alertSupervisePermission,
    audit: 'assignee-list',
    summary: 'Who works on alerts, by name: whom one may be handed to',
    response: z.object({ items: z.array(assigneeSchema) }),
  }),
  reassignAlert: defineEndpoint({
    method: 'POST',
    path: '/v1/alerts/:alertId/reassign',
    permission: alertSupervisePermission,
    audit: 'alert-reassign',
    summary: 'Hand an alert to another analyst; 422 `assignee_unknown` or `assignee_no_analyst` for anybody else',
    params: alertParams,
    body: z.object({ expectedRowVersion: version, assignee: z.string().min(3).max(200), reason: words(3) }),
    response: claimSchema,
  }),
  reportPresence: defineEndpoint({
    ...view,
    method: 'POST',
    path: '/v1/alerts/:alertId/presence',
    audit: 'alert-presence',
    summary: 'Say that one looks at the alert (every 20 s), and learn who else does',
    params: alertParams,
    body: z.object({ leaving: z.boolean().default(false) }),
    response: z.object({ viewers: z.array(viewerSchema) }),
  }),
  listPresence: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/presence',
    audit: 'presence-list',
    summary: 'Who else looks at the alerts on screen; alerts without viewers are left out',
    query: z.object({ alertId: z.array(z.string().min(1).max(200)).min(1).max(PRESENCE_ALERTS_MAX) }),
    response: z.object({ items: z.array(z.object({ alertId: z.string(), viewers: z.array(viewerSchema) })) }),
  }),
};

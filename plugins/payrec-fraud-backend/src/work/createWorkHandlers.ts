import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { AuthorizeResult, BasicPermission } from '@backstage/plugin-permission-common';
import { encodeCursor, parseInstant } from '@internal/plugin-payrec-common';
import {
  alertApprovePermission,
  alertSupervisePermission,
  alertTriagePermission,
  fraudContract,
} from '@internal/plugin-payrec-fraud-common';
import { EndpointHandler, HandlerContext, readCursor } from '@internal/plugin-payrec-node';
import { reconciliationViewPermission } from '@internal/plugin-payrec-reconciliation-common';
import { WorkDeps } from './deps';
import { Work } from './work';

type Endpoints = typeof fraudContract.endpoints;
/** Operations of the contract that the work part answers. */
export type WorkOperation =
  | 'getAlert'
  | 'getAlertLinks'
  | 'claimAlert'
  | 'claimNext'
  | 'renewClaim'
  | 'releaseAlert'
  | 'listAssignees'
  | 'reassignAlert'
  | 'reportPresence'
  | 'listPresence'
  | 'confirmFraud'
  | 'markFalsePositive'
  | 'escalateAlert'
  | 'snoozeAlert'
  | 'reopenAlert'
  | 'addNote'
  | 'listApprovals'
  | 'approveDecision'
  | 'rejectDecision'
  | 'bulkAlerts'
  | 'listSuppressions'
  | 'createSuppression'
  | 'approveSuppression'
  | 'endSuppression'
  | 'unmaskAlert'
  | 'openBreakGlass'
  | 'listUnmaskReviews'
  | 'reviewUnmask'
  | 'getAnalystMetrics';
export type WorkHandlers = { readonly [K in WorkOperation]: EndpointHandler<Endpoints[K]> };

/** The handlers of the work part, to be mounted by the router: each resolves the caller's sight and calls one service. */
export function createWorkHandlers(deps: WorkDeps, work: Work): WorkHandlers {
  const { access, permissions } = deps;
  const {
    assignees,
    claims,
    presence,
    decisions,
    approvals,
    bulk,
    suppressions,
    breakGlass,
    unmaskReviews,
    detail,
    links,
    metrics,
  } = work;

  const may = async (permission: BasicPermission, credentials: BackstageCredentials) => {
    const [decision] = await permissions.authorize([{ permission }], { credentials });
    return decision.result === AuthorizeResult.ALLOW;
  };
  const sightOf = (context: Pick<HandlerContext, 'credentials'>) => access.of(context.credentials);

  return {
    getAlert: async ({ params }, { credentials, signal }) => {
      const [sight, mayTriage, mayApprove, maySeeReconciliation] = await Promise.all([
        access.of(credentials),
        may(alertTriagePermission, credentials),
        may(alertApprovePermission, credentials),
        may(reconciliationViewPermission, credentials),
      ]);
      return detail.get(params.alertId, { sight, mayTriage, mayApprove, maySeeReconciliation, signal });
    },
    getAlertLinks: async ({ params, query }, context) =>
      links.links(params.alertId, await sightOf(context), query.depth),

    claimAlert: async ({ params, body }, context) =>
      claims.claim(params.alertId, {
        sight: await sightOf(context),
        expectedRowVersion: body.expectedRowVersion,
        isSupervisor: await may(alertSupervisePermission, context.credentials),
      }),
    claimNext: async ({ body }, context) => {
      const claim = await claims.claimNext({
        sight: await sightOf(context),
        query: body.query,
        isSupervisor: await may(alertSupervisePermission, context.credentials),
      });
      return { claim: claim ?? null };
    },
    renewClaim: async ({ params, body }, context) =>
      claims.renew(params.alertId, { sight: await sightOf(context), fence: body.fence }),
    releaseAlert: async ({ params, body }, context) =>
      claims.release(params.alertId, { sight: await sightOf(context), ...body }),
    listAssignees: async () => ({ items: [...(await assignees.list())] }),
    reassignAlert: async ({ params, body }, context) =>
      claims.reassign(params.alertId, { sight: await sightOf(context), ...body }),
    reportPresence: async ({ params, body }, context) =>
      presence.report(params.alertId, { sight: await sightOf(context), leaving: body.leaving }),
    listPresence: async ({ query }, context) => ({
      items: [...(await presence.viewersOf(query.alertId, await sightOf(context)))].map(([alertId, viewers]) => ({
        alertId,
        viewers,
      })),
    }),

    confirmFraud: async ({ params, body }, context) =>
      decisions.dispose(params.alertId, 'CONFIRMED_FRAUD', { sight: await sightOf(context), ...body }),
    markFalsePositive: async ({ params, body }, context) =>
      decisions.dispose(params.alertId, 'FALSE_POSITIVE', { sight: await sightOf(context), ...body }),
    escalateAlert: async ({ params, body }, context) =>
      decisions.escalate(params.alertId, { sight: await sightOf(context), ...body }),
    snoozeAlert: async ({ params, body }, context) =>
      decisions.snooze(params.alertId, {
        sight: await sightOf(context),
        ...body,
        until: parseInstant(body.until),
      }),
    reopenAlert: async ({ params, body }, context) =>
      decisions.reopen(params.alertId, { sight: await sightOf(context), ...body }),
    addNote: async ({ params, body }, context) =>
      decisions.note(params.alertId, { sight: await sightOf(context), ...body }),

    listApprovals: async ({ query }, { credentials }) => {
      const [sight, mayApprove] = await Promise.all([access.of(credentials), may(alertApprovePermission, credentials)]);
      const found = await approvals.waiting(sight, { limit: query.limit + 1, after: readTimeKey(query.cursor) });
      const shown = found.slice(0, query.limit);
      const last = found.length > query.limit ? shown[shown.length - 1] : undefined;
      return {
        items: shown.map(one => detail.approvalToJson(one, one.rowVersion, { sight, mayApprove })),
        ...(last && { nextCursor: encodeCursor([last.proposedAt, last.approvalId]) }),
      };
    },
    approveDecision: async ({ params, body }, context) => ({
      ...(await approvals.approve(params.approvalId, { sight: await sightOf(context), ...body })),
      blockedReason: null,
    }),
    rejectDecision: async ({ params, body }, context) => ({
      ...(await approvals.reject(params.approvalId, { sight: await sightOf(context), ...body })),
      blockedReason: null,
    }),
    bulkAlerts: async ({ body }, context) =>
      bulk.run({
        ...body,
        sight: await sightOf(context),
        until: body.until === undefined ? undefined : parseInstant(body.until),
        isSupervisor: await may(alertSupervisePermission, context.credentials),
      }),

    listSuppressions: async ({ query }, context) => ({
      items: await suppressions.list(await sightOf(context), query.active),
    }),
    createSuppression: async ({ body }, context) =>
      suppressions.create(await sightOf(context), { ...body, expiresAt: parseInstant(body.expiresAt) }),
    approveSuppression: async ({ params, body }, context) =>
      suppressions.approve(params.suppressionId, await sightOf(context), body.reason),
    endSuppression: async ({ params, body }, context) =>
      suppressions.end(params.suppressionId, await sightOf(context), body.reason),

    unmaskAlert: async ({ params, body }, context) => breakGlass.unmask(params.alertId, await sightOf(context), body),
    openBreakGlass: async ({ body }, context) => breakGlass.open(await sightOf(context), body),
    listUnmaskReviews: async ({ query }, context) => {
      const sight = await sightOf(context);
      const { items, counts } = await unmaskReviews.list(sight, {
        state: query.state,
        limit: query.limit + 1,
        after: query.cursor === undefined ? undefined : readReviewKey(query.cursor, query.state),
      });
      const shown = items.slice(0, query.limit);
      const last = items.length > query.limit ? shown[shown.length - 1] : undefined;
      const key = last && (query.state === 'due' ? last.reviewDueDate : last.openedAt);
      return {
        items: shown,
        ...(last && key && { nextCursor: encodeCursor([query.state, key, last.breakGlassId]) }),
        ...counts,
      };
    },
    reviewUnmask: async ({ params, body }, context) =>
      unmaskReviews.review(params.breakGlassId, await sightOf(context), body),

    getAnalystMetrics: async ({ query }, context) => metrics.analysts(await sightOf(context), query.days),
  };
}

/** Key of lists by time and id. @throws InputError for a cursor of another list. */
function readTimeKey(cursor: string | undefined): readonly [string, string] | undefined {
  if (cursor === undefined) return undefined;
  const [at, id] = readCursor(cursor, 2);
  if (at === null || id === null || !/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(at)) {
    throw new InputError('The cursor belongs to another list; start again without it');
  }
  return [at, id];
}

/** Key of the list of reviews, which is sorted by another column for each state. @throws InputError for a foreign cursor. */
function readReviewKey(cursor: string, state: string): readonly [string, string] {
  const [of, key, id] = readCursor(cursor, 3);
  if (of !== state || key === null || id === null || !/^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(key)) {
    throw new InputError('The cursor belongs to another list; start again without it');
  }
  return [key, id];
}

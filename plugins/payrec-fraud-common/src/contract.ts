import {
  defineContract,
  defineEndpoint,
  instantSchema,
  moneySchema,
  pageQueryShape,
  visibilitySchema,
} from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertFilterShape, alertSortSchema } from './filter';
import {
  alertApprovePermission,
  alertIngestPermission,
  alertSupervisePermission,
  alertTriagePermission,
  fraudMetricsPermission,
  fraudViewPermission,
  suppressionManagePermission,
  unmaskPermission,
} from './permissions';
import {
  alertDetailSchema,
  alertSchema,
  approvalSchema,
  assigneeSchema,
  breakGlassSchema,
  bulkRowSchema,
  claimSchema,
  feedCursorSchema,
  feedFrameSchema,
  feedSnapshotSchema,
  ingestResultSchema,
  linkGraphSchema,
  prioritySchema,
  quarantineEntrySchema,
  savedViewSchema,
  scoreSchema,
  shareSchema,
  subjectSchema,
  suppressionSchema,
  timelineEntrySchema,
  unmaskReviewSchema,
  unmaskVerdictSchema,
  viewerSchema,
} from './schemas';

/** Most events of one intake batch. */
export const INTAKE_BATCH_MAX = 500;
/** Bulk actions beyond this many rows need `payrec.fraud.alert.supervise`. */
export const BULK_ANALYST_MAX = 50;
/** Most alerts one look at the viewers asks for: more rows than a screen shows. */
export const PRESENCE_ALERTS_MAX = 200;
/** Events topic that Kafka, SQS and Pub/Sub modules publish alerts on. */
export const FRAUD_ALERTS_TOPIC = 'payrec.fraud.alerts';
/** Signals channel with `{ seq }`, a hint only. */
export const FRAUD_HEAD_CHANNEL = 'payrec-fraud:head';

const alertParams = z.object({ alertId: z.string().min(1).max(200) });
const viewParams = z.object({ viewId: z.string().min(1).max(100) });
const approvalParams = z.object({ approvalId: z.string().min(1).max(100) });
const suppressionParams = z.object({ suppressionId: z.string().min(1).max(100) });
const quarantineParams = z.object({ quarantineId: z.string().min(1).max(100) });

const key = z.string().min(8).max(100);
const words = (min: number) => z.string().trim().min(min).max(2000);
const version = z.number().int().min(0);
/** Every write by an analyst carries the version they saw and the fence of their claim. */
const heldShape = { expectedRowVersion: version, fence: version };
const decisionBody = z.object({ ...heldShape, reason: words(3), idempotencyKey: key });
const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().optional() });

const view = { permission: fraudViewPermission } as const;
const triage = { permission: alertTriagePermission } as const;

export const fraudContract = defineContract({
  pluginId: 'payrec-fraud',
  title: 'Real-Time Fraud Console',
  version: '1.0.0',
  endpoints: {
    // Intake ------------------------------------------------------------------------------------------------------
    ingestAlert: defineEndpoint({
      method: 'POST',
      path: '/v1/intake/alert',
      caller: 'service',
      permission: alertIngestPermission,
      audit: 'alert-ingest',
      summary: 'Hand in one alert event; idempotent by event id, a bad one goes to quarantine',
      body: z.record(z.string(), z.unknown()),
      response: ingestResultSchema,
    }),
    ingestAlerts: defineEndpoint({
      method: 'POST',
      path: '/v1/intake/alerts',
      caller: 'service',
      permission: alertIngestPermission,
      audit: 'alert-ingest-batch',
      summary: 'Hand in up to 500 alert events, with a result for each in their order',
      body: z.object({ items: z.array(z.unknown()).min(1).max(INTAKE_BATCH_MAX) }),
      response: z.object({ items: z.array(ingestResultSchema) }),
    }),
    listQuarantine: defineEndpoint({
      ...view,
      method: 'GET',
      path: '/v1/quarantine',
      audit: 'quarantine-list',
      summary: 'Events that could not become alerts, newest first, with the reason',
      query: z.object({ ...pageQueryShape, open: z.coerce.boolean().optional() }),
      response: page(quarantineEntrySchema).extend({ openCount: z.number().int() }),
    }),
    resolveQuarantine: defineEndpoint({
      method: 'POST',
      path: '/v1/quarantine/:quarantineId/resolve',
      permission: alertSupervisePermission,
      audit: 'quarantine-resolve',
      summary: 'Try an event again, or discard it',
      params: quarantineParams,
      body: z.object({ action: z.enum(['retry', 'discard']) }),
      response: z.object({ entry: quarantineEntrySchema, result: ingestResultSchema.nullable() }),
    }),

    // Feed --------------------------------------------------------------------------------------------------------
    getFeedSnapshot: defineEndpoint({
      ...view,
      method: 'GET',
      path: '/v1/feed/snapshot',
      audit: 'feed-snapshot',
      summary: 'Alerts under a filter at one cursor of the feed; the stream goes on from there',
      query: z.object({
        ...alertFilterShape,
        sort: alertSortSchema.default('due'),
        limit: z.coerce.number().int().min(1).max(10_000).default(500),
      }),
      response: feedSnapshotSchema,
    }),
    streamFeed: defineEndpoint({
      ...view,
      method: 'GET',
      path: '/v1/feed/stream',
      stream: true,
      audit: 'feed-stream',
      summary: 'Server-Sent Events after a cursor (`Last-Event-ID`, or `cursor`); any replica resumes it',
      query: z.object({ ...alertFilterShape, cursor: feedCursorSchema.optional() }),
      response: feedFrameSchema,
    }),
    verifyFeed: defineEndpoint({
      ...view,
      method: 'GET',
      path: '/v1/feed/verify',
      audit: 'feed-verify',
      summary: 'Count and digest of the rows under a filter, to compare with what a screen shows',
      query: z.object(alertFilterShape),
      response: z.object({
        cursor: feedCursorSchema,
        count: z.number().int(),
        /** SHA-256 over `alertId:rowVersion` lines in the order of alertId (code points), joined by \n. */
        digest: z.string(),
        at: instantSchema,
      }),
    }),
    getFeedStatus: defineEndpoint({
      ...view,
      method: 'GET',
      path: '/v1/feed/status',
      audit: 'feed-status-read',
      summary: 'Head, lag, clients and watermark of the feed',
      response: z.object({
        epoch: z.string(),
        headSeq: z.number().int(),
        minSeq: z.number().int(),
        /** Committed events that have no number yet. */
        unsequenced: z.number().int(),
        lagMs: z.number().int(),
        clients: z.number().int(),
        sequencer: z.enum(['active', 'standby']),
        pollWatermark: z.string().nullable(),
        quarantined: z.number().int(),
        at: instantSchema,
      }),
    }),

    // Queue -------------------------------------------------------------------------------------------------------
    listAlerts: defineEndpoint({
      ...view,
      method: 'GET',
      path: '/v1/alerts',
      audit: 'alert-list',
      summary: 'Alerts under a filter, by cursor, with counts and sums per currency',
      query: z.object({ ...alertFilterShape, ...pageQueryShape, sort: alertSortSchema.default('due') }),
      response: page(alertSchema).extend({
        totalCount: z.number().int(),
        pastDueCount: z.number().int(),
        /** Sums at risk, one per currency. */
        totals: z.array(moneySchema),
        byState: z.record(z.string(), z.number().int()),
        /** Feed cursor read with the page: a frame after it is newer than the page. */
        feedCursor: feedCursorSchema,
        visibility: visibilitySchema,
      }),
    }),
    getAlert: defineEndpoint({
      ...view,
      method: 'GET',
      path: '/v1/alerts/:alertId',
      audit: 'alert-view',
      summary: 'One alert: reasons, counterfactual, rule hits, history, transaction, timeline',
      params: alertParams,
      response: alertDetailSchema,
    }),
    getAlertLinks: defineEndpoint({
      ...view,
      method: 'GET',
      path: '/v1/alerts/:alertId/links',
      audit: 'alert-links-read',
      summary: 'Transactions that share user, card, device or address with the one of the alert',
      params: alertParams,
      query: z.object({ depth: z.coerce.number().int().min(1).max(4).default(2) }),
      response: linkGraphSchema,
    }),
    listViews: defineEndpoint({
      ...view,
      method: 'GET',
      path: '/v1/views',
      audit: 'view-list',
      summary: 'Saved views with their counts: built in, shared, own',
      response: z.object({ items: z.array(savedViewSchema) }),
    }),
    createView: defineEndpoint({
      ...view,
      method: 'POST',
      path: '/v1/views',
      audit: 'view-create',
      summary: 'Save a filter under a name',
      body: z.object({ name: words(1), query: z.string().max(2000), shared: z.boolean().default(false) }),
      response: savedViewSchema,
    }),
    deleteView: defineEndpoint({
      ...view,
      method: 'DELETE',
      path: '/v1/views/:viewId',
      audit: 'view-delete',
      summary: 'Delete a view of one’s own',
      params: viewParams,
      response: z.object({ viewId: z.string() }),
    }),

    // Work --------------------------------------------------------------------------------------------------------
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

    // Suppressions ------------------------------------------------------------------------------------------------
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

    // Unmasking ---------------------------------------------------------------------------------------------------
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

    // Metrics -----------------------------------------------------------------------------------------------------
    getAnalystMetrics: defineEndpoint({
      method: 'GET',
      path: '/v1/metrics/analysts',
      permission: fraudMetricsPermission,
      audit: 'analyst-metrics-read',
      summary: 'Volume, precision with Wilson interval, time to decision, ageing',
      query: z.object({ days: z.coerce.number().int().min(1).max(180).default(30) }),
      response: z.object({
        from: instantSchema,
        to: instantSchema,
        created: z.number().int(),
        closed: z.number().int(),
        open: z.number().int(),
        precision: shareSchema.nullable(),
        /** Minutes from receipt to decision. */
        timeToDecision: z.object({ p50: z.number(), p90: z.number(), n: z.number().int() }).nullable(),
        slaMissed: shareSchema.nullable(),
        perDay: z.array(z.object({ date: z.string(), created: z.number().int(), closed: z.number().int() })),
        ageing: z.array(z.object({ bucket: z.enum(['<1h', '1-4h', '4-24h', '1-3d', '>3d']), count: z.number().int() })),
        byAnalyst: z.array(
          z.object({
            analyst: z.string(),
            decided: z.number().int(),
            precision: shareSchema.nullable(),
            p50Minutes: z.number().nullable(),
          }),
        ),
        byRule: z.array(z.object({ ruleId: z.string(), hits: z.number().int(), precision: shareSchema.nullable() })),
        byPriority: z.array(z.object({ priority: prioritySchema, open: z.number().int(), pastDue: z.number().int() })),
      }),
    }),
  },
});
export type FraudContract = typeof fraudContract;

import { instantSchema, isoDateSchema, moneySchema, visibilitySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';

/**
 * NEW: nobody has it · IN_REVIEW: claimed · ESCALATED: waits for a supervisor · APPROVAL: decided, a second person signs ·
 * SNOOZED: comes back at a time · CLOSED: decided.
 */
export const alertStateSchema = z.enum(['NEW', 'IN_REVIEW', 'ESCALATED', 'APPROVAL', 'SNOOZED', 'CLOSED']);
export type AlertState = z.infer<typeof alertStateSchema>;
/** States in which an alert is still work. */
export const OPEN_STATES: readonly AlertState[] = ['NEW', 'IN_REVIEW', 'ESCALATED', 'APPROVAL', 'SNOOZED'];

export const dispositionSchema = z.enum(['CONFIRMED_FRAUD', 'FALSE_POSITIVE']);
export type Disposition = z.infer<typeof dispositionSchema>;
/** Lowest first. */
export const prioritySchema = z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);
export type AlertPriority = z.infer<typeof prioritySchema>;
/** M0 viewer form, M1 analyst form, FULL only under an open unmasking. */
export const maskLevelSchema = z.enum(['M0', 'M1', 'FULL']);

/** A probability as decimal text with five decimals, such as `0.94000`. */
export const scoreSchema = z
  .string()
  .regex(/^(0(\.\d{1,5})?|1(\.0{1,5})?)$/)
  .meta({ id: 'FraudScore', description: 'Probability between 0 and 1 as decimal text' });

/** One cause of a score. `weight` is its part in the noisy-OR. */
export const reasonSchema = z
  .object({
    code: z.string(),
    /** Short words for a chip: "Amount 3.9×". */
    label: z.string(),
    weight: z.number().min(0).max(1),
    /** In words, with the figures: what was seen, what is usual, over which window. */
    text: z.string(),
    observed: z.string().nullable(),
    baseline: z.string().nullable(),
    /** Observations behind the baseline. */
    n: z.number().int().nullable(),
    window: z.string().nullable(),
  })
  .meta({ id: 'AlertReason' });
export type AlertReason = z.infer<typeof reasonSchema>;

export const reasonChipSchema = reasonSchema.pick({ code: true, label: true, weight: true });

/** The person behind an alert, at the reader's mask level. `*Token` compare equal for equal values and reveal nothing. */
export const subjectSchema = z
  .object({
    maskLevel: maskLevelSchema,
    userToken: z.string().nullable(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    pan: z.string().nullable(),
    cardToken: z.string().nullable(),
    iban: z.string().nullable(),
    ip: z.string().nullable(),
    ipToken: z.string().nullable(),
    deviceToken: z.string().nullable(),
  })
  .meta({ id: 'AlertSubject' });
export type AlertSubject = z.infer<typeof subjectSchema>;

/** Somebody an alert may be handed to. `ref` is what `reassignAlert` takes. */
export const assigneeSchema = z.object({ ref: z.string(), name: z.string() }).meta({ id: 'Assignee' });

/** Somebody who looks at an alert. */
export const viewerSchema = z.object({ actor: z.string(), since: instantSchema });

/** One alert as the queue shows it. */
export const alertSchema = z
  .object({
    alertId: z.string(),
    /** Grows by one with every change; send it back with a decision. */
    rowVersion: z.number().int(),
    /** Version the pipeline gave the score; older ones never replace a newer. */
    scoreVersion: z.number().int(),
    state: alertStateSchema,
    disposition: dispositionSchema.nullable(),
    score: scoreSchema,
    /** Score before the last change of it; null when it never changed. */
    previousScore: scoreSchema.nullable(),
    scoreChangedAt: instantSchema.nullable(),
    /** Score from which the model alerts. */
    threshold: scoreSchema.nullable(),
    modelVersion: z.string().nullable(),
    priority: prioritySchema,
    hitCount: z.number().int(),
    /** Why it came up again: `new_evidence`, `unsnoozed`, `escalated`, `reassigned`, `reopened`. */
    boost: z.string().nullable(),
    amount: moneySchema.nullable(),
    txnId: z.string().nullable(),
    businessDate: isoDateSchema.nullable(),
    merchantId: z.string().nullable(),
    merchantName: z.string().nullable(),
    /** Country of the card, and of the merchant or shopper where it differs; ISO 3166 alpha-2. */
    country: z.string().nullable(),
    counterCountry: z.string().nullable(),
    reasons: z.array(reasonChipSchema),
    subject: subjectSchema,
    eventAt: instantSchema,
    receivedAt: instantSchema,
    slaDueAt: instantSchema.nullable(),
    /** Money can still be stopped until then; null when not or not known. */
    recoverableUntil: instantSchema.nullable(),
    claimedBy: z.string().nullable(),
    leaseUntil: instantSchema.nullable(),
    /** Fencing token of the claim; every write by an analyst carries it. */
    fence: z.number().int(),
    snoozedUntil: instantSchema.nullable(),
    previousAlertId: z.string().nullable(),
    /** The event reached us later than the configured lateness. */
    late: z.boolean(),
    /** Event time minus our clock where it lies in the future beyond tolerance, ms; 0 otherwise. */
    skewMs: z.number().int(),
    /** Suppression that covers it and let it through as a sample; null otherwise. */
    suppressionId: z.string().nullable(),
    /**
     * Others who look at it, longest first, as of this answer. Only in `listAlerts` and `getFeedSnapshot`: looking is no
     * event, so frames of the feed do not carry it; `listPresence` keeps the rows on screen fresh.
     */
    viewers: z.array(viewerSchema).optional(),
    updatedAt: instantSchema,
  })
  .meta({ id: 'Alert' });
export type AlertJson = z.infer<typeof alertSchema>;

/** `epoch:seq`, as the SSE `id:` carries it. */
export const feedCursorSchema = z
  .string()
  .regex(/^[0-9a-f-]{36}:\d{1,16}$/)
  .meta({ id: 'FeedCursor', example: '6f9619ff-8b86-4d01-b42d-00c04fc964ff:48211' });

/** Visible rows under a filter, read at one cursor. */
export const feedSnapshotSchema = z
  .object({
    epoch: z.string(),
    seq: z.number().int(),
    cursor: feedCursorSchema,
    items: z.array(alertSchema),
    /** Rows under the filter; more than `items` when the limit cut. Fetch the rest with `nextCursor` of `listAlerts`. */
    totalCount: z.number().int(),
    nextCursor: z.string().optional(),
    at: instantSchema,
    visibility: visibilitySchema,
  })
  .meta({ id: 'FeedSnapshot' });

/**
 * Events of the stream, as SSE `event:` and `data:`; `id:` is `epoch:seq`. Rules for a client: `prev` must equal the cursor
 * it holds, otherwise take a new snapshot; apply an upsert only if `rowVersion` is greater than the held one; `reset` means
 * snapshot again; nothing for 40 s means reconnect with `Last-Event-ID`.
 */
export const feedFrameSchema = z
  .discriminatedUnion('event', [
    z.object({
      event: z.literal('upsert'),
      prev: z.number().int(),
      seq: z.number().int(),
      /** Events between `prev` and `seq` that the filter or the scope hid. */
      skipped: z.number().int(),
      kind: z.string(),
      alertId: z.string(),
      rowVersion: z.number().int(),
      /** False: it left the filter, and is sent because it is the reader's own work. Not counted, shown greyed. */
      matches: z.boolean(),
      /** When the change was committed. */
      at: instantSchema,
      alert: alertSchema,
    }),
    z.object({
      event: z.literal('leave'),
      prev: z.number().int(),
      seq: z.number().int(),
      skipped: z.number().int(),
      kind: z.string(),
      alertId: z.string(),
      rowVersion: z.number().int(),
      at: instantSchema,
    }),
    /** Moves the cursor over hidden events; also the heartbeat every 15 s, then with prev = seq. */
    z.object({
      event: z.literal('tick'),
      prev: z.number().int(),
      seq: z.number().int(),
      skipped: z.number().int(),
      head: z.number().int(),
      /** Clock of the server. */
      at: instantSchema,
    }),
    z.object({
      event: z.literal('reset'),
      reason: z.enum(['epoch_changed', 'expired', 'ahead', 'pruned', 'malformed']),
    }),
    /** The stream ends; `denied` means do not reconnect. */
    z.object({ event: z.literal('bye'), reason: z.enum(['shutdown', 'denied', 'scope_changed', 'token_expired']) }),
  ])
  .meta({ id: 'FeedFrame' });
export type FeedFrame = z.infer<typeof feedFrameSchema>;

/** What the pipeline sends. Unknown properties are ignored; anything wrong puts the event into quarantine. */
export const alertEventSchema = z
  .object({
    /** Unique per event; the same one twice has no effect. */
    eventId: z.string().min(1).max(200),
    /** Identifier in the pipeline; made from the dedupe key and event id when absent. */
    alertId: z.string().min(1).max(200).optional(),
    /** One open alert per key; `alertId` without it. */
    dedupeKey: z.string().min(1).max(300).optional(),
    scoreVersion: z.number().int().min(1).max(2_147_483_647),
    /** Decimal text, or a number between 0 and 1; rounded to five decimals. */
    score: z.union([z.number().min(0).max(1), z.string().regex(/^(0(\.\d{1,12})?|1(\.0{1,12})?)$/)]),
    threshold: z.number().min(0).max(1).optional(),
    modelVersion: z.string().max(100).optional(),
    eventAt: instantSchema,
    amount: moneySchema.optional(),
    txnId: z.string().max(200).optional(),
    businessDate: isoDateSchema.optional(),
    merchantId: z.string().max(200).optional(),
    merchantName: z.string().max(200).optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    counterCountry: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    recoverableUntil: instantSchema.optional(),
    reasons: z
      .array(
        z.object({
          code: z.string().regex(/^[A-Z0-9_]{1,80}$/),
          label: z.string().max(80).optional(),
          weight: z.number().min(0).max(1).default(0),
          text: z.string().max(500).optional(),
          observed: z.string().max(200).optional(),
          baseline: z.string().max(200).optional(),
          n: z.number().int().min(0).optional(),
          window: z.string().max(100).optional(),
        }),
      )
      .max(40)
      .default([]),
    ruleHits: z
      .array(z.object({ ruleId: z.string().min(1).max(100), name: z.string().max(200).optional() }))
      .max(100)
      .default([]),
    entities: z
      .object({
        userId: z.string().max(200).optional(),
        name: z.string().max(200).optional(),
        email: z.string().max(320).optional(),
        phone: z.string().max(40).optional(),
        pan: z.string().max(40).optional(),
        cardToken: z.string().max(200).optional(),
        iban: z.string().max(50).optional(),
        deviceId: z.string().max(200).optional(),
        ip: z.string().max(60).optional(),
      })
      .default({}),
  })
  .meta({ id: 'AlertEvent' });
export type AlertEventInput = z.input<typeof alertEventSchema>;
export type AlertEvent = z.infer<typeof alertEventSchema>;

/** What became of one event. */
export const ingestResultSchema = z
  .object({
    eventId: z.string().nullable(),
    result: z.enum(['created', 'updated', 'linked', 'duplicate', 'older_score', 'suppressed', 'quarantined']),
    alertId: z.string().nullable(),
    /** Why it is in quarantine. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'IngestResult' });
export type IngestResult = z.infer<typeof ingestResultSchema>;

export const quarantineEntrySchema = z
  .object({
    quarantineId: z.string(),
    source: z.enum(['http', 'events', 'poll']),
    eventId: z.string().nullable(),
    reason: z.string(),
    /** Names of the properties that came, never their values. */
    properties: z.array(z.string()),
    payloadBytes: z.number().int(),
    receivedAt: instantSchema,
    /** How often the same event came. */
    count: z.number().int(),
    resolvedAt: instantSchema.nullable(),
    resolvedBy: z.string().nullable(),
    resolution: z.enum(['retried', 'discarded']).nullable(),
  })
  .meta({ id: 'QuarantineEntry' });

/** A share with its Wilson 95 % interval; null while n is 0. */
export const shareSchema = z
  .object({ hits: z.number().int(), n: z.number().int(), share: z.number(), low: z.number(), high: z.number() })
  .meta({ id: 'Share' });

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

export const alertDetailSchema = alertSchema
  .extend({
    reasonsInWords: z.array(reasonSchema),
    /** Null when no set of named reasons explains the alert. */
    counterfactual: z
      .object({
        /** "Would not have alerted if …" */
        text: z.string(),
        without: z.array(z.object({ codes: z.array(z.string()), score: z.number() })),
        notEnough: z.array(z.object({ code: z.string(), score: z.number() })),
      })
      .nullable(),
    ruleHits: z.array(z.object({ ruleId: z.string(), name: z.string(), precision: shareSchema.nullable() })),
    /** Payments of this customer before and with this one, oldest first; at most 50. */
    history: z.array(
      z.object({
        txnId: z.string(),
        at: instantSchema,
        amount: moneySchema,
        merchantId: z.string().nullable(),
        isThis: z.boolean(),
      }),
    ),
    /** The transaction in the Final Index; null while the daily merge has not brought it, or when the index is down. */
    transaction: z
      .object({
        txnId: z.string(),
        businessDate: isoDateSchema,
        type: z.string(),
        status: z.string(),
        gross: moneySchema,
        /** For everybody who may see the alert; run and break only for those who may see reconciliation. */
        reconciliation: z.object({
          state: z.enum(['matched', 'open', 'disputed', 'on-its-way', 'unknown']),
          runId: z.string().nullable(),
          breakId: z.string().nullable(),
          /** When the run the state is from was published; null without one. */
          asOf: instantSchema.nullable(),
          /** Why it is unknown. */
          reason: z.string().nullable(),
        }),
        settlement: z.object({
          batchId: z.string().nullable(),
          expectedValueDate: isoDateSchema.nullable(),
          valueDate: isoDateSchema.nullable(),
        }),
      })
      .nullable(),
    transactionUnavailable: z.string().nullable(),
    scoreHistory: z.array(
      z.object({ scoreVersion: z.number().int(), score: scoreSchema, at: instantSchema, applied: z.boolean() }),
    ),
    timeline: z.array(timelineEntrySchema),
    viewers: z.array(viewerSchema),
    approval: approvalSchema.nullable(),
    /** Why the caller may not decide now; null when they may. */
    decisionBlockedReason: z.string().nullable(),
    /** The policy asks for a second signature for this amount or priority. */
    needsSecondPerson: z.boolean(),
  })
  .meta({ id: 'AlertDetail' });
export type AlertDetailJson = z.infer<typeof alertDetailSchema>;

export const linkGraphSchema = z
  .object({
    nodes: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['transaction', 'user', 'card', 'device', 'ip']),
        /** At the reader's mask level. */
        label: z.string(),
        alertId: z.string().nullable(),
        score: scoreSchema.nullable(),
        state: alertStateSchema.nullable(),
      }),
    ),
    edges: z.array(z.object({ from: z.string(), to: z.string() })),
    reasonCode: z.string().nullable(),
    /** More alerts share these entities than the answer holds. */
    truncated: z.boolean(),
    totals: z.array(moneySchema),
  })
  .meta({ id: 'AlertLinks' });

export const claimSchema = z
  .object({
    alert: alertSchema,
    claimedBy: z.string(),
    fence: z.number().int(),
    leaseUntil: instantSchema,
    leaseSeconds: z.number().int(),
  })
  .meta({ id: 'Claim' });

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

export const bulkRowSchema = z.object({
  alertId: z.string(),
  result: z.enum(['ok', 'conflict', 'denied', 'not_found', 'invalid', 'needs_approval']),
  code: z.string().nullable(),
  rowVersion: z.number().int().nullable(),
});

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

import { instantSchema, isoDateSchema, moneySchema } from '@internal/plugin-payrec-common';
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

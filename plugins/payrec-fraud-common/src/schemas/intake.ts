import { instantSchema, isoDateSchema, moneySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';

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

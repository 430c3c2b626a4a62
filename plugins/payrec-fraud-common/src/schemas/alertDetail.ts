import { instantSchema, isoDateSchema, moneySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertSchema, alertStateSchema, reasonSchema, scoreSchema, viewerSchema } from './alert';
import { shareSchema } from './share';
import { approvalSchema, timelineEntrySchema } from './work';

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

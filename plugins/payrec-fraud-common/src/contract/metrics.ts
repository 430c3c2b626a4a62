import { defineEndpoint, instantSchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { fraudMetricsPermission } from '../permissions';
import { prioritySchema } from '../schemas/alert';
import { shareSchema } from '../schemas/share';

/** Figures of the team. */
export const metricsEndpoints = {
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
};

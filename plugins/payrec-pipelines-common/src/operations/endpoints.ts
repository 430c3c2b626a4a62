import { defineEndpoint, instantSchema, isoDateSchema, visibilitySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { pipelinesViewPermission } from '../lineage/permissions';
import {
  batchDurationsSchema,
  freshnessRowSchema,
  ingestErrorGroupSchema,
  nextDeadlineSchema,
  operationsSchema,
  streamLagSchema,
  stripPipelineSchema,
} from './schemas';

const owner = z.string().min(1).max(500).optional();
/** Range of a panel in hours back from now: 1 to 744. */
const hours = (fallback: number) => z.coerce.number().int().min(1).max(744).default(fallback);

/** Panels of the Operations page, one endpoint each, so that a failed one leaves the others standing. */
export const operationsEndpoints = {
  getOperations: defineEndpoint({
    method: 'GET',
    path: '/v1/operations',
    permission: pipelinesViewPermission,
    audit: 'operations-read',
    summary: 'Counts by state, the headline with the money behind a late partition, and the age of our own data',
    query: z.object({ owner }),
    response: operationsSchema,
  }),
  listDeadlines: defineEndpoint({
    method: 'GET',
    path: '/v1/operations/deadlines',
    permission: pipelinesViewPermission,
    audit: 'deadline-list',
    summary: 'Next deadlines, overdue first, with predicted landing and margin',
    query: z.object({ hours: hours(24), owner, limit: z.coerce.number().int().min(1).max(200).default(30) }),
    response: z.object({
      items: z.array(nextDeadlineSchema),
      /** How often the forecast (at p90) held in the last 30 landings that had one. */
      forecast: z.object({ held: z.number().int(), of: z.number().int() }),
      visibility: visibilitySchema,
    }),
  }),
  listStrip: defineEndpoint({
    method: 'GET',
    path: '/v1/operations/strip',
    permission: pipelinesViewPermission,
    audit: 'strip-list',
    summary: 'Pipelines in the order the data flows, with their last runs',
    query: z.object({ owner, limit: z.coerce.number().int().min(1).max(60).default(16) }),
    response: z.object({ items: z.array(stripPipelineSchema), total: z.number().int(), visibility: visibilitySchema }),
  }),
  listFreshness: defineEndpoint({
    method: 'GET',
    path: '/v1/operations/freshness',
    permission: pipelinesViewPermission,
    audit: 'freshness-list',
    summary: 'Heatmap of datasets and partitions',
    query: z.object({ days: z.coerce.number().int().min(1).max(62).default(14), to: isoDateSchema.optional(), owner }),
    response: z.object({
      from: isoDateSchema,
      to: isoDateSchema,
      items: z.array(freshnessRowSchema),
      visibility: visibilitySchema,
    }),
  }),
  getBatchDurations: defineEndpoint({
    method: 'GET',
    path: '/v1/operations/durations',
    permission: pipelinesViewPermission,
    audit: 'batch-durations-read',
    summary: 'Durations of a pipeline as a histogram over time with p50, p95 and p99',
    query: z.object({
      namespace: z.string().min(1).max(4000).optional(),
      name: z.string().min(1).max(4000).optional(),
      hours: hours(24),
      columns: z.coerce.number().int().min(4).max(96).default(24),
    }),
    response: batchDurationsSchema,
  }),
  listStreamLag: defineEndpoint({
    method: 'GET',
    path: '/v1/operations/lag',
    permission: pipelinesViewPermission,
    audit: 'stream-lag-list',
    summary: 'Lag of the streams with rates and the time they are caught up',
    query: z.object({ minutes: z.coerce.number().int().min(5).max(1440).default(60), owner }),
    response: z.object({ items: z.array(streamLagSchema), visibility: visibilitySchema }),
  }),
  listIngestErrors: defineEndpoint({
    method: 'GET',
    path: '/v1/operations/errors',
    permission: pipelinesViewPermission,
    audit: 'ingest-error-list',
    summary: 'Errors of runs grouped by class, most frequent first',
    query: z.object({ hours: hours(24), limit: z.coerce.number().int().min(1).max(100).default(20) }),
    response: z.object({
      items: z.array(ingestErrorGroupSchema),
      total: z.number().int(),
      from: instantSchema,
      to: instantSchema,
      visibility: visibilitySchema,
    }),
  }),
};

import { defineEndpoint, pageQueryShape } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertIngestPermission, alertSupervisePermission } from '../permissions';
import { ingestResultSchema, quarantineEntrySchema } from '../schemas/intake';
import { page, view } from './shapes';

/** Most events of one intake batch. */
export const INTAKE_BATCH_MAX = 500;

const quarantineParams = z.object({ quarantineId: z.string().min(1).max(100) });

/** Events in, and those that could not become alerts. */
export const intakeEndpoints = {
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
};

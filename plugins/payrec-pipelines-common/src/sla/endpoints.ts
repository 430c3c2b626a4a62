import {
  defineEndpoint,
  instantSchema,
  isoDateSchema,
  pageQueryShape,
  visibilitySchema,
} from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { pipelinesOperatePermission, pipelinesViewPermission } from '../lineage/permissions';
import { verdictCorrectPermission } from './permissions';
import {
  burnWindowSchema,
  deadlineSchema,
  incidentDetailSchema,
  incidentSchema,
  maintenanceSchema,
  slaEntityCardSchema,
  sloFaultSchema,
  sloPreviewSchema,
  sloSchema,
  verdictSchema,
  verdictStateSchema,
  volumeCheckSchema,
} from './schemas';

const sloParams = z.object({ sloId: z.string().min(1).max(100) });
const incidentParams = z.object({ incidentId: z.string().min(1).max(100) });
const reason = z.string().trim().min(3).max(2000);
const entityRef = z.string().min(1).max(500);

export const slaEndpoints = {
  listSlas: defineEndpoint({
    method: 'GET',
    path: '/v1/slas',
    permission: pipelinesViewPermission,
    audit: 'sla-list',
    summary: 'Objectives with state, budget and burn, worst first',
    query: z.object({
      entityRef: entityRef.optional(),
      owner: entityRef.optional(),
      state: z.array(verdictStateSchema).max(7).optional(),
      q: z.string().min(1).max(100).optional(),
    }),
    response: z.object({
      items: z.array(sloSchema),
      /** Definitions that could not be read. */
      faults: z.array(sloFaultSchema),
      counts: z.record(verdictStateSchema, z.number().int()),
      evaluatedAt: instantSchema.nullable(),
      visibility: visibilitySchema,
    }),
  }),
  getSla: defineEndpoint({
    method: 'GET',
    path: '/v1/slas/:sloId',
    permission: pipelinesViewPermission,
    audit: 'sla-read',
    summary: 'One objective with its definition, latest verdicts and next deadlines',
    params: sloParams,
    response: sloSchema.extend({
      /** The compiled definition, as it is hashed. */
      definition: z.record(z.string(), z.unknown()),
      versions: z.array(z.object({ version: z.string(), firstSeenAt: instantSchema })),
      verdicts: z.array(verdictSchema),
      deadlines: z.array(deadlineSchema),
    }),
  }),
  listVerdicts: defineEndpoint({
    method: 'GET',
    path: '/v1/slas/:sloId/verdicts',
    permission: pipelinesViewPermission,
    audit: 'verdict-list',
    summary: 'Verdicts of an objective with their corrections, newest partition first',
    params: sloParams,
    query: z.object({ partition: z.string().max(100).optional(), ...pageQueryShape }),
    response: z.object({ items: z.array(verdictSchema), nextCursor: z.string().optional() }),
  }),
  correctVerdict: defineEndpoint({
    method: 'POST',
    path: '/v1/slas/:sloId/verdicts/correct',
    permission: verdictCorrectPermission,
    audit: 'verdict-correct',
    summary: 'Correct a verdict by hand; the old one stays in the audit list',
    params: sloParams,
    body: z.object({
      partition: z.string().min(1).max(100),
      state: z.enum(['MET', 'LATE', 'BREACHED', 'EXCLUDED']),
      reason,
    }),
    response: verdictSchema,
  }),
  silenceSla: defineEndpoint({
    method: 'POST',
    path: '/v1/slas/:sloId/silence',
    permission: pipelinesOperatePermission,
    audit: 'sla-silence',
    summary: 'Send no messages about an objective until a time; null ends the silence',
    params: sloParams,
    body: z.object({ until: instantSchema.nullable(), reason }),
    response: z.object({ sloId: z.string(), silencedUntil: instantSchema.nullable() }),
  }),
  evaluateSlas: defineEndpoint({
    method: 'POST',
    path: '/v1/slas/evaluate',
    permission: pipelinesOperatePermission,
    audit: 'sla-evaluate',
    summary: 'Read definitions and facts now instead of at the next minute; harmless to repeat',
    body: z.object({}),
    response: z.object({
      evaluatedAt: instantSchema,
      slos: z.number().int(),
      changed: z.number().int(),
      faults: z.array(sloFaultSchema),
    }),
  }),
  previewSlo: defineEndpoint({
    method: 'POST',
    path: '/v1/slas/preview',
    permission: pipelinesViewPermission,
    audit: 'sla-preview',
    summary:
      'What a definition would say: faults with their path, deadlines, alert states, budget and burn; nothing is kept',
    body: z.object({
      /** An item of `spec.slos`, or a whole OpenSLO v1 document. */
      slo: z.record(z.string(), z.unknown()),
      /** Partitions whose deadline is wanted. */
      partitions: z.array(z.string().max(40)).max(400).optional(),
      /** Every partition of this day, as the cadence has it. */
      day: isoDateSchema.optional(),
      /** Values of the source in order of time; null: the source did not answer. */
      samples: z
        .array(z.object({ at: instantSchema, value: z.number().nullable() }))
        .max(5000)
        .optional(),
      /** Counts of the objective's window and of each burn window. */
      counts: z
        .object({
          valid: z.number().min(0),
          bad: z.number().min(0),
          windows: z
            .partialRecord(burnWindowSchema, z.object({ valid: z.number().min(0), bad: z.number().min(0) }))
            .optional(),
        })
        .optional(),
    }),
    response: sloPreviewSchema,
  }),
  getEntitySla: defineEndpoint({
    method: 'GET',
    path: '/v1/entity-sla',
    permission: pipelinesViewPermission,
    audit: 'entity-sla-read',
    summary: 'Card and SLA tab of one catalog entity',
    query: z.object({ entityRef }),
    response: z.object({
      card: slaEntityCardSchema,
      slos: z.array(sloSchema),
      faults: z.array(sloFaultSchema),
      /** Latest first, at most 60 of all objectives together. */
      verdicts: z.array(verdictSchema),
      incidents: z.array(incidentSchema),
      maintenance: z.array(maintenanceSchema),
    }),
  }),
  getSlaStatus: defineEndpoint({
    method: 'POST',
    path: '/v1/sla-status',
    permission: pipelinesViewPermission,
    audit: 'sla-status-read',
    summary: 'SLA chips of up to 1,000 catalog entities',
    body: z.object({ entityRefs: z.array(entityRef).max(1000) }),
    response: z.object({ items: z.array(slaEntityCardSchema) }),
  }),
  getVolumeCheck: defineEndpoint({
    method: 'GET',
    path: '/v1/volume-check',
    permission: pipelinesViewPermission,
    audit: 'volume-check-read',
    summary: 'Writes of one partition and whether an overwrite changed its size too much',
    query: z.object({
      namespace: z.string().min(1).max(4000),
      name: z.string().min(1).max(4000),
      partition: z.string().min(1).max(100),
    }),
    response: volumeCheckSchema,
  }),
  listIncidents: defineEndpoint({
    method: 'GET',
    path: '/v1/incidents',
    permission: pipelinesViewPermission,
    audit: 'incident-list',
    summary: 'Incidents, open ones first, then newest',
    query: z.object({
      state: z
        .array(z.enum(['open', 'acknowledged', 'resolved']))
        .max(3)
        .optional(),
      entityRef: entityRef.optional(),
      ...pageQueryShape,
    }),
    response: z.object({
      items: z.array(incidentSchema),
      nextCursor: z.string().optional(),
      visibility: visibilitySchema,
    }),
  }),
  getIncident: defineEndpoint({
    method: 'GET',
    path: '/v1/incidents/:incidentId',
    permission: pipelinesViewPermission,
    audit: 'incident-read',
    summary: 'One incident: root, what hangs under it by lineage, timeline',
    params: incidentParams,
    response: incidentDetailSchema,
  }),
  acknowledgeIncident: defineEndpoint({
    method: 'POST',
    path: '/v1/incidents/:incidentId/acknowledge',
    permission: pipelinesOperatePermission,
    audit: 'incident-acknowledge',
    summary: 'Say that you look after it; a second acknowledgement changes nothing',
    params: incidentParams,
    body: z.object({ note: z.string().trim().max(2000).optional() }),
    response: incidentDetailSchema,
  }),
  noteIncident: defineEndpoint({
    method: 'POST',
    path: '/v1/incidents/:incidentId/notes',
    permission: pipelinesOperatePermission,
    audit: 'incident-note',
    summary: 'Add a note to the timeline',
    params: incidentParams,
    body: z.object({ text: z.string().trim().min(1).max(2000) }),
    response: incidentDetailSchema,
  }),
  listMaintenance: defineEndpoint({
    method: 'GET',
    path: '/v1/maintenance',
    permission: pipelinesViewPermission,
    audit: 'maintenance-list',
    summary: 'Maintenance windows of config and UI, latest first',
    response: z.object({ items: z.array(maintenanceSchema) }),
  }),
  declareMaintenance: defineEndpoint({
    method: 'POST',
    path: '/v1/maintenance',
    permission: pipelinesOperatePermission,
    audit: 'maintenance-declare',
    summary: 'Declare a window; deadlines inside it do not count. One that has begun asks for a further permission',
    body: z.object({ scope: entityRef, from: instantSchema, to: instantSchema, reason }),
    response: maintenanceSchema,
  }),
  endMaintenance: defineEndpoint({
    method: 'POST',
    path: '/v1/maintenance/:maintenanceId/end',
    permission: pipelinesOperatePermission,
    audit: 'maintenance-end',
    summary: 'End a window now, or withdraw one that has not begun',
    params: z.object({ maintenanceId: z.string().min(1).max(100) }),
    body: z.object({}),
    response: z.object({ items: z.array(maintenanceSchema) }),
  }),
};

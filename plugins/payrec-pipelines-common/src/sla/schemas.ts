import { instantSchema, isoDateSchema, moneySchema, visibilitySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { lineageNameSchema, nodeKindSchema } from '../lineage/schemas';
import { namedSlo, sloEntity } from './sloReference';

export const sloTypeSchema = z.enum([
  'freshness',
  'lag',
  'duration',
  'completeness',
  'volume',
  'errorRate',
  'availability',
]);
export type SloType = z.infer<typeof sloTypeSchema>;

/**
 * Judgement of one partition or slice. `LATE` landed after deadline and grace, `BREACHED` did not land (or the value broke
 * its bound), `EXCLUDED` is in neither numerator nor denominator, `UNKNOWN` is never green and never counted.
 */
export const verdictStateSchema = z.enum(['PENDING', 'AT_RISK', 'MET', 'LATE', 'BREACHED', 'EXCLUDED', 'UNKNOWN']);
export type VerdictState = z.infer<typeof verdictStateSchema>;

/** State of the alert of an objective. */
export const checkStateSchema = z.enum(['OK', 'PENDING', 'FIRING', 'FLAPPING', 'UNKNOWN']);
export type CheckState = z.infer<typeof checkStateSchema>;

export const sloSeveritySchema = z.enum(['page', 'ticket', 'info']);
export type SloSeverity = z.infer<typeof sloSeveritySchema>;

const sloUnitSchema = z.enum(['seconds', 'ratio', 'rows']);

export const objectiveSchema = z
  .object({
    /** Share of partitions or slices that must be good, in (0, 1); 0 where the definition promises no share. */
    target: z.number(),
    /** `28d` or `30d`: a rolling window in days. */
    window: z.string(),
    method: z.enum(['occurrences', 'timeslices']),
    /** Length of a slice in seconds; null for occurrences. */
    sliceSeconds: z.number().nullable(),
  })
  .meta({ id: 'SloObjective' });

/** Between which values an objective holds, both inclusive; null on the side that has no bound. */
export const sloBoundSchema = z
  .object({
    min: z.number().nullable(),
    max: z.number().nullable(),
    /** A ratio of 0.02 is 2 %. */
    unit: sloUnitSchema,
  })
  .meta({ id: 'SloBound' });
export type SloBound = z.infer<typeof sloBoundSchema>;

/** What an objective says now, in one row. */
export const sloCurrentSchema = z
  .object({
    state: verdictStateSchema,
    /** Partition the state is about; null for values over time (lag, error rate). */
    partition: z.string().nullable(),
    deadlineAt: instantSchema.nullable(),
    landedAt: instantSchema.nullable(),
    /** Seconds past deadline and grace, counted on while it has not landed; 0 when in time, null without a deadline. */
    overdueSeconds: z.number().nullable(),
    predictedAt: instantSchema.nullable(),
    predictedP90At: instantSchema.nullable(),
    /** Deadline minus predicted landing in seconds; negative means predicted late. Null without a forecast. */
    marginSeconds: z.number().nullable(),
    /** Latest value of lag (s), ratio or rows; null where the objective has none or the source did not answer. */
    value: z.number().nullable(),
    unit: sloUnitSchema.nullable(),
    /** Why it is in this state, in words; empty when in time. */
    reason: z.string(),
    since: instantSchema.nullable(),
  })
  .meta({ id: 'SloCurrent' });
export type SloCurrent = z.infer<typeof sloCurrentSchema>;

/**
 * Error budget of the objective's window. With fewer than five allowed misses `mode` is `misses`: show `bad` of
 * `allowedMisses` and no burn chart.
 */
export const sloBudgetSchema = z
  .object({
    mode: z.enum(['misses', 'ratio']),
    valid: z.number().int(),
    good: z.number().int(),
    bad: z.number().int(),
    allowedMisses: z.number().int(),
    /** bad / ((1 − target) × valid); 0 while nothing is bad. */
    consumedRatio: z.number(),
    /** 1 − consumedRatio; negative when overspent. */
    remainingRatio: z.number(),
  })
  .meta({ id: 'SloBudget' });
export type SloBudget = z.infer<typeof sloBudgetSchema>;

export const burnWindowSchema = z.enum(['5m', '30m', '1h', '2h', '6h', '1d', '3d']);
export type BurnWindow = z.infer<typeof burnWindowSchema>;
/** 1 spends exactly the budget of the window; null when nothing valid was seen in it. */
export const burnRateSchema = z.object({ window: burnWindowSchema, rate: z.number().nullable() });
export const burnAlertSchema = z.object({
  severity: z.enum(['page', 'ticket']),
  long: burnWindowSchema,
  short: burnWindowSchema,
  factor: z.number(),
});
export type BurnAlert = z.infer<typeof burnAlertSchema>;

export const sloSchema = z
  .object({
    /** Stable over versions of the definition. */
    id: z.string(),
    name: z.string(),
    /** A sentence, such as `landed by 06:30 (D+1, TARGET, Europe/Berlin)`. */
    title: z.string(),
    type: sloTypeSchema,
    /** Content hash of the compiled definition. */
    version: z.string(),
    ...sloEntity,
    owner: z.string().nullable(),
    /** Dataset or job that is judged; null when nothing of that name is known. */
    subject: lineageNameSchema.extend({ kind: nodeKindSchema }).nullable(),
    timezone: z.string(),
    objective: objectiveSchema,
    /** What a lag, run, error rate or partition is held against; null where only a deadline or nothing is promised. */
    bound: sloBoundSchema.nullable(),
    current: sloCurrentSchema,
    check: checkStateSchema,
    budget: sloBudgetSchema,
    /** 1h, 6h and 3d in this order; empty in mode `misses`. */
    burn: z.array(burnRateSchema),
    /** Burn alerts that are on. */
    burnAlerts: z.array(burnAlertSchema),
    severity: sloSeveritySchema,
    runbook: z.string().nullable(),
    silencedUntil: instantSchema.nullable(),
    /** Open incident this objective belongs to. */
    incidentId: z.string().nullable(),
  })
  .meta({ id: 'Slo' });
export type Slo = z.infer<typeof sloSchema>;

/** A definition that could not be read; other objectives are not affected. */
export const sloFaultSchema = z
  .object({ entityRef: z.string(), path: z.string(), message: z.string() })
  .meta({ id: 'SloFault' });
export type SloFault = z.infer<typeof sloFaultSchema>;

export const verdictCorrectionSchema = z
  .object({
    from: verdictStateSchema,
    to: verdictStateSchema,
    at: instantSchema,
    /** Person, or null for the evaluator. */
    actor: z.string().nullable(),
    reason: z.string(),
  })
  .meta({ id: 'VerdictCorrection' });

export const verdictSchema = z
  .object({
    sloId: z.string(),
    sloVersion: z.string(),
    /**
     * `2026-03-04`, `2026-03-29T01+01:00`, `2026-W10`, `2026-03` or `2026-Q1` by cadence; the start of a slice for values
     * over time.
     */
    partition: z.string(),
    /** Local day it belongs to; of a week, month or quarter the last. */
    day: isoDateSchema.nullable(),
    state: verdictStateSchema,
    deadlineAt: instantSchema.nullable(),
    landedAt: instantSchema.nullable(),
    landedBy: z.string().nullable(),
    overdueSeconds: z.number().nullable(),
    rowCount: z.number().nullable(),
    value: z.number().nullable(),
    reason: z.string(),
    /** When the evaluator first saw this state. */
    detectedAt: instantSchema,
    /** An event claimed a time more than 5 minutes ahead; the time of receipt was used. */
    clockSkew: z.boolean(),
    /** Landed by a run that came long after the deadline, in place of the regular one: still a miss. */
    backfilled: z.boolean(),
    /** Maintenance window that excluded it. */
    excludedBy: z.string().nullable(),
    /** Oldest first. */
    corrections: z.array(verdictCorrectionSchema),
  })
  .meta({ id: 'SlaVerdict' });
export type SlaVerdict = z.infer<typeof verdictSchema>;

export const incidentMemberSchema = z
  .object({
    ...namedSlo,
    /** Objective upstream that this one hangs under; null for the root. */
    parentSloId: z.string().nullable(),
    /** 0 for the root. */
    depth: z.number().int(),
    partition: z.string().nullable(),
    state: verdictStateSchema,
    deadlineAt: instantSchema.nullable(),
    openedAt: instantSchema,
    resolvedAt: instantSchema.nullable(),
  })
  .meta({ id: 'IncidentMember' });

export const incidentEventSchema = z
  .object({
    at: instantSchema,
    kind: z.enum([
      'fired',
      'attached',
      'notified',
      'acknowledged',
      'note',
      'deploy',
      'run',
      'backfill',
      'corrected',
      'flapping',
      'noData',
      'resolved',
    ]),
    text: z.string(),
    actor: z.string().nullable(),
    runId: z.string().nullable(),
  })
  .meta({ id: 'IncidentEvent' });
export type IncidentEvent = z.infer<typeof incidentEventSchema>;

export const incidentSchema = z
  .object({
    id: z.string(),
    /** What people say: incident 311. */
    number: z.number().int(),
    title: z.string(),
    state: z.enum(['open', 'acknowledged', 'resolved']),
    severity: sloSeveritySchema,
    openedAt: instantSchema,
    resolvedAt: instantSchema.nullable(),
    acknowledgedAt: instantSchema.nullable(),
    acknowledgedBy: z.string().nullable(),
    root: incidentMemberSchema,
    /** Besides the root. */
    affectedCount: z.number().int(),
    notificationCount: z.number().int(),
    /** Control totals of the partitions that wait, per currency. */
    moneyBehind: z.array(moneySchema),
  })
  .meta({ id: 'Incident' });
export type Incident = z.infer<typeof incidentSchema>;

export const incidentDetailSchema = incidentSchema
  .extend({
    /** Root first, then depth first along the lineage. */
    members: z.array(incidentMemberSchema),
    /** Oldest first. */
    events: z.array(incidentEventSchema),
    visibility: visibilitySchema,
  })
  .meta({ id: 'IncidentDetail' });
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

export const maintenanceSchema = z
  .object({
    id: z.string(),
    /** `global`, a system or an entity ref. */
    scope: z.string(),
    from: instantSchema,
    to: instantSchema,
    reason: z.string(),
    author: z.string().nullable(),
    source: z.enum(['config', 'ui']),
    createdAt: instantSchema.nullable(),
    /** Declared after it began. */
    retroactive: z.boolean(),
    active: z.boolean(),
  })
  .meta({ id: 'MaintenanceWindow' });
export type MaintenanceWindow = z.infer<typeof maintenanceSchema>;

export const deadlineSchema = z
  .object({
    partition: z.string(),
    deadlineAt: instantSchema,
    /** Time the partition covers, half-open. */
    from: instantSchema,
    to: instantSchema,
    /** Closed day of the calendar: nothing is due. */
    excluded: z.boolean(),
  })
  .meta({ id: 'SlaDeadline' });

/** Volume of one partition over its writes: the first landing, then each overwrite. */
export const volumeCheckSchema = z
  .object({
    partition: z.string(),
    verdict: verdictStateSchema,
    previous: z.number().nullable(),
    current: z.number().nullable(),
    /** (current − previous) / previous, rounded to five decimals; null without both. */
    changeRatio: z.number().nullable(),
    timeline: z.array(
      z.object({ at: instantSchema, text: z.string(), runId: z.string(), rowCount: z.number().nullable() }),
    ),
    reason: z.string(),
  })
  .meta({ id: 'VolumeCheck' });
export type VolumeCheck = z.infer<typeof volumeCheckSchema>;

export const slaEntityCardSchema = z.object({
  entityRef: z.string(),
  /** Worst over the objectives: BREACHED, LATE, UNKNOWN, AT_RISK, PENDING, MET, EXCLUDED; null without one. */
  state: verdictStateSchema.nullable(),
  counts: z.record(verdictStateSchema, z.number().int()),
  nextDeadlineAt: instantSchema.nullable(),
  openIncidentId: z.string().nullable(),
});

export const sloPreviewSchema = z
  .object({
    /** Absent when the definition has faults. */
    slo: z
      .object({
        name: z.string(),
        type: sloTypeSchema,
        version: z.string(),
        title: z.string(),
        objective: objectiveSchema,
      })
      .optional(),
    faults: z.array(z.object({ path: z.string(), message: z.string() })),
    deadlines: z.array(deadlineSchema),
    /** One per sample, in order. */
    states: z.array(checkStateSchema),
    /** Messages the samples would have sent. */
    notifications: z.array(z.object({ at: instantSchema, kind: z.enum(['fired', 'resolved', 'flapping', 'noData']) })),
    budget: sloBudgetSchema.nullable(),
    burn: z.array(burnRateSchema),
    burnAlerts: z.array(burnAlertSchema),
  })
  .meta({ id: 'SloPreview' });
export type SloPreview = z.infer<typeof sloPreviewSchema>;

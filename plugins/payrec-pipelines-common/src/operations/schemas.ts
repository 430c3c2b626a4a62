import { instantSchema, isoDateSchema, moneySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { lineageNameSchema, lineageReferenceSchema, runStateSchema } from '../lineage/schemas';
import { sloBoundSchema, sloCurrentSchema, verdictSchema, verdictStateSchema } from '../sla/schemas';
import { namedSlo, sloEntity, sloReference } from '../sla/sloReference';

/** The sentence of the page in parts, so that the page can say it in its own words and language. */
export const headlineSchema = z
  .object({
    /** Null: nothing is late, no money waits. */
    worst: z
      .object({
        ...sloReference,
        ...sloCurrentSchema.pick({
          partition: true,
          state: true,
          deadlineAt: true,
          landedAt: true,
          predictedAt: true,
          overdueSeconds: true,
          value: true,
          unit: true,
          reason: true,
        }).shape,
        bound: sloBoundSchema.nullable(),
        incidentId: z.string().nullable(),
      })
      .nullable(),
    /** Money of the late partition per currency, largest first; empty when no control total is known. */
    moneyBehind: z.array(moneySchema),
    /** Rows behind it; null when not known. */
    rowsBehind: z.number().nullable(),
    /** `control-total` is what the source promised, `usual` the median of the last landings. */
    moneySource: z.enum(['control-total', 'usual', 'none']),
    /** Objectives downstream that wait for it, nearest first, at most 20. */
    waiting: z.array(
      z.object({
        ...sloReference,
        ...sloCurrentSchema.pick({ deadlineAt: true, predictedAt: true, state: true }).shape,
      }),
    ),
    /** What adds up to the delay: waiting for the source, failed attempts, run longer than usual, slack used. */
    attribution: z.array(
      z.object({
        kind: z.enum(['source-late', 'queue', 'attempt-failed', 'rerun-wait', 'run-longer', 'slack']),
        seconds: z.number(),
        text: z.string(),
        runId: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'OperationsHeadline' });
export type OperationsHeadline = z.infer<typeof headlineSchema>;

export const operationsSchema = z
  .object({
    counts: z.record(verdictStateSchema, z.number().int()),
    headline: headlineSchema,
    /** Day up to which every daily partition of each dataset with an objective has landed. */
    completeTo: z.array(z.object({ ...sloEntity, day: isoDateSchema.nullable() })),
    /** Last event of any pipeline; null when none ever came. */
    lastEventAt: instantSchema.nullable(),
    evaluatedAt: instantSchema.nullable(),
    /** Our own ingestion or evaluation is silent for too long: verdicts cannot be trusted. */
    stale: z.boolean(),
    staleReason: z.string().nullable(),
    timezone: z.string(),
    openIncidents: z.number().int(),
  })
  .meta({ id: 'Operations' });
export type Operations = z.infer<typeof operationsSchema>;

export const nextDeadlineSchema = z
  .object({
    ...namedSlo,
    timezone: z.string(),
    partition: z.string(),
    deadlineAt: instantSchema,
    state: verdictStateSchema,
    landedAt: instantSchema.nullable(),
    /** Negative when overdue. */
    secondsLeft: z.number(),
    ...sloCurrentSchema.pick({ predictedAt: true, predictedP90At: true, marginSeconds: true }).shape,
    /** Landings the forecast rests on; under 3 there is none. */
    basis: z.number().int(),
    moneyBehind: z.array(moneySchema),
    /** What waits behind it, in counts of objectives downstream. */
    waitingCount: z.number().int(),
  })
  .meta({ id: 'NextDeadline' });
export type NextDeadline = z.infer<typeof nextDeadlineSchema>;

export const stripPipelineSchema = z
  .object({
    job: lineageNameSchema,
    entityRef: z.string().nullable(),
    title: z.string(),
    /** Ingest, Normalise, Index, Match, Settle, Stream …; from the label `payrec.io/stage`, else null. */
    stage: z.string().nullable(),
    state: z.enum(['done', 'running', 'failed', 'waiting', 'late', 'unknown']),
    startedAt: instantSchema.nullable(),
    endedAt: instantSchema.nullable(),
    /** Attempt for the current partition, from 1. */
    attempt: z.number().int(),
    durationSeconds: z.number().nullable(),
    /** Median of the last 10 successful runs. */
    usualSeconds: z.number().nullable(),
    newestPartition: z.string().nullable(),
    /** Seconds behind its deadline (batch) or the stream (streaming); null when not behind. */
    lagSeconds: z.number().nullable(),
    rowsIn: z.number().nullable(),
    rowsOut: z.number().nullable(),
    /** Oldest first, at most 20. */
    runs: z.array(
      z.object({
        runId: z.string(),
        state: runStateSchema,
        startedAt: instantSchema.nullable(),
        durationSeconds: z.number().nullable(),
      }),
    ),
    /** Position in the order the data flows, from 0. */
    layer: z.number().int(),
  })
  .meta({ id: 'StripPipeline' });
export type StripPipeline = z.infer<typeof stripPipelineSchema>;

/** A verdict as one cell of the heatmap: whether it was corrected, without how. */
export const freshnessCellSchema = z.object({
  ...verdictSchema.pick({
    partition: true,
    day: true,
    state: true,
    backfilled: true,
    deadlineAt: true,
    landedAt: true,
    overdueSeconds: true,
    rowCount: true,
  }).shape,
  runId: z.string().nullable(),
  reason: z.string(),
  corrected: z.boolean(),
});

export const freshnessRowSchema = z
  .object({
    ...sloReference,
    timezone: z.string(),
    /** Newest landed partition; freshness is now minus its end. */
    newestPartition: z.string().nullable(),
    newestEndAt: instantSchema.nullable(),
    freshnessSeconds: z.number().nullable(),
    /** Oldest first; a day without a partition (calendar) has no cell. */
    cells: z.array(freshnessCellSchema),
    good: z.number().int(),
    valid: z.number().int(),
  })
  .meta({ id: 'FreshnessRow' });
export type FreshnessRow = z.infer<typeof freshnessRowSchema>;

export const batchDurationsSchema = z
  .object({
    job: lineageReferenceSchema.nullable(),
    /** Upper bounds in seconds; the last bucket is open and has null. */
    buckets: z.array(z.object({ upToSeconds: z.number().nullable(), count: z.number().int() })),
    /** Columns of the heatmap, oldest first; `counts` in the order of `buckets`. */
    columns: z.array(
      z.object({
        from: instantSchema,
        to: instantSchema,
        counts: z.array(z.number().int()),
        p50: z.number().nullable(),
        p95: z.number().nullable(),
        p99: z.number().nullable(),
      }),
    ),
    total: z.number().int(),
    failed: z.number().int(),
    p50: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
    /** Bound of the duration objective, null without one; and how many runs broke it. */
    boundSeconds: z.number().nullable(),
    overBound: z.number().int(),
    /** First run of each code version in the range. */
    deploys: z.array(z.object({ at: instantSchema, version: z.string(), runId: z.string() })),
    /** Jobs one may choose, those with most runs first. */
    jobs: z.array(lineageReferenceSchema.extend({ runs: z.number().int() })),
  })
  .meta({ id: 'BatchDurations' });
export type BatchDurations = z.infer<typeof batchDurationsSchema>;

export const streamLagSchema = z
  .object({
    sloId: z.string(),
    name: z.string(),
    ...sloEntity,
    /** Null: the source does not answer; `lastGoodAt` says since when. */
    lagSeconds: z.number().nullable(),
    lagMessages: z.number().nullable(),
    inPerSecond: z.number().nullable(),
    outPerSecond: z.number().nullable(),
    /** lag / (out − in); null when it does not catch up or nothing waits. */
    catchUpAt: instantSchema.nullable(),
    catchUpSeconds: z.number().nullable(),
    fireAbove: z.number().nullable(),
    clearBelow: z.number().nullable(),
    check: z.string(),
    lastGoodAt: instantSchema.nullable(),
    error: z.string().nullable(),
    /** Oldest first. */
    points: z.array(z.object({ at: instantSchema, seconds: z.number().nullable() })),
  })
  .meta({ id: 'StreamLag' });
export type StreamLag = z.infer<typeof streamLagSchema>;

export const ingestErrorGroupSchema = z
  .object({
    /** The message with numbers, ids and quoted values replaced. */
    errorClass: z.string(),
    job: lineageReferenceSchema,
    count: z.number().int(),
    firstSeenAt: instantSchema,
    lastSeenAt: instantSchema,
    /** One message as it came, shortened to 500 characters. */
    sample: z.string(),
    sampleRunId: z.string(),
    /** Oldest first, one per hour of the range. */
    perHour: z.array(z.number().int()),
    /** Rows put aside, from the run's facet; null when it says none. */
    quarantined: z.number().nullable(),
  })
  .meta({ id: 'IngestErrorGroup' });
export type IngestErrorGroup = z.infer<typeof ingestErrorGroupSchema>;

import { instantSchema, isoDateSchema, visibilitySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';

export const runStateSchema = z.enum(['PENDING', 'RUNNING', 'COMPLETED', 'ABORTED', 'FAILED']);
export type PipelineRunState = z.infer<typeof runStateSchema>;

export const processingTypeSchema = z.enum(['BATCH', 'STREAMING', 'SERVICE']);
export const nodeKindSchema = z.enum(['job', 'dataset']);
export type NodeKind = z.infer<typeof nodeKindSchema>;

/** Name of a job or dataset as its producer writes it; the two parts together are unique within the kind. */
export const lineageNameSchema = z.object({ namespace: z.string(), name: z.string() });
export type LineageName = z.infer<typeof lineageNameSchema>;

/** A job or dataset by its name, with its catalog entity; null where it has none. */
export const lineageReferenceSchema = lineageNameSchema.extend({ entityRef: z.string().nullable() });

/** Where the code of a run is kept; `url` is only ever http or https. */
export const sourceCodeSchema = z
  .object({
    type: z.string().nullable(),
    url: z.string().nullable(),
    repoUrl: z.string().nullable(),
    path: z.string().nullable(),
    /** Commit the run was built from. */
    version: z.string().nullable(),
    branch: z.string().nullable(),
    tag: z.string().nullable(),
  })
  .meta({ id: 'SourceCode' });

/** One dataset a run read or wrote. Rows and bytes as text: they pass 2^53 in principle and are never added up here. */
export const runDatasetSchema = z
  .object({
    ...lineageReferenceSchema.shape,
    direction: z.enum(['input', 'output']),
    /** What was written or read, such as `dt=2026-03-01`; null for the whole. */
    partition: z.string().nullable(),
    rowCount: z.number().int().nullable(),
    size: z.number().int().nullable(),
    fileCount: z.number().int().nullable(),
  })
  .meta({ id: 'RunDataset' });

export const pipelineRunSchema = z
  .object({
    runId: z.string(),
    /** Null while an engine has reported a query's start only and nobody knows yet which job it belongs to. */
    job: lineageReferenceSchema.nullable(),
    state: runStateSchema,
    processingType: processingTypeSchema,
    startedAt: instantSchema.nullable(),
    endedAt: instantSchema.nullable(),
    /** Seconds, not negative; null while start or end is unknown. */
    durationSeconds: z.number().nullable(),
    nominalStartAt: instantSchema.nullable(),
    nominalEndAt: instantSchema.nullable(),
    /** Distinct events that were folded into this run. */
    events: z.number().int(),
    /** Terminal events of more than one kind came; the latest decides. */
    conflict: z.boolean(),
    /** First line of the error, shortened; null without one. */
    errorMessage: z.string().nullable(),
    code: sourceCodeSchema.nullable(),
    rowsOut: z.number().int().nullable(),
    firstReceivedAt: instantSchema,
    lastReceivedAt: instantSchema,
  })
  .meta({ id: 'PipelineRun' });
export type PipelineRun = z.infer<typeof pipelineRunSchema>;

export const pipelineRunDetailSchema = pipelineRunSchema
  .extend({
    datasets: z.array(runDatasetSchema),
    parentRunId: z.string().nullable(),
    /** Name the producer gave, where it differs from the job's (query ids of an engine). */
    producedAs: lineageNameSchema.nullable(),
    engine: z.string().nullable(),
    sql: z.string().nullable(),
    /** What the events of this run got wrong without being unusable. */
    warnings: z.array(z.string()),
  })
  .meta({ id: 'PipelineRunDetail' });
export type PipelineRunDetail = z.infer<typeof pipelineRunDetailSchema>;

export const jobSchema = z
  .object({
    ...lineageReferenceSchema.shape,
    description: z.string().nullable(),
    processingType: processingTypeSchema,
    integration: z.string().nullable(),
    code: sourceCodeSchema.nullable(),
    firstSeenAt: instantSchema,
    lastSeenAt: instantSchema,
    /** No event for longer than an edge lives (30 days). */
    stale: z.boolean(),
    runsTotal: z.number().int(),
    /** Newest first, at most 20. */
    latestRuns: z.array(
      z.object({
        runId: z.string(),
        state: runStateSchema,
        startedAt: instantSchema.nullable(),
        endedAt: instantSchema.nullable(),
        durationSeconds: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'LineageJob' });
export type LineageJob = z.infer<typeof jobSchema>;

export const datasetFieldSchema = z
  .object({
    name: z.string(),
    type: z.string().nullable(),
    description: z.string().nullable(),
    /** A tag says it holds personal data, such as `pii` or `pan`. */
    pii: z.boolean(),
    /** Every known way into this column masks it. */
    masked: z.boolean(),
  })
  .meta({ id: 'DatasetField' });

export const datasetSchema = z
  .object({
    ...lineageReferenceSchema.shape,
    description: z.string().nullable(),
    /** Other names of the same data: symlinks, configured aliases, names before a rename. */
    aliases: z.array(lineageNameSchema),
    owners: z.array(z.string()),
    pii: z.boolean(),
    firstSeenAt: instantSchema,
    lastSeenAt: instantSchema,
    stale: z.boolean(),
    fieldCount: z.number().int(),
    newestPartition: z.string().nullable(),
    lastWrittenAt: instantSchema.nullable(),
    lastRowCount: z.number().int().nullable(),
  })
  .meta({ id: 'LineageDataset' });
export type LineageDataset = z.infer<typeof datasetSchema>;

export const datasetDetailSchema = datasetSchema
  .extend({
    fields: z.array(datasetFieldSchema),
    /** Shapes the dataset has had, newest first. */
    versions: z.array(z.object({ schemaHash: z.string(), fieldCount: z.number().int(), seenAt: instantSchema })),
  })
  .meta({ id: 'LineageDatasetDetail' });

/** What landed in one partition, and what was written over it since. */
export const partitionSchema = z
  .object({
    partition: z.string(),
    /** Day of the partition where its name or the run's nominal time says one. */
    day: isoDateSchema.nullable(),
    landedAt: instantSchema,
    landedBy: z.string(),
    rowCount: z.number().int().nullable(),
    size: z.number().int().nullable(),
    writes: z.array(
      z.object({ runId: z.string(), at: instantSchema, rowCount: z.number().int().nullable(), state: runStateSchema }),
    ),
  })
  .meta({ id: 'DatasetPartition' });

/**
 * A node of the graph. A hidden one is `{ id, hidden: true }` and nothing else: the catalog does not show it to the caller,
 * but the path through it is kept. Ids hold for one answer and, unless hidden, for the next.
 */
export const graphNodeSchema = z
  .object({
    id: z.string(),
    hidden: z.literal(true).optional(),
    kind: nodeKindSchema.optional(),
    namespace: z.string().optional(),
    name: z.string().optional(),
    entityRef: z.string().nullable().optional(),
    owner: z.string().nullable().optional(),
    /** Of a job: its last run. Of a dataset: the last run that wrote it. */
    lastRunState: runStateSchema.nullable().optional(),
    lastRunAt: instantSchema.nullable().optional(),
    stale: z.boolean().optional(),
    pii: z.boolean().optional(),
    fieldCount: z.number().int().optional(),
    newestPartition: z.string().nullable().optional(),
    lastRowCount: z.number().int().nullable().optional(),
    /** Distance from the focus in datasets, negative upstream; the focus is 0. */
    depth: z.number().int(),
    /** Neighbours that this answer leaves out, because of depth or `maxNodes`: open them by asking with this node as focus. */
    more: z.object({ up: z.number().int(), down: z.number().int() }),
  })
  .meta({ id: 'LineageNode' });
export type LineageNode = z.infer<typeof graphNodeSchema>;

/** In the direction of the data: from input to job, from job to output. */
export const graphEdgeSchema = z
  .object({ from: z.string(), to: z.string(), stale: z.boolean(), lastSeenAt: instantSchema })
  .meta({ id: 'LineageEdge' });
export type LineageEdge = z.infer<typeof graphEdgeSchema>;

export const lineageGraphSchema = z
  .object({
    focus: z.string(),
    nodes: z.array(graphNodeSchema),
    edges: z.array(graphEdgeSchema),
    truncated: z.boolean(),
    /** Nodes within the asked depth that did not fit into `maxNodes`. */
    hidden: z.number().int(),
    /** The graph shown has a directed cycle; a job that reads and writes one table is one. */
    cycle: z.boolean(),
    visibility: visibilitySchema,
  })
  .meta({ id: 'LineageGraph' });
export type LineageGraph = z.infer<typeof lineageGraphSchema>;

export const columnNodeSchema = z.object({
  id: z.string(),
  hidden: z.literal(true).optional(),
  namespace: z.string().optional(),
  name: z.string().optional(),
  field: z.string().optional(),
  entityRef: z.string().nullable().optional(),
  pii: z.boolean().optional(),
  depth: z.number().int(),
});

export const columnLineageSchema = z
  .object({
    focus: z.string(),
    nodes: z.array(columnNodeSchema),
    edges: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        /** `DIRECT` carries the value on; `INDIRECT` decides over it (filter, join, sort). */
        type: z.enum(['DIRECT', 'INDIRECT']),
        subtype: z.string().nullable(),
        description: z.string().nullable(),
        masking: z.boolean(),
      }),
    ),
    truncated: z.boolean(),
    visibility: visibilitySchema,
  })
  .meta({ id: 'ColumnLineage' });
export type ColumnLineage = z.infer<typeof columnLineageSchema>;

/** From a run back to where its rows come from: the run, its commit, and the runs that wrote what it read. */
export const runTraceSchema = z
  .object({
    run: pipelineRunDetailSchema,
    /** Runs that wrote the inputs, nearest first; at most 50. */
    upstream: z.array(
      z.object({
        run: pipelineRunSchema,
        dataset: lineageNameSchema.extend({ partition: z.string().nullable() }),
        /** Datasets between this run and the one asked for, from 1. */
        depth: z.number().int(),
      }),
    ),
    visibility: visibilitySchema,
  })
  .meta({ id: 'RunTrace' });

export const entityStatusSchema = z
  .object({
    entityRef: z.string(),
    /** Unknown: no job or dataset of the registry belongs to this entity (yet), or the caller may not see it. */
    known: z.boolean(),
    kind: nodeKindSchema.nullable(),
    namespace: z.string().nullable(),
    name: z.string().nullable(),
    lastRun: pipelineRunSchema.nullable(),
    newestPartition: z.string().nullable(),
    lastEventAt: instantSchema.nullable(),
    stale: z.boolean(),
    /** Other entities that claim the same name; the first by ref order is used. */
    rivals: z.array(z.string()),
  })
  .meta({ id: 'EntityStatus' });

export const receivedEventSchema = z
  .object({
    receivedAt: instantSchema,
    eventTime: instantSchema,
    kind: z.enum(['run', 'job', 'dataset']),
    eventType: z.string().nullable(),
    runId: z.string().nullable(),
    job: lineageNameSchema.nullable(),
    dataset: lineageNameSchema.nullable(),
    producer: z.string().nullable(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ReceivedEvent' });

export const ingestStatusSchema = z
  .object({
    /** Null: not one event has ever come. */
    lastReceivedAt: instantSchema.nullable(),
    receivedLastHour: z.number().int(),
    receivedLastDay: z.number().int(),
    rejectedLastDay: z.number().int(),
    /** Stored and not yet in the registry; a second later it should be 0 again. */
    pending: z.number().int(),
    jobs: z.number().int(),
    datasets: z.number().int(),
    runs: z.number().int(),
    /** Where clients post to; for `OPENLINEAGE_URL` and `OPENLINEAGE_ENDPOINT`. */
    client: z.object({ url: z.string(), endpoint: z.string(), shortUrl: z.string() }),
    /** Newest first, at most 50, only those the caller may see. */
    recent: z.array(receivedEventSchema),
  })
  .meta({ id: 'IngestStatus' });

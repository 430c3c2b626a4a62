import {
  defineEndpoint,
  instantSchema,
  isoDateSchema,
  moneySchema,
  pageQueryShape,
  transactionReadPermission,
  visibilitySchema,
} from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { pipelinesOperatePermission, pipelinesViewPermission } from './permissions';
import {
  columnLineageSchema,
  datasetDetailSchema,
  datasetSchema,
  entityStatusSchema,
  ingestStatusSchema,
  jobSchema,
  lineageGraphSchema,
  lineageReferenceSchema,
  nodeKindSchema,
  partitionSchema,
  pipelineRunDetailSchema,
  pipelineRunSchema,
  receivedEventSchema,
  runStateSchema,
  runTraceSchema,
} from './schemas';

/** Most nodes one graph answer may have. */
export const LINEAGE_NODES_MAX = 500;
/** Entity refs one status request may ask for. */
export const STATUS_REFS_MAX = 1000;

const text = z.string().min(1).max(4000);
const runParams = z.object({ runId: z.string().min(1).max(500) });

/** A job or dataset by catalog entity or by its name. Without `namespace` the name must be the only one of its kind. */
const subjectShape = { entityRef: text.optional(), namespace: text.optional(), name: text.optional() };
const listQuery = z.object({ q: z.string().min(1).max(200).optional(), namespace: text.optional(), ...pageQueryShape });
const pageOfLineage = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional(), visibility: visibilitySchema });

export const lineageEndpoints = {
  getLineage: defineEndpoint({
    method: 'GET',
    path: '/v1/lineage',
    permission: pipelinesViewPermission,
    audit: 'lineage-read',
    summary: 'Jobs and datasets up and down the data from one of them, nearest first',
    query: z.object({
      ...subjectShape,
      kind: nodeKindSchema.optional(),
      direction: z.enum(['up', 'down', 'both']).default('both'),
      /** In datasets. */
      depth: z.coerce.number().int().min(0).max(50).default(3),
      maxNodes: z.coerce.number().int().min(1).max(LINEAGE_NODES_MAX).default(200),
    }),
    response: lineageGraphSchema,
  }),
  getImpact: defineEndpoint({
    method: 'GET',
    path: '/v1/impact',
    permission: pipelinesViewPermission,
    audit: 'impact-read',
    summary: 'Everything downstream of a job or dataset as a list, nearest first, without itself',
    query: z.object({
      ...subjectShape,
      kind: nodeKindSchema.optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    response: z.object({
      items: z.array(
        z.object({
          kind: nodeKindSchema,
          ...lineageReferenceSchema.shape,
          owner: z.string().nullable(),
          depth: z.number().int(),
        }),
      ),
      truncated: z.boolean(),
      visibility: visibilitySchema,
    }),
  }),
  getColumnLineage: defineEndpoint({
    method: 'GET',
    path: '/v1/column-lineage',
    permission: pipelinesViewPermission,
    audit: 'column-lineage-read',
    summary: 'Columns up and down from one column of a dataset',
    query: z.object({
      ...subjectShape,
      field: text,
      direction: z.enum(['up', 'down', 'both']).default('up'),
      depth: z.coerce.number().int().min(1).max(50).default(10),
      /** Also filters, joins and sorts of the whole dataset. */
      indirect: z.coerce.boolean().default(false),
    }),
    response: columnLineageSchema,
  }),
  listJobs: defineEndpoint({
    method: 'GET',
    path: '/v1/jobs',
    permission: pipelinesViewPermission,
    audit: 'job-list',
    summary: 'Jobs by namespace and name, with their latest runs',
    query: listQuery,
    response: pageOfLineage(jobSchema),
  }),
  getJob: defineEndpoint({
    method: 'GET',
    path: '/v1/jobs/one',
    permission: pipelinesViewPermission,
    audit: 'job-read',
    summary: 'One job by entity or name',
    query: z.object(subjectShape),
    response: jobSchema,
  }),
  listDatasets: defineEndpoint({
    method: 'GET',
    path: '/v1/datasets',
    permission: pipelinesViewPermission,
    audit: 'dataset-list',
    summary: 'Datasets by namespace and name',
    query: listQuery,
    response: pageOfLineage(datasetSchema),
  }),
  getDataset: defineEndpoint({
    method: 'GET',
    path: '/v1/datasets/one',
    permission: pipelinesViewPermission,
    audit: 'dataset-read',
    summary: 'One dataset with its columns, other names and shapes; any of its names finds it',
    query: z.object(subjectShape),
    response: datasetDetailSchema,
  }),
  listPartitions: defineEndpoint({
    method: 'GET',
    path: '/v1/datasets/partitions',
    permission: pipelinesViewPermission,
    audit: 'partition-list',
    summary: 'Partitions of a dataset with the runs that wrote them, newest first',
    query: z.object({ ...subjectShape, limit: z.coerce.number().int().min(1).max(400).default(60) }),
    response: z.object({ items: z.array(partitionSchema), visibility: visibilitySchema }),
  }),
  listRuns: defineEndpoint({
    method: 'GET',
    path: '/v1/runs',
    permission: pipelinesViewPermission,
    audit: 'pipeline-run-list',
    summary: 'Runs of a job, or that wrote or read a dataset, or all; newest first',
    query: z.object({
      ...subjectShape,
      kind: nodeKindSchema.optional(),
      state: z.array(runStateSchema).max(5).optional(),
      partition: text.optional(),
      from: instantSchema.optional(),
      to: instantSchema.optional(),
      ...pageQueryShape,
    }),
    response: pageOfLineage(pipelineRunSchema),
  }),
  getRun: defineEndpoint({
    method: 'GET',
    path: '/v1/runs/:runId',
    permission: pipelinesViewPermission,
    audit: 'pipeline-run-read',
    summary: 'One run with what it read and wrote',
    params: runParams,
    response: pipelineRunDetailSchema,
  }),
  getRunTrace: defineEndpoint({
    method: 'GET',
    path: '/v1/runs/:runId/trace',
    permission: pipelinesViewPermission,
    audit: 'pipeline-run-trace',
    summary: 'A run, its commit and the runs that wrote what it read: where a transaction comes from',
    params: runParams,
    query: z.object({ depth: z.coerce.number().int().min(1).max(10).default(4) }),
    response: runTraceSchema,
  }),
  listRunTransactions: defineEndpoint({
    method: 'GET',
    path: '/v1/runs/:runId/transactions',
    permission: transactionReadPermission,
    audit: 'pipeline-run-transactions',
    summary: 'Transactions of one business date that a run wrote, in the scope of the caller',
    params: runParams,
    query: z.object({ businessDate: isoDateSchema, limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({
      items: z.array(
        z.object({
          txnId: z.string(),
          merchantId: z.string(),
          type: z.string(),
          status: z.string(),
          gross: moneySchema,
          businessDate: isoDateSchema,
          sourceFile: z.string().nullable(),
        }),
      ),
      truncated: z.boolean(),
      visibility: visibilitySchema,
    }),
  }),
  listJobEvents: defineEndpoint({
    method: 'GET',
    path: '/v1/events',
    permission: pipelinesViewPermission,
    audit: 'lineage-event-list',
    summary: 'Events of a job or dataset as they came, newest first; refused where the catalog hides it',
    query: z.object({
      ...subjectShape,
      kind: nodeKindSchema.default('job'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(receivedEventSchema) }),
  }),
  searchLineage: defineEndpoint({
    method: 'GET',
    path: '/v1/search',
    permission: pipelinesViewPermission,
    audit: 'lineage-search',
    summary: 'Jobs and datasets whose name contains a text',
    query: z.object({ q: z.string().min(2).max(200), limit: z.coerce.number().int().min(1).max(100).default(20) }),
    response: z.object({
      items: z.array(
        z.object({
          kind: nodeKindSchema,
          ...lineageReferenceSchema.shape,
        }),
      ),
      visibility: visibilitySchema,
    }),
  }),
  getEntityStatus: defineEndpoint({
    method: 'POST',
    path: '/v1/status',
    permission: pipelinesViewPermission,
    audit: 'entity-status-read',
    summary: 'Last run, newest partition and staleness of up to 1,000 catalog entities',
    body: z.object({ entityRefs: z.array(z.string().min(1).max(500)).max(STATUS_REFS_MAX) }),
    response: z.object({ items: z.array(entityStatusSchema) }),
  }),
  getIngestStatus: defineEndpoint({
    method: 'GET',
    path: '/v1/ingest',
    permission: pipelinesViewPermission,
    audit: 'ingest-status-read',
    summary: 'How many events came lately, the last of them, and where clients post to',
    response: ingestStatusSchema,
  }),
  sendTestEvent: defineEndpoint({
    method: 'POST',
    path: '/v1/ingest/test-event',
    permission: pipelinesOperatePermission,
    audit: 'test-event-send',
    summary: 'Send a START and COMPLETE of the job payrec-test through the ingest, to see them arrive',
    body: z.object({}),
    response: z.object({ runId: z.string(), receivedAt: instantSchema }),
  }),
};

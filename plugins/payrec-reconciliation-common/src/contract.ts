import {
  asOfSchema,
  currencySchema,
  defineContract,
  defineEndpoint,
  isoDateSchema,
  moneySchema,
  pageOf,
  pageQueryShape,
  rawBody,
} from '@internal/plugin-payrec-common';
import { z } from 'zod';
import {
  breakApprovePermission,
  breakUpdatePermission,
  reconciliationViewPermission,
  runTriggerPermission,
  statementUploadPermission,
} from './permissions';
import {
  breakClassSchema,
  breakDetailSchema,
  breakSchema,
  breakStateSchema,
  decisionSchema,
  overviewSchema,
  runSchema,
  statementFileSchema,
  statementLineSchema,
  unitSchema,
} from './schemas';

const breakParams = z.object({ breakId: z.string().min(1).max(100) });
const runParams = z.object({ runId: z.string().min(1).max(100) });
const fileParams = z.object({ fileId: z.string().min(1).max(100) });

/** Filters shared by the list, its totals and bulk actions by filter. */
const breakFilterShape = {
  unit: z.string().max(200).optional(),
  currency: currencySchema.optional(),
  breakClass: z.array(breakClassSchema).max(20).optional(),
  state: z.array(breakStateSchema).max(5).optional(),
  minAgeDays: z.coerce.number().int().min(0).max(10_000).optional(),
  maxAgeDays: z.coerce.number().int().min(0).max(10_000).optional(),
  assignee: z.string().max(200).optional(),
  businessDate: isoDateSchema.optional(),
  /** Text in reference, party or statement text; at least 2 characters. */
  q: z.string().min(2).max(100).optional(),
};

/** One decision. `version` is the version the person saw; `idempotencyKey` makes a retry harmless. */
const decisionBody = z.object({
  version: z.number().int().min(0),
  reason: z.string().trim().min(3).max(2000),
  idempotencyKey: z.string().min(8).max(100),
});

export const reconciliationContract = defineContract({
  pluginId: 'payrec-reconciliation',
  title: 'Daily Reconciliation',
  version: '1.0.0',
  endpoints: {
    getOverview: defineEndpoint({
      method: 'GET',
      path: '/v1/overview',
      permission: reconciliationViewPermission,
      audit: 'overview-read',
      summary: 'Expected, received, matched, open and proof per day, account and currency',
      query: z.object({ date: isoDateSchema.optional(), days: z.coerce.number().int().min(1).max(31).default(12) }),
      response: overviewSchema,
    }),
    listUnits: defineEndpoint({
      method: 'GET',
      path: '/v1/units',
      permission: reconciliationViewPermission,
      audit: 'unit-list',
      summary: 'Units of reconciliation: accounts and their currencies',
      response: z.object({ items: z.array(unitSchema), asOf: asOfSchema }),
    }),
    listBreaks: defineEndpoint({
      method: 'GET',
      path: '/v1/breaks',
      permission: reconciliationViewPermission,
      audit: 'break-list',
      summary: 'Breaks side by side, oldest or largest first',
      query: z.object({
        ...breakFilterShape,
        ...pageQueryShape,
        sort: z.enum(['age', 'amount', 'updated']).default('age'),
      }),
      response: pageOf(breakSchema).extend({
        /** Under the same filters: how many there are, and the difference per currency. */
        totalCount: z.number().int(),
        totals: z.array(moneySchema),
      }),
    }),
    getBreak: defineEndpoint({
      method: 'GET',
      path: '/v1/breaks/:breakId',
      permission: reconciliationViewPermission,
      audit: 'break-read',
      summary: 'One break with its members, the why and its timeline',
      params: breakParams,
      response: breakDetailSchema,
    }),
    proposeBreak: defineEndpoint({
      method: 'POST',
      path: '/v1/breaks/:breakId/propose',
      permission: breakUpdatePermission,
      audit: 'break-propose',
      summary: 'Propose to accept the difference; a second person decides',
      params: breakParams,
      body: decisionBody,
      response: breakSchema,
    }),
    approveBreak: defineEndpoint({
      method: 'POST',
      path: '/v1/breaks/:breakId/approve',
      permission: breakApprovePermission,
      audit: 'break-approve',
      summary: 'Approve what another person proposed',
      params: breakParams,
      body: decisionBody,
      response: breakSchema,
    }),
    rejectBreak: defineEndpoint({
      method: 'POST',
      path: '/v1/breaks/:breakId/reject',
      permission: breakApprovePermission,
      audit: 'break-reject',
      summary: 'Send a proposal back to open',
      params: breakParams,
      body: decisionBody,
      response: breakSchema,
    }),
    disputeBreak: defineEndpoint({
      method: 'POST',
      path: '/v1/breaks/:breakId/dispute',
      permission: breakUpdatePermission,
      audit: 'break-dispute',
      summary: 'Claim the difference from the bank, provider or merchant',
      params: breakParams,
      body: decisionBody.extend({ party: z.enum(['bank', 'provider', 'merchant', 'internal']) }),
      response: breakSchema,
    }),
    withdrawBreak: defineEndpoint({
      method: 'POST',
      path: '/v1/breaks/:breakId/withdraw',
      permission: breakUpdatePermission,
      audit: 'break-withdraw',
      summary: 'Take back the own proposal, or end a dispute; the break is open again',
      params: breakParams,
      body: decisionBody,
      response: breakSchema,
    }),
    recheckBreak: defineEndpoint({
      method: 'POST',
      path: '/v1/breaks/:breakId/recheck',
      permission: breakUpdatePermission,
      audit: 'break-recheck',
      summary: 'Match the unit of the break again with the data of now',
      params: breakParams,
      body: z.object({ idempotencyKey: z.string().min(8).max(100) }),
      response: runSchema,
    }),
    commentBreak: defineEndpoint({
      method: 'POST',
      path: '/v1/breaks/:breakId/comments',
      permission: breakUpdatePermission,
      audit: 'break-comment',
      summary: 'Add a comment',
      params: breakParams,
      body: z.object({ text: z.string().trim().min(1).max(4000), idempotencyKey: z.string().min(8).max(100) }),
      response: breakDetailSchema,
    }),
    assignBreak: defineEndpoint({
      method: 'POST',
      path: '/v1/breaks/:breakId/assign',
      permission: breakUpdatePermission,
      audit: 'break-assign',
      summary: 'Assign to a person, or to nobody with null',
      params: breakParams,
      body: z.object({ version: z.number().int().min(0), assignee: z.string().max(200).nullable() }),
      response: breakSchema,
    }),
    decideBreaks: defineEndpoint({
      method: 'POST',
      path: '/v1/bulk-decisions',
      permission: breakUpdatePermission,
      audit: 'break-bulk',
      summary: 'One action on many breaks, with a result for each; approving needs the approve permission as well',
      body: z.object({
        action: z.enum(['propose', 'approve', 'dispute', 'assign', 'recheck']),
        breaks: z
          .array(z.object({ id: z.string().max(100), version: z.number().int().min(0) }))
          .min(1)
          .max(500),
        reason: z.string().trim().max(2000).optional(),
        party: z.enum(['bank', 'provider', 'merchant', 'internal']).optional(),
        assignee: z.string().max(200).nullable().optional(),
        idempotencyKey: z.string().min(8).max(100),
      }),
      response: z.object({
        results: z.array(
          z.object({
            id: z.string(),
            /** success, or ineligible with the code: SAME_ACTOR, STATE, VERSION, NOT_FOUND, PERMISSION. */
            outcome: z.enum(['success', 'ineligible']),
            code: z.string().nullable(),
            message: z.string().nullable(),
            break: breakSchema.nullable(),
          }),
        ),
      }),
    }),
    listRuns: defineEndpoint({
      method: 'GET',
      path: '/v1/runs',
      permission: reconciliationViewPermission,
      audit: 'run-list',
      summary: 'Matching runs, newest first',
      query: z.object({ ...pageQueryShape }),
      response: pageOf(runSchema),
    }),
    getRun: defineEndpoint({
      method: 'GET',
      path: '/v1/runs/:runId',
      permission: reconciliationViewPermission,
      audit: 'run-read',
      summary: 'One run with its proof per unit',
      params: runParams,
      response: runSchema,
    }),
    startRun: defineEndpoint({
      method: 'POST',
      path: '/v1/runs',
      permission: runTriggerPermission,
      audit: 'run-start',
      summary: 'Match units now; without units, all of them',
      body: z.object({
        units: z.array(z.string().max(200)).max(1000).optional(),
        asOfDate: isoDateSchema.optional(),
        idempotencyKey: z.string().min(8).max(100),
      }),
      response: runSchema,
    }),
    cancelRun: defineEndpoint({
      method: 'POST',
      path: '/v1/runs/:runId/cancel',
      permission: runTriggerPermission,
      audit: 'run-cancel',
      summary: 'Cancel a run; units already published stay',
      params: runParams,
      body: z.object({ reason: z.string().trim().min(3).max(2000) }),
      response: runSchema,
    }),
    listStatementFiles: defineEndpoint({
      method: 'GET',
      path: '/v1/statement-files',
      permission: reconciliationViewPermission,
      audit: 'statement-list',
      summary: 'Statement files, newest first',
      query: z.object({
        ...pageQueryShape,
        unit: z.string().max(200).optional(),
        state: z.enum(['received', 'reading', 'ingested', 'rejected']).optional(),
        warningsOnly: z.coerce.boolean().default(false),
      }),
      response: pageOf(statementFileSchema),
    }),
    getStatementFile: defineEndpoint({
      method: 'GET',
      path: '/v1/statement-files/:fileId',
      permission: reconciliationViewPermission,
      audit: 'statement-read',
      summary: 'One statement file with its statements and warnings',
      params: fileParams,
      response: statementFileSchema,
    }),
    listStatementLines: defineEndpoint({
      method: 'GET',
      path: '/v1/statement-files/:fileId/lines',
      permission: reconciliationViewPermission,
      audit: 'statement-line-list',
      summary: 'Lines of a statement file in the order of the file',
      params: fileParams,
      query: z.object({ ...pageQueryShape }),
      response: pageOf(statementLineSchema),
    }),
    uploadStatementFile: defineEndpoint({
      method: 'POST',
      path: '/v1/statement-files',
      permission: statementUploadPermission,
      audit: 'statement-upload',
      summary: 'Upload one statement file as raw bytes; the same bytes again answer with the file that is there',
      query: z.object({
        fileName: z.string().min(1).max(255),
        /** Read as this format instead of by its content. */
        format: z.string().max(40).optional(),
      }),
      body: rawBody,
      response: statementFileSchema,
    }),
    listDecisions: defineEndpoint({
      method: 'GET',
      path: '/v1/decisions',
      permission: reconciliationViewPermission,
      audit: 'decision-list',
      summary: 'The decision log, newest first, with the state of its hash chain',
      query: z.object({ ...pageQueryShape }),
      response: pageOf(decisionSchema).extend({ chainIntact: z.boolean() }),
    }),
    getStatus: defineEndpoint({
      method: 'GET',
      path: '/v1/status',
      permission: reconciliationViewPermission,
      audit: 'status-read',
      summary: 'Whether the query engine answers and how old the data is',
      response: z.object({
        engine: z.enum(['duckdb', 'trino']),
        available: z.boolean(),
        reason: z.string().nullable(),
        asOf: asOfSchema.nullable(),
      }),
    }),
  },
});

/**
 * Channel of the signals plugin on which browsers hear that a run, break or statement file changed: `{ kind, id }` and no
 * content, since anybody may listen.
 */
export const CHANGES_CHANNEL = 'payrec-reconciliation';

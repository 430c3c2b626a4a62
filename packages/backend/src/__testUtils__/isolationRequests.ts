import { FRAUD_REQUESTS } from './isolationRequestsFraud';
import { PIPELINES_REQUESTS } from './isolationRequestsPipelines';

/** A valid request for one endpoint, and what an allowed person gets for it on the fixture of the isolation matrix. */
export type IsolationRequest = {
  readonly path: string;
  readonly body?: object | Buffer;
  /** Status for somebody who may; 403 for all others. */
  readonly status: number;
  /** Personas to whom the row asked for is somebody else's: 404, as if it did not exist. */
  readonly hiddenFrom?: readonly string[];
};

const DAY = '2026-03-30';
const decision = { version: 0, reason: 'isolation matrix', idempotencyKey: 'isolation-matrix' };
const breakPath = (action: string) => `/v1/breaks/BRK-none${action}`;

/**
 * One entry or more per endpoint, by `<pluginId>.<operation>`. A new endpoint without one fails the matrix: write the
 * requests by which it could show a foreign row, filters that ask for it included.
 */
export const ISOLATION_REQUESTS: Readonly<Record<string, readonly IsolationRequest[]>> = {
  'payrec.listTransactions': [
    { path: `/v1/transactions?from=${DAY}&to=${DAY}`, status: 200 },
    { path: `/v1/transactions?from=${DAY}&to=${DAY}&merchantId=mer-b`, status: 200 },
    { path: `/v1/transactions?from=${DAY}&to=${DAY}&q=REF-tb`, status: 200 },
    { path: `/v1/transactions?from=${DAY}&to=${DAY}&limit=1`, status: 200 },
  ],
  'payrec.getTransaction': [
    { path: `/v1/transactions/ta-1?businessDate=${DAY}`, status: 200, hiddenFrom: ['marc.merchant-b'] },
    {
      path: `/v1/transactions/tz-1?businessDate=${DAY}`,
      status: 200,
      hiddenFrom: ['mila.merchant-a', 'marc.merchant-b'],
    },
  ],
  'payrec.getSummary': [
    { path: `/v1/summary?businessDate=${DAY}`, status: 200 },
    { path: '/v1/summary', status: 200 },
  ],
  'payrec.getStatus': [{ path: '/v1/status', status: 200 }],

  'payrec-reconciliation.getOverview': [{ path: '/v1/overview', status: 200 }],
  'payrec-reconciliation.listUnits': [{ path: '/v1/units', status: 200 }],
  'payrec-reconciliation.listBreaks': [{ path: '/v1/breaks', status: 200 }],
  'payrec-reconciliation.getBreak': [{ path: breakPath(''), status: 404 }],
  'payrec-reconciliation.proposeBreak': [{ path: breakPath('/propose'), body: decision, status: 404 }],
  'payrec-reconciliation.approveBreak': [{ path: breakPath('/approve'), body: decision, status: 404 }],
  'payrec-reconciliation.rejectBreak': [{ path: breakPath('/reject'), body: decision, status: 404 }],
  'payrec-reconciliation.disputeBreak': [
    { path: breakPath('/dispute'), body: { ...decision, party: 'bank' }, status: 404 },
  ],
  'payrec-reconciliation.withdrawBreak': [{ path: breakPath('/withdraw'), body: decision, status: 404 }],
  'payrec-reconciliation.recheckBreak': [
    { path: breakPath('/recheck'), body: { idempotencyKey: 'isolation-matrix' }, status: 404 },
  ],
  'payrec-reconciliation.commentBreak': [
    { path: breakPath('/comments'), body: { text: 'hello', idempotencyKey: 'isolation-matrix' }, status: 404 },
  ],
  'payrec-reconciliation.assignBreak': [
    { path: breakPath('/assign'), body: { version: 0, assignee: null }, status: 404 },
  ],
  'payrec-reconciliation.decideBreaks': [
    {
      path: '/v1/bulk-decisions',
      body: {
        action: 'propose',
        breaks: [{ id: 'BRK-none', version: 0 }],
        reason: 'isolation matrix',
        idempotencyKey: 'isolation-matrix',
      },
      status: 200,
    },
  ],
  'payrec-reconciliation.listRuns': [{ path: '/v1/runs', status: 200 }],
  'payrec-reconciliation.getRun': [{ path: '/v1/runs/RUN-none', status: 404 }],
  'payrec-reconciliation.startRun': [
    { path: '/v1/runs', body: { units: ['none|EUR'], idempotencyKey: 'isolation-matrix' }, status: 400 },
  ],
  'payrec-reconciliation.cancelRun': [
    { path: '/v1/runs/RUN-none/cancel', body: { reason: 'isolation matrix' }, status: 404 },
  ],
  'payrec-reconciliation.listStatementFiles': [{ path: '/v1/statement-files', status: 200 }],
  'payrec-reconciliation.getStatementFile': [{ path: '/v1/statement-files/FILE-none', status: 404 }],
  'payrec-reconciliation.listStatementLines': [{ path: '/v1/statement-files/FILE-none/lines', status: 404 }],
  'payrec-reconciliation.uploadStatementFile': [
    { path: '/v1/statement-files?fileName=matrix.txt', body: Buffer.from('no statement'), status: 200 },
  ],
  'payrec-reconciliation.listDecisions': [{ path: '/v1/decisions', status: 200 }],
  'payrec-reconciliation.getTransactionState': [{ path: '/v1/transactions/ta-1/state?unit=none%7CEUR', status: 200 }],
  'payrec-reconciliation.getStatus': [{ path: '/v1/status', status: 200 }],

  ...FRAUD_REQUESTS,
  ...PIPELINES_REQUESTS,
};

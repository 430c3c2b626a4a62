import { defineQuery } from '@internal/plugin-payrec-node';
import { z } from 'zod';

/**
 * The row of one transaction in a match run: its group when it is matched, else its case and class. No row when the run did
 * not have it. Source: `match_members`, `match_breaks` of a published run.
 */
export const transactionPlace = defineQuery({
  name: 'reconciliation.transactionPlace',
  reads: ['match_members', 'match_breaks'],
  rowLimit: 1,
  timeoutMs: 5_000,
  partition: (p: { matchRunId: string; unit: string; txnId: string }) => ({ runIds: [p.matchRunId] }),
  params: (p: { matchRunId: string; unit: string; txnId: string }) => [p.txnId, p.unit, p.txnId, p.unit],
  sql: `SELECT * FROM (
          SELECT group_id, CAST(NULL AS VARCHAR) AS case_key, CAST(NULL AS VARCHAR) AS break_class
          FROM match_members WHERE side = 'L' AND row_id = ? AND recon_unit = ?
          UNION ALL
          SELECT CAST(NULL AS VARCHAR), case_key, break_class
          FROM match_breaks WHERE side = 'L' AND row_id = ? AND recon_unit = ?
        ) place ORDER BY group_id, case_key LIMIT 1`,
  row: z.object({
    group_id: z.string().nullable(),
    case_key: z.string().nullable(),
    break_class: z.string().nullable(),
  }),
});

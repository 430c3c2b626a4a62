import { defineQuery } from '@internal/plugin-payrec-node';
import { z } from 'zod';

/** Match runs looked through by one question, and so its most rows: a run has a transaction once. */
export const PLACES_MAX = 64;

type Place = { matchRunIds: readonly string[]; unit: string; txnId: string };

/**
 * The row of one transaction in each of at most 64 match runs: its group where it is matched, else its case and class. No
 * row for a run that did not have it. Source: `match_members`, `match_breaks` of published runs.
 */
export const transactionPlaces = defineQuery({
  name: 'reconciliation.transactionPlaces',
  reads: ['match_members', 'match_breaks'],
  rowLimit: PLACES_MAX,
  timeoutMs: 5_000,
  partition: (p: Place) => ({ runIds: p.matchRunIds }),
  params: (p: Place) => [p.txnId, p.unit, p.txnId, p.unit],
  sql: `SELECT * FROM (
          SELECT run_id, group_id, CAST(NULL AS VARCHAR) AS case_key, CAST(NULL AS VARCHAR) AS break_class
          FROM match_members WHERE side = 'L' AND row_id = ? AND recon_unit = ?
          UNION ALL
          SELECT run_id, CAST(NULL AS VARCHAR), case_key, break_class
          FROM match_breaks WHERE side = 'L' AND row_id = ? AND recon_unit = ?
        ) place ORDER BY run_id, group_id, case_key`,
  row: z.object({
    run_id: z.string(),
    group_id: z.string().nullable(),
    case_key: z.string().nullable(),
    break_class: z.string().nullable(),
  }),
});
export type TransactionPlace = z.infer<typeof transactionPlaces.row>;

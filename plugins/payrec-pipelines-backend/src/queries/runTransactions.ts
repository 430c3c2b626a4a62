import { currencySchema, IsoDate, isoDateSchema, moneyFromMinor, moneyToJson } from '@internal/plugin-payrec-common';
import { defineQuery } from '@internal/plugin-payrec-node';
import { z } from 'zod';

/** Transactions of one business date that a pipeline run wrote, by identifier; at most 201. Source: Final Index `transactions`. */
export const runTransactions = defineQuery({
  name: 'pipelines.runTransactions',
  reads: ['transactions'],
  rowLimit: 201,
  timeoutMs: 20_000,
  partition: (p: { runId: string; businessDate: IsoDate; rows: number }) => ({
    from: p.businessDate,
    to: p.businessDate,
  }),
  params: (p: { runId: string; businessDate: IsoDate; rows: number }) => [p.runId, p.rows],
  sql: `SELECT txn_id, merchant_id, type, status, CAST(gross_minor AS VARCHAR) AS gross_minor, currency, business_date, source_file
    FROM transactions WHERE pipeline_run_id = ? ORDER BY txn_id LIMIT ?`,
  row: z
    .object({
      txn_id: z.string(),
      merchant_id: z.string(),
      type: z.string(),
      status: z.string(),
      gross_minor: z.string(),
      currency: currencySchema,
      business_date: isoDateSchema,
      source_file: z.string().nullable(),
    })
    .transform(row => ({
      txnId: row.txn_id,
      merchantId: row.merchant_id,
      type: row.type,
      status: row.status,
      gross: moneyToJson(moneyFromMinor(row.gross_minor, row.currency)),
      businessDate: row.business_date,
      sourceFile: row.source_file,
    })),
});

import { IsoDate, currencySchema, isoDateSchema } from '@internal/plugin-payrec-common';
import { defineQuery } from '@internal/plugin-payrec-node';
import { z } from 'zod';

/**
 * Days on which a unit has a statement of its bank, [from, to] inclusive; at most 50,000. Intraday statements do not count.
 * Source: Final Index `statements`.
 */
export const daysWithStatement = defineQuery({
  name: 'reconciliation.daysWithStatement',
  reads: ['statements'],
  rowLimit: 50_000,
  timeoutMs: 20_000,
  partition: (p: { from: IsoDate; to: IsoDate }) => ({ from: p.from, to: p.to }),
  params: () => [],
  sql: `SELECT DISTINCT recon_unit, CAST(business_date AS VARCHAR) AS business_date FROM statements
        WHERE interim = FALSE AND recon_unit IS NOT NULL ORDER BY recon_unit, business_date`,
  row: z.object({ recon_unit: z.string(), business_date: isoDateSchema }),
});

type LinePage = {
  from: IsoDate;
  to: IsoDate;
  runIds: readonly string[];
  sha256: string;
  limit: number;
  after: LineKey | null;
};
/** Sort key of a line: where it stands in the file, and its id. */
export type LineKey = readonly [fileLine: string, lineId: string];

const linePageParams = (p: LinePage) => [
  p.sha256,
  p.after === null,
  p.after?.[0] ?? '0',
  p.after?.[0] ?? '0',
  p.after?.[1] ?? '',
  p.limit,
];

const lineRow = z.object({
  line_id: z.string(),
  statement_id: z.string(),
  ordinal: z.coerce.number(),
  amount_minor: z.string(),
  currency: currencySchema,
  booking_date: isoDateSchema.nullable(),
  value_date: isoDateSchema,
  reference: z.string().nullable(),
  counterparty: z.string().nullable(),
  remittance: z.string().nullable(),
  source_line_no: z.coerce.number().nullable(),
  outcome: z.enum(['matched', 'open', 'interim', 'not-run']),
});

/** A page of statement lines of a file in the order of the file. `limit` is at most 201. */
export const fileLines = defineQuery({
  name: 'reconciliation.fileLines',
  reads: ['statement_lines', 'statements', 'match_members', 'match_breaks'],
  rowLimit: 201,
  timeoutMs: 20_000,
  partition: (p: LinePage) => ({ from: p.from, to: p.to, runIds: p.runIds }),
  params: linePageParams,
  sql: `SELECT * FROM (
          SELECT s.line_id, s.statement_id, s.ordinal, CAST(s.amount_minor AS VARCHAR) AS amount_minor, s.currency,
            CAST(s.booking_date AS VARCHAR) AS booking_date, CAST(s.value_date AS VARCHAR) AS value_date, s.reference,
            s.counterparty, s.remittance, s.source_line_no,
            CASE WHEN s.superseded_by IS NOT NULL OR st.interim THEN 'interim' WHEN m.row_id IS NOT NULL THEN 'matched'
              WHEN b.row_id IS NOT NULL THEN 'open' ELSE 'not-run' END AS outcome,
            row_number() OVER (ORDER BY coalesce(s.source_line_no, 0), s.line_id) AS place
          FROM statement_lines s
          LEFT JOIN statements st ON st.statement_id = s.statement_id
          LEFT JOIN match_members m ON m.side = 'R' AND m.row_id = s.line_id
          LEFT JOIN match_breaks b ON b.side = 'R' AND b.row_id = s.line_id
          WHERE s.source_file_sha256 = ? AND (? OR coalesce(s.source_line_no, 0) > CAST(? AS INTEGER)
            OR (coalesce(s.source_line_no, 0) = CAST(? AS INTEGER) AND s.line_id > ?))
        ) page WHERE place <= ? ORDER BY place`,
  row: lineRow,
});

/** Rows a settlement report brought, in the order of the file, as lines. */
export const fileTransactions = defineQuery({
  name: 'reconciliation.fileTransactions',
  reads: ['transactions', 'match_members', 'match_breaks'],
  rowLimit: 201,
  timeoutMs: 20_000,
  partition: (p: LinePage) => ({ from: p.from, to: p.to, runIds: p.runIds }),
  params: linePageParams,
  sql: `SELECT * FROM (
          SELECT t.txn_id AS line_id, coalesce(t.settlement_batch_id, '') AS statement_id, t.source_line_no AS ordinal,
            CAST(t.expected_net_minor AS VARCHAR) AS amount_minor, t.currency, CAST(t.business_date AS VARCHAR) AS booking_date,
            CAST(t.value_date AS VARCHAR) AS value_date, t.reference, t.merchant_id AS counterparty, t.type AS remittance,
            t.source_line_no,
            CASE WHEN m.row_id IS NOT NULL THEN 'matched' WHEN b.row_id IS NOT NULL THEN 'open' ELSE 'not-run' END AS outcome,
            row_number() OVER (ORDER BY coalesce(t.source_line_no, 0), t.txn_id) AS place
          FROM transactions t
          LEFT JOIN match_members m ON m.side = 'L' AND m.row_id = t.txn_id
          LEFT JOIN match_breaks b ON b.side = 'L' AND b.row_id = t.txn_id
          WHERE t.source_file_sha256 = ? AND (? OR coalesce(t.source_line_no, 0) > CAST(? AS INTEGER)
            OR (coalesce(t.source_line_no, 0) = CAST(? AS INTEGER) AND t.txn_id > ?))
        ) page WHERE place <= ? ORDER BY place`,
  row: lineRow,
});

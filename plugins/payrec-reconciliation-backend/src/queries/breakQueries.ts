import { isoDateSchema, currencySchema } from '@internal/plugin-payrec-common';
import { defineQuery } from '@internal/plugin-payrec-node';
import { z } from 'zod';

/** Members of a break shown in its detail. */
export const MEMBERS_SHOWN = 200;
export const RIVALS_SHOWN = 5;

const minor = z.string().regex(/^-?\d+$/);
const memberRow = z.object({
  side: z.enum(['L', 'R']),
  row_id: z.string(),
  amount_minor: minor,
  net_minor: minor.nullable(),
  currency: currencySchema,
  business_date: isoDateSchema,
  value_date: isoDateSchema.nullable(),
  booking_date: isoDateSchema.nullable(),
  reference: z.string().nullable(),
  type: z.string().nullable(),
  party: z.string().nullable(),
  remittance: z.string().nullable(),
  batch: z.string().nullable(),
  source_file: z.string().nullable(),
  source_line_no: z.coerce.number().nullable(),
  raw_line: z.string().nullable(),
  pipeline_run_id: z.string().nullable(),
});
export type MemberRow = z.infer<typeof memberRow>;

type RunRange = { matchRunId: string; from: string; to: string };
const partition = ({ matchRunId, from, to }: RunRange) => ({ from, to, runIds: [matchRunId] });

const LEFT = `'L' AS side, t.txn_id AS row_id, CAST(t.gross_minor AS VARCHAR) AS amount_minor,
    CAST(t.expected_net_minor AS VARCHAR) AS net_minor, t.currency, CAST(t.business_date AS VARCHAR) AS business_date, CAST(t.value_date AS VARCHAR) AS value_date,
    CAST(NULL AS VARCHAR) AS booking_date, t.reference, t.type, t.merchant_id AS party, CAST(NULL AS VARCHAR) AS remittance,
    t.settlement_batch_id AS batch, t.source_file, t.source_line_no, CAST(NULL AS VARCHAR) AS raw_line, t.pipeline_run_id`;
const RIGHT = `'R' AS side, s.line_id AS row_id, CAST(s.amount_minor AS VARCHAR) AS amount_minor,
    CAST(NULL AS VARCHAR) AS net_minor, s.currency, CAST(s.business_date AS VARCHAR) AS business_date, CAST(s.value_date AS VARCHAR) AS value_date,
    CAST(s.booking_date AS VARCHAR) AS booking_date, s.reference, s.bank_code AS type, s.counterparty AS party, s.remittance,
    s.batch_ref AS batch, s.source_file, s.source_line_no, s.raw_line, s.pipeline_run_id`;

/**
 * Rows of an open case, bank lines first; 200 at most (the break knows how many there are). Amounts in minor units, credit to
 * us positive. Source: `match_breaks` of a published run, `transactions`, `statement_lines`.
 */
export const caseMembers = defineQuery({
  name: 'reconciliation.caseMembers',
  reads: ['match_breaks', 'transactions', 'statement_lines'],
  rowLimit: MEMBERS_SHOWN,
  timeoutMs: 20_000,
  partition,
  params: (p: RunRange & { caseKey: string }) => [p.caseKey, p.caseKey],
  sql: `SELECT * FROM (
          SELECT ${RIGHT} FROM match_breaks b JOIN statement_lines s ON s.line_id = b.row_id
          WHERE b.side = 'R' AND b.case_key = ?
          UNION ALL
          SELECT ${LEFT} FROM match_breaks b JOIN transactions t ON t.txn_id = b.row_id
          WHERE b.side = 'L' AND b.case_key = ?
        ) members ORDER BY side DESC, value_date, row_id LIMIT ${MEMBERS_SHOWN}`,
  row: memberRow,
});

/** Members of a matched group, bank lines first; as {@link caseMembers}. */
export const groupMembers = defineQuery({
  name: 'reconciliation.groupMembers',
  reads: ['match_members', 'transactions', 'statement_lines'],
  rowLimit: MEMBERS_SHOWN,
  timeoutMs: 20_000,
  partition,
  params: (p: RunRange & { groupId: string; unit: string }) => [p.groupId, p.unit, p.groupId, p.unit],
  sql: `SELECT * FROM (
          SELECT ${RIGHT} FROM match_members b JOIN statement_lines s ON s.line_id = b.row_id
          WHERE b.side = 'R' AND b.group_id = ? AND b.recon_unit = ?
          UNION ALL
          SELECT ${LEFT} FROM match_members b JOIN transactions t ON t.txn_id = b.row_id
          WHERE b.side = 'L' AND b.group_id = ? AND b.recon_unit = ?
        ) members ORDER BY side DESC, value_date, row_id LIMIT ${MEMBERS_SHOWN}`,
  row: memberRow,
});

type RivalParams = RunRange & {
  unit: string;
  caseKey: string;
  reference: string | null;
  amountMinor: string;
  netMinor: string;
  valueDate: string;
};
const rivalParams = (p: RivalParams) => [p.reference ?? '', p.amountMinor, p.netMinor, p.valueDate, p.unit, p.caseKey];

const RIVAL_ORDER = `same_reference DESC, difference, days_apart, row_id`;
const rivalSql = (columns: string, amount: string, reference: string, date: string, from: string) => `SELECT * FROM (
    SELECT ${columns}, CASE WHEN ${reference} = r.wanted AND r.wanted <> '' THEN 1 ELSE 0 END AS same_reference,
      CASE WHEN abs(CAST(${amount} AS DECIMAL(38,0)) - r.amount) < abs(CAST(${amount} AS DECIMAL(38,0)) - r.net)
        THEN abs(CAST(${amount} AS DECIMAL(38,0)) - r.amount) ELSE abs(CAST(${amount} AS DECIMAL(38,0)) - r.net) END AS difference,
      abs(date_diff('day', r.day, ${date})) AS days_apart
    FROM (SELECT CAST(? AS VARCHAR) AS wanted, CAST(? AS DECIMAL(38,0)) AS amount, CAST(? AS DECIMAL(38,0)) AS net,
            CAST(? AS DATE) AS day) r
    CROSS JOIN ${from}
    WHERE b.recon_unit = ? AND b.case_key <> ?
  ) rivals
  WHERE same_reference = 1 OR (days_apart <= 31 AND difference * 20 <= abs(CAST(amount_minor AS DECIMAL(38,0))))
  ORDER BY ${RIVAL_ORDER} LIMIT ${RIVALS_SHOWN}`;

const rivalRow = memberRow.extend({
  same_reference: z.coerce.number(),
  days_apart: z.coerce.number(),
  difference: minor,
});
export type RivalRow = z.infer<typeof rivalRow>;

/** Open bank lines that come close to a transaction: equal reference, or within 5 % and 31 days; best first, at most 5. */
export const rivalLines = defineQuery({
  name: 'reconciliation.rivalLines',
  reads: ['match_breaks', 'statement_lines'],
  rowLimit: RIVALS_SHOWN,
  timeoutMs: 20_000,
  partition,
  params: rivalParams,
  sql: rivalSql(
    RIGHT,
    's.amount_minor',
    's.reference',
    's.value_date',
    `(SELECT * FROM match_breaks WHERE side = 'R') b JOIN statement_lines s ON s.line_id = b.row_id`,
  ),
  row: rivalRow,
});

/** Open transactions that come close to a bank line; as {@link rivalLines}. */
export const rivalTransactions = defineQuery({
  name: 'reconciliation.rivalTransactions',
  reads: ['match_breaks', 'transactions'],
  rowLimit: RIVALS_SHOWN,
  timeoutMs: 20_000,
  partition,
  params: rivalParams,
  sql: rivalSql(
    LEFT,
    't.gross_minor',
    't.reference',
    't.value_date',
    `(SELECT * FROM match_breaks WHERE side = 'L') b JOIN transactions t ON t.txn_id = b.row_id`,
  ),
  row: rivalRow,
});

/** Rows of a case as an approval binds them: all of them, in a fixed order. */
export const caseRowIds = defineQuery({
  name: 'reconciliation.caseRowIds',
  reads: ['match_breaks'],
  rowLimit: 200_000,
  timeoutMs: 20_000,
  partition: (p: { matchRunId: string; caseKey: string }) => ({ runIds: [p.matchRunId] }),
  params: (p: { matchRunId: string; caseKey: string }) => [p.caseKey],
  sql: `SELECT side, row_id FROM match_breaks WHERE case_key = ? ORDER BY side, row_id`,
  row: z.object({ side: z.enum(['L', 'R']), row_id: z.string() }),
});

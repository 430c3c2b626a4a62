import { Dialect } from '@internal/plugin-payrec-node';
import { PINNED_COLUMNS, ScratchColumn } from '../matching';

/*
 * Filling the scratch tables of matching from the index. The job defines the categories and loads `run_units` and
 * `uncounted(sha256)` first. Unit and currency become categories on the way in; where the engine has such a type, a text that
 * is no currency becomes NULL, and matching refuses the run.
 *
 * Every statement bounds the partition column with constants: the window of the run, or the range of dates in which the
 * older rows lie that come along (open in the last published run, part of a group across the edge, or brought by a late file).
 */

const currency = (dialect: Dialect, alias: string) =>
  `TRY_CAST(${alias}.currency AS ${dialect.categoryType('currency')}) AS ccy`;

const leftColumns = (dialect: Dialect, unit: string) =>
  `${unit}, t.account_id, t.txn_id, t.reference AS ref, t.gross_minor AS gross, t.expected_net_minor AS net,
  t.value_date AS vdate, t.business_date, t.settlement_batch_id AS batch_id, ${currency(dialect, 't')}`;
// Money that should arrive: not merely authorised, not voided or failed. A payout row is the sum of others.
const LEFT_COUNTS = `t.status IN ('captured', 'settled') AND t.type <> 'payout' AND t.superseded_by IS NULL AND x.sha256 IS NULL`;

const rightColumns = (dialect: Dialect, unit: string) =>
  `${unit}, s.account_id, s.line_id, s.reference AS ref, s.amount_minor AS amount,
  s.value_date AS vdate, s.business_date, s.batch_ref AS batch_id, ${currency(dialect, 's')}`;
const RIGHT_COUNTS = `s.status = 'BOOK' AND s.superseded_by IS NULL AND x.sha256 IS NULL AND i.statement_id IS NULL`;
const NOT_COUNTED = (alias: string) => `LEFT JOIN uncounted x ON x.sha256 = ${alias}.source_file_sha256`;

/** Intraday statements near the window; their lines are announcements. Parameters: from, to. */
export const INTERIM_STATEMENTS = `CREATE TABLE interim_statements AS
  SELECT statement_id FROM final_index.statements
  WHERE interim AND business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)`;
const NOT_INTERIM = `LEFT JOIN interim_statements i ON i.statement_id = s.statement_id`;

/** Rows of the window. Parameters: from, to. */
export const leftWindow = (dialect: Dialect): string => `CREATE TABLE left_rows AS
  SELECT ${leftColumns(dialect, 'u.unit')} FROM final_index.transactions t
  JOIN run_units u ON u.unit = t.recon_unit ${NOT_COUNTED('t')}
  WHERE t.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND ${LEFT_COUNTS}`;
export const rightWindow = (dialect: Dialect): string => `CREATE TABLE right_rows AS
  SELECT ${rightColumns(dialect, 'u.unit')} FROM final_index.statement_lines s
  JOIN run_units u ON u.unit = s.recon_unit ${NOT_COUNTED('s')} ${NOT_INTERIM}
  WHERE s.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND ${RIGHT_COUNTS}`;

/** Rows from before the window that come along. */
export const CARRIED_COLUMNS: readonly ScratchColumn[] = [
  { name: 'unit', type: 'recon_unit' },
  { name: 'side', type: 'side' },
  { name: 'row_id', type: 'text' },
  { name: 'business_date', type: 'date' },
];
/** Scratch tables that are there in every run, most often without a row. */
export const EMPTY_TABLES = { carried: CARRIED_COLUMNS, pinned: PINNED_COLUMNS } as const;

/** The units of a run; `match_run_id` names the publication that counts so far. */
export const RUN_UNIT_COLUMNS: readonly ScratchColumn[] = [
  { name: 'unit', type: 'recon_unit' },
  { name: 'window_from', type: 'date' },
  { name: 'as_of', type: 'date' },
  { name: 'match_run_id', type: 'text' },
];

/** Open rows of a published run from before the window. Parameter: match run id. */
export const CARRY_OPEN = `INSERT INTO carried
  SELECT b.recon_unit, b.side, b.row_id, b.business_date FROM final_index.match_breaks b
  JOIN run_units u ON u.unit = b.recon_unit AND u.match_run_id = b.run_id
  WHERE b.run_id = ? AND b.business_date < u.window_from`;

/** Groups of a published run with members on both sides of the start of the window. Parameters: match run id, twice. */
export const PIN_STRADDLING = `INSERT INTO pinned
  SELECT m.recon_unit, m.group_id, m.pass, m.side, m.row_id FROM final_index.match_members m
  JOIN (
    SELECT o.recon_unit, o.group_id FROM final_index.match_members o
    JOIN run_units u ON u.unit = o.recon_unit AND u.match_run_id = o.run_id
    WHERE o.run_id = ? GROUP BY o.recon_unit, o.group_id
    HAVING min(o.business_date) < min(u.window_from) AND max(o.business_date) >= min(u.window_from)
  ) g ON g.recon_unit = m.recon_unit AND g.group_id = m.group_id
  WHERE m.run_id = ?`;

/** Their members from before the window. Parameter: match run id. */
export const CARRY_PINNED = `INSERT INTO carried
  SELECT m.recon_unit, m.side, m.row_id, m.business_date FROM final_index.match_members m
  JOIN run_units u ON u.unit = m.recon_unit AND u.match_run_id = m.run_id
  JOIN pinned p ON p.unit = m.recon_unit AND p.side = m.side AND p.row_id = m.row_id
  WHERE m.run_id = ? AND m.business_date < u.window_from`;

export const CARRIED_DATES = `SELECT DISTINCT business_date FROM carried ORDER BY business_date`;

/** The carried rows of a range of dates. Parameters: from, to. */
export const leftCarried = (dialect: Dialect): string => `INSERT INTO left_rows
  SELECT ${leftColumns(dialect, 'c.unit')} FROM final_index.transactions t
  JOIN carried c ON c.side = 'L' AND c.unit = t.recon_unit AND c.row_id = t.txn_id AND c.business_date = t.business_date
  ${NOT_COUNTED('t')}
  WHERE t.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND ${LEFT_COUNTS}`;
export const rightCarried = (dialect: Dialect): string => `INSERT INTO right_rows
  SELECT ${rightColumns(dialect, 'c.unit')} FROM final_index.statement_lines s
  JOIN carried c ON c.side = 'R' AND c.unit = s.recon_unit AND c.row_id = s.line_id AND c.business_date = s.business_date
  ${NOT_COUNTED('s')} ${NOT_INTERIM}
  WHERE s.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND ${RIGHT_COUNTS}`;

/** Rows of a late file from before the window of its unit. Parameters: from, to, file, unit. */
export const leftLate = (dialect: Dialect): string => `INSERT INTO left_rows
  SELECT ${leftColumns(dialect, 'u.unit')} FROM final_index.transactions t
  JOIN run_units u ON u.unit = t.recon_unit ${NOT_COUNTED('t')}
  WHERE t.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND t.source_file_sha256 = ? AND t.recon_unit = ?
    AND ${LEFT_COUNTS}`;
export const rightLate = (dialect: Dialect): string => `INSERT INTO right_rows
  SELECT ${rightColumns(dialect, 'u.unit')} FROM final_index.statement_lines s
  JOIN run_units u ON u.unit = s.recon_unit ${NOT_COUNTED('s')} ${NOT_INTERIM}
  WHERE s.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND s.source_file_sha256 = ? AND s.recon_unit = ?
    AND ${RIGHT_COUNTS}`;

/** Rates as intervals: each holds until the day before the next one. */
export const FX_INTERVALS = `CREATE TABLE fx AS
  SELECT from_currency AS from_ccy, to_currency AS to_ccy, business_date AS valid_from,
    coalesce(CAST(lead(business_date) OVER (PARTITION BY from_currency, to_currency ORDER BY business_date)
      - INTERVAL '1' DAY AS DATE), DATE '9999-12-31') AS valid_to, rate
  FROM final_index.fx_rates`;

import { finalIndexTable } from '@internal/plugin-payrec-common';

/*
 * What a run publishes, from the result tables of matching (`out_groups`, `out_members`, `out_breaks`, `out_proof`) and the
 * rows that were matched. All sums are DECIMAL(38,0) and leave as text.
 */

const sum = (expr: string) => `CAST(coalesce(sum(CAST(${expr} AS DECIMAL(38,0))), 0) AS VARCHAR)`;
const count = (expr = '*') => `CAST(count(${expr}) AS VARCHAR)`;

/** Proof by unit. */
export const PROOFS = `SELECT recon_unit, currency, CAST(left_minor AS VARCHAR) AS left_minor,
    CAST(right_minor AS VARCHAR) AS right_minor, CAST(must_be_zero_minor AS VARCHAR) AS proof_minor,
    CAST(left_count AS VARCHAR) AS left_count, CAST(right_count AS VARCHAR) AS right_count,
    CAST(miscounted_rows AS VARCHAR) AS miscounted_rows
  FROM out_proof ORDER BY recon_unit, currency`;

/** Groups by unit and pass. `matched_minor` is what the bank booked in groups. */
export const PASSES = `SELECT recon_unit, pass, ${count()} AS groups, ${sum('left_count')} AS left_count,
    ${sum('right_count')} AS right_count, ${sum('right_minor')} AS matched_minor,
    ${sum('fee_explained_minor')} AS explained_minor, ${sum('unexplained_minor')} AS unexplained_minor
  FROM out_groups GROUP BY recon_unit, pass ORDER BY recon_unit, pass`;

/** Open rows by unit, side and whether they are on their way. */
export const OPEN_ROWS = `SELECT recon_unit, side, CASE WHEN break_class = 'TIMING' THEN 'yes' ELSE 'no' END AS timing,
    ${count()} AS row_count, ${sum('amount_minor')} AS minor
  FROM out_breaks GROUP BY recon_unit, side, CASE WHEN break_class = 'TIMING' THEN 'yes' ELSE 'no' END
  ORDER BY recon_unit, side, timing`;

/** Figures by unit and business date; over all days they add up to those of the run. */
export const DAYS = `SELECT recon_unit, business_date, ${sum('left_rows')} AS left_count,
    ${sum('matched_left')} AS matched_left, ${sum('expected')} AS expected_minor, ${sum('received')} AS received_minor,
    ${sum('unexplained')} AS unexplained_minor
  FROM (
    SELECT recon_unit, business_date, CASE WHEN side = 'L' THEN 1 ELSE 0 END AS left_rows,
      CASE WHEN side = 'L' THEN 1 ELSE 0 END AS matched_left, CASE WHEN side = 'L' THEN amount_minor ELSE 0 END AS expected,
      CASE WHEN side = 'R' THEN amount_minor ELSE 0 END AS received, 0 AS unexplained
    FROM out_members
    UNION ALL
    SELECT recon_unit, business_date, CASE WHEN side = 'L' THEN 1 ELSE 0 END, 0,
      CASE WHEN side = 'L' THEN amount_minor ELSE 0 END, CASE WHEN side = 'R' THEN amount_minor ELSE 0 END,
      CASE WHEN side = 'R' THEN -amount_minor WHEN break_class = 'TIMING' THEN 0 ELSE amount_minor END
    FROM out_breaks
    UNION ALL
    SELECT recon_unit, business_date, 0, 0, 0, 0, -unexplained_minor FROM out_groups WHERE unexplained_minor <> 0
  ) facts GROUP BY recon_unit, business_date ORDER BY recon_unit, business_date`;

const published = (table: string, source: string) =>
  `SELECT ${finalIndexTable(table)
    .columns.map(({ name }) => (name === 'run_id' ? 'CAST(? AS VARCHAR) AS run_id' : `o.${name}`))
    .join(', ')} FROM ${source} o JOIN proven p ON p.unit = o.recon_unit`;

/** Rows of the match tables for the units in `proven`. Parameter: match run id. */
export const MATCH_GROUPS_TO_WRITE = published('match_groups', 'out_groups');
export const MATCH_MEMBERS_TO_WRITE = published('match_members', 'out_members');
export const MATCH_BREAKS_TO_WRITE = published('match_breaks', 'out_breaks');

/*
 * Rows of one case may have classes of their own (part of a batch is late already); the case takes the gravest. The order
 * is that of the passes, but what is missing weighs more than what is on its way.
 */
const CLASS_ORDER = [
  'REJECTED',
  'BATCH_AMOUNT',
  'ZERO_AMOUNT',
  'DUPLICATE',
  'FX',
  'DATE_WINDOW',
  'SIGN',
  'FEE',
  'AMOUNT',
  'MISSING_RIGHT',
  'MISSING_LEFT',
  'TIMING',
];
const CLASS_RANK = `CASE break_class ${CLASS_ORDER.map((name, at) => `WHEN '${name}' THEN ${at}`).join(
  ' ',
)} ELSE 99 END`;
const CLASS_OF_RANK = `CASE class_rank ${CLASS_ORDER.map((name, at) => `WHEN ${at} THEN '${name}'`).join(' ')} END`;

/** Cases: the open ones by case key, and groups that left a residual nobody decided on. */
export const CASES = [
  // Few against all groups, which are computed where they are read.
  `CREATE TABLE case_groups AS
   SELECT recon_unit, group_id, pass, match_key, fee_explained_minor FROM out_groups
   WHERE residual_minor <> 0 AND pass <> 'P0_DECISION'`,
  // One side at a time: a join on "this side and that key" is no equality, and the engine would compare each with each.
  `CREATE TABLE case_rows AS
   SELECT b.recon_unit AS unit, b.currency, b.case_key, CAST(NULL AS VARCHAR) AS group_id, b.side, b.row_id, b.business_date,
     b.value_date, ${CLASS_RANK} AS class_rank, b.amount_minor, coalesce(l.net, b.amount_minor) AS net_minor,
     l.batch_id
   FROM out_breaks b JOIN left_rows l ON l.unit = b.recon_unit AND l.txn_id = b.row_id WHERE b.side = 'L'
   UNION ALL
   SELECT b.recon_unit, b.currency, b.case_key, CAST(NULL AS VARCHAR), b.side, b.row_id, b.business_date, b.value_date,
     ${CLASS_RANK}, b.amount_minor, b.amount_minor, r.batch_id
   FROM out_breaks b JOIN right_rows r ON r.unit = b.recon_unit AND r.line_id = b.row_id WHERE b.side = 'R'`,
  `CREATE TABLE case_members AS
   SELECT m.recon_unit AS unit, m.currency, m.group_id, m.side, m.row_id, m.business_date, m.amount_minor
   FROM out_members m JOIN case_groups g ON g.recon_unit = m.recon_unit AND g.group_id = m.group_id`,
  `INSERT INTO case_rows
   SELECT m.unit, m.currency, 'G|' || m.unit || '|' || m.group_id, m.group_id, m.side, m.row_id, m.business_date, l.vdate, 100,
     m.amount_minor, coalesce(l.net, m.amount_minor), l.batch_id
   FROM case_members m JOIN left_rows l ON l.unit = m.unit AND l.txn_id = m.row_id WHERE m.side = 'L'
   UNION ALL
   SELECT m.unit, m.currency, 'G|' || m.unit || '|' || m.group_id, m.group_id, m.side, m.row_id, m.business_date, r.vdate, 100,
     m.amount_minor, m.amount_minor, r.batch_id
   FROM case_members m JOIN right_rows r ON r.unit = m.unit AND r.line_id = m.row_id WHERE m.side = 'R'`,
  `CREATE TABLE case_facts AS
   SELECT unit, currency, case_key, min(group_id) AS group_id, min(class_rank) AS class_rank,
     sum(CASE WHEN side = 'L' THEN 1 ELSE 0 END) AS left_count, sum(CASE WHEN side = 'R' THEN 1 ELSE 0 END) AS right_count,
     sum(CAST(CASE WHEN side = 'L' THEN amount_minor ELSE 0 END AS DECIMAL(38,0))) AS left_minor,
     sum(CAST(CASE WHEN side = 'L' THEN net_minor ELSE 0 END AS DECIMAL(38,0))) AS left_net_minor,
     sum(CAST(CASE WHEN side = 'R' THEN amount_minor ELSE 0 END AS DECIMAL(38,0))) AS right_minor,
     min(CASE WHEN side = 'L' THEN value_date END) AS left_value_date,
     min(CASE WHEN side = 'R' THEN value_date END) AS right_value_date,
     min(CASE WHEN side = 'L' THEN row_id END) AS left_row, min(CASE WHEN side = 'R' THEN row_id END) AS right_row,
     min(CASE WHEN batch_id <> '' THEN batch_id END) AS batch_id,
     max(business_date) AS business_date, min(business_date) AS from_date
   FROM case_rows GROUP BY unit, currency, case_key`,
  `CREATE TABLE case_left (txn_id VARCHAR, reference VARCHAR, party VARCHAR)`,
  `CREATE TABLE case_right (line_id VARCHAR, reference VARCHAR, party VARCHAR, remittance VARCHAR)`,
] as const;

/** Words for the first row of each side. Parameters: from, to. Merchants are few; a row without one keeps its id. */
export const CASE_LEFT_WORDS = `INSERT INTO case_left
  SELECT t.txn_id, t.reference, coalesce(m.name, t.merchant_id) FROM final_index.transactions t
  JOIN (SELECT DISTINCT left_row FROM case_facts WHERE left_row IS NOT NULL) c ON c.left_row = t.txn_id
  LEFT JOIN final_index.merchants m ON m.merchant_id = t.merchant_id
  WHERE t.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)`;
export const CASE_RIGHT_WORDS = `INSERT INTO case_right
  SELECT s.line_id, s.reference, s.counterparty, substr(s.remittance, 1, 500) FROM final_index.statement_lines s
  JOIN (SELECT DISTINCT right_row FROM case_facts WHERE right_row IS NOT NULL) c ON c.right_row = s.line_id
  WHERE s.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)`;

/** A page of cases of a unit in order of their key. Parameters: unit, last key of the page before (empty at first). */
export const CASE_PAGE_ROWS = 5000;
export const CASE_PAGE = `SELECT f.unit, f.currency, f.case_key, f.group_id,
    CASE WHEN f.class_rank = 100 THEN 'EXPLAINED' ELSE ${CLASS_OF_RANK} END AS break_class, g.pass, g.match_key,
    CAST(f.left_count AS VARCHAR) AS left_count, CAST(f.right_count AS VARCHAR) AS right_count,
    CAST(f.left_minor AS VARCHAR) AS left_minor, CAST(f.left_net_minor AS VARCHAR) AS left_net_minor,
    CAST(f.right_minor AS VARCHAR) AS right_minor,
    CAST(coalesce(g.fee_explained_minor, 0) AS VARCHAR) AS fee_explained_minor,
    f.left_value_date, f.right_value_date, f.batch_id, l.reference AS left_reference, l.party AS left_party,
    r.reference AS right_reference, r.party AS right_party, r.remittance, f.business_date, f.from_date
  FROM case_facts f
  LEFT JOIN case_groups g ON g.recon_unit = f.unit AND g.group_id = f.group_id
  LEFT JOIN case_left l ON l.txn_id = f.left_row
  LEFT JOIN case_right r ON r.line_id = f.right_row
  WHERE f.unit = ? AND f.case_key > ? ORDER BY f.case_key LIMIT ${CASE_PAGE_ROWS}`;

import { Dialect } from '@internal/plugin-payrec-node';
import { finalIndexTable } from '@internal/plugin-payrec-common';

const columnsOf = (table: string, except: readonly string[] = []) =>
  finalIndexTable(table)
    .columns.map(column => column.name)
    .filter(name => !except.includes(name));

const LINE_NAMES = columnsOf('statement_lines');
const PREFIXED_LINES = LINE_NAMES.filter(name => name !== 'superseded_by')
  .map(name => `l.${name}`)
  .join(', ');

/**
 * Statement intake in the engine. Scratch tables the intake fills: `in_lines` (columns of `statement_lines` and
 * `statement_seq`), `in_statements` (columns of `statements` and `fresh`), `uncounted(sha256)`: files whose rows are in the
 * index but do not count.
 *
 * A line is a duplicate when another file brought the same raw line for the same account as often before: the k-th equal
 * line of a file is the k-th equal line of the others, so two truly equal lines of one file are both kept. Lines of a
 * statement that provably continues the last one (`fresh`) are its own whatever they look like.
 */
export const linesToKeep = [
  `CREATE TABLE booked AS
   SELECT s.line_id, s.recon_unit, s.line_sha256, s.amount_minor, s.value_date, s.pipeline_run_id,
     coalesce(st.interim, FALSE) AS interim
   FROM final_index.statement_lines s
   LEFT JOIN final_index.statements st ON st.statement_id = s.statement_id
     AND st.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
   LEFT JOIN uncounted u ON u.sha256 = s.source_file_sha256
   WHERE s.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
     AND s.recon_unit IN (SELECT DISTINCT recon_unit FROM in_lines)
     AND coalesce(s.source_file_sha256, '') <> ? AND u.sha256 IS NULL`,
  `CREATE TABLE booked_ranked AS
   SELECT recon_unit, line_sha256, interim, row_number() OVER (PARTITION BY recon_unit, line_sha256, interim ORDER BY line_id) AS k
   FROM booked`,
  `CREATE TABLE in_ranked AS
   SELECT l.*, st.interim, st.fresh,
     row_number() OVER (PARTITION BY l.recon_unit, l.line_sha256 ORDER BY l.statement_seq, l.ordinal) AS k
   FROM in_lines l JOIN in_statements st ON st.statement_id = l.statement_id`,
  // Each kind is a duplicate of its own kind only: a booked line supersedes an intraday one, whichever came first.
  `CREATE TABLE kept AS
   SELECT l.* FROM in_ranked l
   LEFT JOIN (SELECT DISTINCT recon_unit, line_sha256, interim, k FROM booked_ranked) b
     ON b.recon_unit = l.recon_unit AND b.line_sha256 = l.line_sha256 AND b.k = l.k AND b.interim = FALSE AND l.interim = FALSE
   LEFT JOIN (SELECT DISTINCT recon_unit, line_sha256, interim, k FROM booked_ranked) i
     ON i.recon_unit = l.recon_unit AND i.line_sha256 = l.line_sha256 AND i.k = l.k AND i.interim AND l.interim
   WHERE l.fresh OR (b.k IS NULL AND i.k IS NULL)`,
] as const;

/** Values for the first statement of {@link linesToKeep}. Interim and booked statements may lie days apart. */
export const bookedParams = (from: string, to: string, sha256: string) => [from, to, from, to, sha256];

/**
 * Intraday lines the new booked ones replace: the k-th of equal account, amount and value date. `superseded` has the line
 * of the index and the file it stands in; lines this very file replaced before a kill count again.
 */
export const supersedeInterim = [
  `CREATE TABLE interim_open AS
   SELECT s.line_id, s.recon_unit, s.amount_minor, s.value_date, s.source_file_sha256,
     row_number() OVER (PARTITION BY s.recon_unit, s.amount_minor, s.value_date ORDER BY s.line_id) AS k
   FROM final_index.statement_lines s JOIN final_index.statements st ON st.statement_id = s.statement_id
   LEFT JOIN uncounted u ON u.sha256 = s.source_file_sha256
   WHERE st.interim AND u.sha256 IS NULL
     AND s.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
     AND st.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
     AND s.source_file_sha256 IS NOT NULL AND s.source_file_sha256 <> ?
     AND (s.superseded_by IS NULL OR s.superseded_by = ?)`,
  `CREATE TABLE superseded AS
   SELECT i.line_id, i.source_file_sha256 FROM interim_open i
   JOIN (SELECT recon_unit, amount_minor, value_date,
           row_number() OVER (PARTITION BY recon_unit, amount_minor, value_date ORDER BY line_id) AS k
         FROM kept WHERE interim = FALSE) n
     ON n.recon_unit = i.recon_unit AND n.amount_minor = i.amount_minor AND n.value_date = i.value_date AND n.k = i.k`,
] as const;
export const supersedeParams = (from: string, to: string, sha256: string, marker: string) => [
  from,
  to,
  from,
  to,
  sha256,
  marker,
];

export const SUPERSEDED_FILES = `SELECT s.source_file_sha256, CAST(count(*) AS VARCHAR) AS lines
  FROM superseded s GROUP BY s.source_file_sha256 ORDER BY s.source_file_sha256`;

/** The rows of an intraday file again, with the lines that are booked by now marked. Parameters: marker, file. */
export const INTERIM_FILE_AGAIN = `SELECT ${PREFIXED_LINES},
    CASE WHEN s.line_id IS NULL THEN l.superseded_by ELSE CAST(? AS VARCHAR) END AS superseded_by
  FROM final_index.statement_lines l LEFT JOIN superseded s ON s.line_id = l.line_id
  WHERE l.source_file_sha256 = ?`;

/**
 * The lines to write. An intraday file that comes after the booked one is superseded at once: the k-th of equal account,
 * amount and value date.
 */
export const LINES_TO_WRITE = `SELECT ${PREFIXED_LINES}, b.pipeline_run_id AS superseded_by
  FROM (SELECT *, row_number() OVER (PARTITION BY recon_unit, amount_minor, value_date, interim ORDER BY line_id) AS place
        FROM kept) l
  LEFT JOIN (SELECT recon_unit, amount_minor, value_date, pipeline_run_id,
               row_number() OVER (PARTITION BY recon_unit, amount_minor, value_date ORDER BY line_id) AS place
             FROM booked WHERE interim = FALSE) b
    ON l.interim AND b.recon_unit = l.recon_unit AND b.amount_minor = l.amount_minor AND b.value_date = l.value_date
   AND b.place = l.place`;

export const STATEMENTS_TO_WRITE = `SELECT ${columnsOf('statements').join(', ')} FROM in_statements`;

export const KEPT_BY_STATEMENT = `SELECT statement_id, CAST(count(*) AS VARCHAR) AS lines FROM kept
  GROUP BY statement_id ORDER BY statement_id`;

/** The statement before: latest closing of the account not later than a day. Parameters: from, to, unit, to, file. */
export const PREVIOUS_CLOSING = `SELECT CAST(s.closing_minor AS VARCHAR) AS closing_minor, s.statement_no
  FROM final_index.statements s LEFT JOIN uncounted u ON u.sha256 = s.source_file_sha256
  WHERE s.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND s.recon_unit = ? AND s.interim = FALSE
    AND s.closing_minor IS NOT NULL AND s.closing_date <= CAST(? AS DATE)
    AND coalesce(s.source_file_sha256, '') <> ? AND u.sha256 IS NULL
  ORDER BY s.closing_date DESC, s.source_line_no DESC, s.statement_id LIMIT 1`;

/** Whether the account has a booked statement that closes on a day or later, of another file. Parameters as above. */
export const LATER_CLOSING = `SELECT s.statement_id FROM final_index.statements s
  LEFT JOIN uncounted u ON u.sha256 = s.source_file_sha256
  WHERE s.business_date >= CAST(? AS DATE) AND s.recon_unit = ? AND s.interim = FALSE
    AND s.closing_date >= CAST(? AS DATE) AND coalesce(s.source_file_sha256, '') <> ? AND u.sha256 IS NULL
  ORDER BY s.statement_id LIMIT 1`;

const TRANSACTION_NAMES = columnsOf('transactions', ['txn_id']);

/**
 * Settlement rows: the id is the hash of the natural key and its occurrence in the file, so that two equal rows are two
 * transactions and the same report under another name brings nothing new.
 */
export function transactionsToKeep(dialect: Dialect): readonly string[] {
  const numbered = `natural_key || '#' || CAST(k AS VARCHAR)`;
  return [
    `CREATE TABLE in_numbered AS
     SELECT ${dialect.sha256Hex(numbered)} AS txn_id, ${TRANSACTION_NAMES.join(', ')} FROM (
       SELECT *, row_number() OVER (PARTITION BY natural_key ORDER BY row_no) AS k FROM in_transactions) ranked`,
    `CREATE TABLE kept_transactions AS
     SELECT n.* FROM in_numbered n
     LEFT JOIN (
       SELECT t.txn_id FROM final_index.transactions t LEFT JOIN uncounted u ON u.sha256 = t.source_file_sha256
       WHERE t.business_date BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
         AND coalesce(t.source_file_sha256, '') <> ? AND u.sha256 IS NULL) known ON known.txn_id = n.txn_id
     WHERE known.txn_id IS NULL`,
  ];
}

export const TRANSACTIONS_TO_WRITE = `SELECT ${columnsOf('transactions').join(', ')} FROM kept_transactions`;
export const LINES_COUNT = `SELECT CAST(count(*) AS VARCHAR) AS lines FROM kept`;
export const TRANSACTIONS_COUNT = `SELECT CAST(count(*) AS VARCHAR) AS lines FROM kept_transactions`;

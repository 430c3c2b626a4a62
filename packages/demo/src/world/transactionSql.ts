/**
 * The transactions of a day as SQL. Every row is a pure function of (seed, day, number), so a day needs nothing of the
 * days before but the refunds, chargebacks and carry-overs that fall due on it: memory does not grow with the history.
 * Draws are integers of DuckDB's `hash`, never floats: the same world on every machine.
 */

/** Columns of `core`, the narrow rows a day is worked out in before they are written in the shape of the contract. */
export const CORE_COLUMNS = `
  txn_id VARCHAR, kind VARCHAR, parent_txn_id VARCHAR, business_date DATE, event_second INTEGER, merchant_no INTEGER,
  account_id VARCHAR, single BOOLEAN, order_no BIGINT, h UBIGINT, gross_minor BIGINT, fee_minor BIGINT,
  batch_id VARCHAR, settle_date DATE, value_date DATE`;

export const CREATE_WORK_TABLES = [
  `CREATE TABLE core (${CORE_COLUMNS})`,
  `CREATE TABLE pending (${CORE_COLUMNS})`,
  `CREATE TABLE report (${CORE_COLUMNS})`,
  `CREATE TABLE dispute (${CORE_COLUMNS})`,
  `CREATE TABLE merchant_sum (business_date DATE, merchant_no INTEGER, kind VARCHAR, rows BIGINT, gross_minor BIGINT,
     net_minor BIGINT)`,
  `CREATE TABLE single (txn_id VARCHAR, kind VARCHAR, account_id VARCHAR, merchant_no INTEGER, reference VARCHAR,
     gross_minor BIGINT, business_date DATE, value_date DATE, h UBIGINT)`,
  `CREATE TABLE batch_part (account_id VARCHAR, batch_id VARCHAR, merchant_no INTEGER, settle_date DATE, value_date DATE,
     kind VARCHAR, rows BIGINT, gross_minor BIGINT, fee_minor BIGINT)`,
];

/** A draw from 0 to n - 1 that depends on the row and on `salt`. */
const draw = (salt: number, n: number) => `CAST(hash(h, ${salt}) % ${n}::UBIGINT AS BIGINT)`;

/** Batch a transaction is paid in; null for the ones with a bank line of their own. */
const BATCH_ID = `CASE WHEN x.single THEN NULL
  WHEN m.psp = 'adyen' THEN CAST(date_diff('day', DATE '1970-01-01', c.daily_settle) - 20400 AS VARCHAR)
  WHEN m.psp = 'stripe' THEN 'po_' || substr(md5('stripe' || CAST(c.daily_settle AS VARCHAR)), 1, 24)
  ELSE CAST((date_diff('day', DATE '1970-01-01', CASE WHEN m.daily THEN c.daily_settle ELSE c.weekly_settle END) - 20000)
    * 1000 + m.no AS VARCHAR) END`;

/** Gives rows of the core shape (without batch and dates) their batch and value date. */
function withSettlement(rows: string): string {
  return `SELECT x.txn_id, x.kind, x.parent_txn_id, x.business_date, x.event_second, x.merchant_no, x.account_id, x.single,
    x.order_no, x.h, x.gross_minor, x.fee_minor, ${BATCH_ID} AS batch_id,
    CASE WHEN x.single THEN NULL WHEN m.daily THEN c.daily_settle ELSE c.weekly_settle END AS settle_date,
    CASE WHEN x.single THEN c.single_value WHEN m.daily THEN c.daily_value ELSE c.weekly_value END AS value_date
  FROM (${rows}) x
  JOIN merchant m ON m.no = x.merchant_no
  JOIN calendar c ON c.account_id = x.account_id AND c.date = x.business_date`;
}

export type DayInput = {
  readonly seed: number;
  readonly index: number;
  readonly date: string;
  /** Sales to make: the count of the day less what falls due on it. */
  readonly sales: number;
  /** Sales made before; numbers the orders. */
  readonly before: number;
  /** Of 1,000 sales of a merchant that is paid singly, how many are. */
  readonly singlePermille: number;
};

/** Fills `core` with the sales of a day. */
export function insertSales(day: DayInput): string {
  const stamp = day.date.slice(2).replace(/-/g, '');
  // Most tickets lie around the typical one of the merchant, some are a multiple of it: the long tail shops have.
  const gross = `(s.ticket_minor * (35 + ${draw(2, 130)}) // 100) * CASE WHEN ${draw(3, 100)} < 4 THEN 5
    WHEN ${draw(3, 100)} < 18 THEN 2 ELSE 1 END + ${draw(4, 90)} + 1`;
  return `INSERT INTO core ${withSettlement(`
    SELECT y.*, CASE WHEN y.single THEN 0 ELSE -((y.gross_minor * s2.fee_bps + 5000) // 10000 + s2.fee_fixed_minor) END
      AS fee_minor
    FROM (
      SELECT 'T${stamp}-' || lpad(CAST(i AS VARCHAR), 7, '0') AS txn_id, 'sale' AS kind, NULL AS parent_txn_id,
        DATE '${day.date}' AS business_date,
        CAST(25200 + (${draw(5, 28800)} + ${draw(6, 28800)}) AS INTEGER) AS event_second, s.merchant_no, s.account_id,
        s.single_percent > 0 AND ${draw(7, 1000)} < ${day.singlePermille} AS single,
        ${700_000 + day.before} + i AS order_no, h, CAST(${gross} AS BIGINT)
          AS gross_minor
      FROM (SELECT range AS i, hash(${day.seed}, ${day.index}, range) AS h FROM range(${day.sales})) r
      JOIN slot s ON s.slot = ${draw(1, 10_000)}
    ) y JOIN merchant s2 ON s2.no = y.merchant_no`)}`;
}

/** Puts what follows from the sales of the day, such as refunds, where the day it falls due will find it. */
export function insertFollowUps(end: string): string[] {
  const follow = (
    kind: string,
    source: string,
    suffix: string,
    chance: string,
    lag: string,
    gross: string,
    fee: string,
  ) => `INSERT INTO pending
    SELECT txn_id || '${suffix}', '${kind}', txn_id, due, 28800 + event_second // 3, merchant_no, account_id, single,
      order_no, hash(h, 99), gross, fee, NULL, NULL, NULL
    FROM (SELECT *, business_date + CAST(${lag} AS INTEGER) AS due, ${gross} AS gross, ${fee} AS fee FROM core
          WHERE kind = '${source}' AND ${chance})
    WHERE due <= DATE '${end}'`;
  return [
    follow(
      'refund',
      'sale',
      'R',
      `${draw(20, 1000)} < 45`,
      `1 + ${draw(21, 18)}`,
      `-(CASE WHEN ${draw(22, 10)} < 7 THEN gross_minor ELSE (gross_minor + 1) // 2 END)`,
      '0',
    ),
    follow(
      'chargeback',
      'sale',
      'C',
      `NOT single AND ${draw(20, 1000)} >= 45 AND ${draw(23, 10_000)} < 24`,
      `9 + ${draw(24, 35)}`,
      '-gross_minor',
      `-(SELECT max(m.chargeback_fee_minor) FROM merchant m WHERE m.account_id = core.account_id)`,
    ),
    follow(
      'chargeback_reversal',
      'chargeback',
      'V',
      `${draw(25, 10)} < 3`,
      `12 + ${draw(26, 14)}`,
      '-gross_minor',
      '0',
    ),
  ];
}

/** Moves what falls due on the day into `core`. */
export function takePending(date: string): string[] {
  return [
    `INSERT INTO core ${withSettlement(`SELECT txn_id, kind, parent_txn_id, business_date, event_second, merchant_no,
       account_id, single, order_no, h, gross_minor, fee_minor FROM pending WHERE business_date = DATE '${date}'`)}`,
    `DELETE FROM pending WHERE business_date = DATE '${date}'`,
  ];
}

/** Adds the rows of `core` selected by `where` to the running sums of their batches. */
export function sumBatches(where: string): string {
  return `INSERT INTO batch_part
    SELECT account_id, batch_id, merchant_no, any_value(settle_date), any_value(value_date), kind, count(*),
      CAST(sum(gross_minor) AS BIGINT), CAST(sum(fee_minor) AS BIGINT)
    FROM core WHERE batch_id IS NOT NULL AND ${where} GROUP BY account_id, batch_id, merchant_no, kind`;
}

/**
 * Rows a batch gets when it closes: the batch fee of merchants that are paid daily (no gross, as the Fee row of a
 * settlement report), the reserve that is kept back, and, when nothing is left to pay, the transfer of the negative
 * balance to the next batch, so that this one closes at zero.
 */
export function closeBatches(date: string, end: string): string[] {
  const closing = `(SELECT account_id, batch_id, merchant_no, CAST(sum(gross_minor) AS BIGINT) AS gross,
      CAST(sum(gross_minor + fee_minor) AS BIGINT) AS net,
      CAST(sum(CASE WHEN kind = 'sale' THEN gross_minor ELSE 0 END) AS BIGINT) AS sales
    FROM batch_part WHERE settle_date = DATE '${date}' GROUP BY ALL)`;
  const row = (kind: string, suffix: string, gross: string, fee: string, where: string) => `INSERT INTO core
    ${withSettlement(`SELECT 'B' || b.account_id || '-' || b.batch_id || '${suffix}' AS txn_id, '${kind}' AS kind,
      NULL AS parent_txn_id, DATE '${date}' AS business_date, 85800 AS event_second, b.merchant_no, b.account_id,
      false AS single, 0 AS order_no, hash(b.batch_id, '${suffix}') AS h, ${gross} AS gross_minor, ${fee} AS fee_minor
      FROM ${closing} b JOIN merchant m ON m.no = b.merchant_no WHERE ${where}`)}`;
  const due = (kind: string, suffix: string, source: string, daysLater: string, gross: string) => `INSERT INTO pending
    SELECT * FROM (SELECT txn_id || '${suffix}', '${kind}', txn_id, business_date + ${daysLater} AS due, 3600, merchant_no,
      account_id, false, 0, hash(h, 98), ${gross}, 0, NULL, NULL, NULL FROM core
      JOIN (SELECT no, daily FROM merchant) m ON m.no = merchant_no WHERE txn_id LIKE 'B%${source}')
    WHERE due <= DATE '${end}'`;
  return [
    row('fee', '-FEE', '0', '-m.batch_fee_minor', 'm.daily'),
    row('reserve_hold', '-HOLD', '-(b.sales // 20)', '0', 'm.reserve AND b.net > b.sales // 10 AND b.sales >= 20'),
    sumBatches(`kind IN ('fee', 'reserve_hold') AND txn_id LIKE 'B%'`),
    row('balance_transfer', '-OUT', '-b.net', '0', 'b.net < 0'),
    sumBatches(`kind = 'balance_transfer' AND txn_id LIKE '%-OUT'`),
    due('reserve_release', '-REL', '-HOLD', '30', '-gross_minor'),
    due('balance_transfer', '-IN', '-OUT', '1', '-gross_minor'),
  ];
}

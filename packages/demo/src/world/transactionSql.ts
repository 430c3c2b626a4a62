import { WorldDay } from './days';

/** Percent of all transactions on the account whose merchants are partly paid singly. */
const SINGLE_ACCOUNT_PERCENT = 32;

/**
 * The transactions as SQL, a few days at a time. Every sale is a pure function of (seed, day, number), so a chunk of days
 * needs nothing of the chunks before but the refunds and chargebacks that fall due in it: memory does not grow with the
 * history. Draws are integers of DuckDB's `hash`, never floats: the same world on every machine.
 */

/** Columns of `core`, the narrow rows a day is worked out in before they are written in the shape of the contract. */
export const CORE_COLUMNS = `
  txn_id VARCHAR, kind VARCHAR, parent_txn_id VARCHAR, business_date DATE, event_second INTEGER, merchant_no INTEGER,
  account_id VARCHAR, single BOOLEAN, order_no BIGINT, h UBIGINT, gross_minor BIGINT, fee_minor BIGINT,
  batch_id VARCHAR, settle_date DATE, value_date DATE`;

export const CREATE_WORK_TABLES = [
  `CREATE TABLE core (${CORE_COLUMNS})`,
  `CREATE TABLE pending (${CORE_COLUMNS})`,
  `CREATE TABLE batch_row (${CORE_COLUMNS})`,
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
  WHEN m.psp = 'adyen' THEN c.adyen_batch
  WHEN m.psp = 'stripe' THEN c.stripe_batch
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

/** Sales of 1,000 transactions; the rest are the refunds and disputes that follow from them. */
const SALES_PERMILLE = 953;

/** `day_plan`: how the ids of a day begin, its sales, how many came before, and how many of 1,000 are paid singly. */
export function createDayPlan(days: readonly WorldDay[], singlesPerDayMax: number): string {
  let before = 0;
  const rows = days.map(({ index, date, count }) => {
    const sales = Math.round((count * SALES_PERMILLE) / 1000);
    const eligible = (count * SINGLE_ACCOUNT_PERCENT) / 100;
    const singles = Math.min(eligible * 0.3, singlesPerDayMax);
    const row = `(${index}, DATE '${date}', 'T${date.slice(2).replace(/-/g, '')}-', ${sales}, ${before}, ${Math.round(
      (singles * 1000) / Math.max(1, eligible),
    )})`;
    before += sales;
    return row;
  });
  return `CREATE TABLE day_plan AS SELECT * FROM (VALUES ${rows.join(
    ', ',
  )}) v(index, date, prefix, sales, before, single_permille)`;
}

/** Fills `core` with the sales of the days from `first` to `last`. */
export function insertSales(seed: number, first: string, last: string): string {
  // Most tickets lie around the typical one of the merchant, some are a multiple of it: the long tail shops have.
  const gross = `(s.ticket_minor * (35 + ${draw(2, 130)}) // 100) * CASE WHEN ${draw(3, 100)} < 4 THEN 5
    WHEN ${draw(3, 100)} < 18 THEN 2 ELSE 1 END + ${draw(4, 90)} + 1`;
  return `INSERT INTO core ${withSettlement(`
    SELECT y.*, CASE WHEN y.single THEN 0 ELSE -((y.gross_minor * s2.fee_bps + 5000) // 10000 + s2.fee_fixed_minor) END
      AS fee_minor
    FROM (
      SELECT r.prefix || lpad(CAST(i AS VARCHAR), 7, '0') AS txn_id, 'sale' AS kind,
        NULL AS parent_txn_id, r.date AS business_date,
        CAST(25200 + (${draw(5, 28800)} + ${draw(6, 28800)}) AS INTEGER) AS event_second, s.merchant_no, s.account_id,
        s.single_percent > 0 AND ${draw(7, 1000)} < r.single_permille AS single,
        700000 + r.before + i AS order_no, h, CAST(${gross} AS BIGINT) AS gross_minor
      FROM (SELECT *, hash(${seed}, index, i) AS h
            FROM (SELECT *, unnest(range(sales)) AS i FROM day_plan WHERE date BETWEEN DATE '${first}' AND DATE '${last}')) r
      JOIN slot s ON s.slot = ${draw(1, 10_000)}
    ) y JOIN merchant s2 ON s2.no = y.merchant_no`)}`;
}

/**
 * Puts what follows from the new rows of `core` where the chunk of the day it falls due finds it: refunds and chargebacks
 * from sales, reversals from chargebacks.
 */
export function insertFollowUps(end: string): { fromSales: string[]; fromChargebacks: string } {
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
  const fromSales = [
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
  ];
  const fromChargebacks = follow(
    'chargeback_reversal',
    'chargeback',
    'V',
    `${draw(25, 10)} < 3`,
    `12 + ${draw(26, 14)}`,
    '-gross_minor',
    '0',
  );
  return { fromSales, fromChargebacks };
}

/** Moves what falls due until `last` into `core`. */
export function takePending(last: string): string[] {
  return [
    `INSERT INTO core ${withSettlement(`SELECT txn_id, kind, parent_txn_id, business_date, event_second, merchant_no,
       account_id, single, order_no, h, gross_minor, fee_minor FROM pending WHERE business_date <= DATE '${last}'`)}`,
    `DELETE FROM pending WHERE business_date <= DATE '${last}'`,
  ];
}

/** Adds the rows of `table` to the sums of their batches. */
export function sumBatches(table: string): string {
  return `INSERT INTO batch_part
    SELECT account_id, batch_id, merchant_no, any_value(settle_date), any_value(value_date), kind, count(*),
      CAST(sum(gross_minor) AS BIGINT), CAST(sum(fee_minor) AS BIGINT)
    FROM ${table} WHERE batch_id IS NOT NULL GROUP BY account_id, batch_id, merchant_no, kind`;
}

/**
 * `batch_row`: what a batch gets when it closes, on `settle_date`. The batch fee of merchants that are paid daily (no gross,
 * as the Fee row of a settlement report); the reserve that is kept back, and its release thirty days later; and, when
 * nothing is left to pay, the transfer of the negative balance to the next batch, so that this one closes at zero.
 */
export function insertBatchRows(end: string): string[] {
  const row = (kind: string, suffix: string, date: string, gross: string, fee: string, from: string) =>
    `INSERT INTO batch_row ${withSettlement(`SELECT 'B' || b.account_id || '-' || b.batch_id || '${suffix}' AS txn_id,
      '${kind}' AS kind, NULL AS parent_txn_id, ${date} AS business_date, 85800 AS event_second, b.merchant_no,
      b.account_id, false AS single, 0 AS order_no, hash(b.batch_id, '${suffix}') AS h, ${gross} AS gross_minor,
      ${fee} AS fee_minor FROM ${from}`)}`;
  const closed = `(SELECT account_id, batch_id, merchant_no, any_value(settle_date) AS settle_date,
      CAST(sum(gross_minor + fee_minor) AS BIGINT) AS net,
      CAST(sum(CASE WHEN kind = 'sale' THEN gross_minor ELSE 0 END) AS BIGINT) AS sales
    FROM (SELECT * FROM batch_part UNION ALL
          SELECT account_id, batch_id, merchant_no, settle_date, value_date, kind, 1, gross_minor, fee_minor FROM batch_row)
    WHERE settle_date <= DATE '${end}' GROUP BY account_id, batch_id, merchant_no)`;
  const held = `${closed} b JOIN merchant m ON m.no = b.merchant_no WHERE m.reserve AND b.sales >= 20`;
  return [
    `DELETE FROM batch_row`,
    row(
      'fee',
      '-FEE',
      'b.settle_date',
      '0',
      '-m.batch_fee_minor',
      `${closed} b JOIN merchant m ON m.no = b.merchant_no WHERE m.daily`,
    ),
    // Both from the sales alone, in one go: the release of a small batch must not be undone by the next carry-over.
    `CREATE TEMP TABLE held AS SELECT b.* FROM ${held}`,
    row('reserve_hold', '-HOLD', 'b.settle_date', '-(b.sales // 20)', '0', 'held b'),
    row(
      'reserve_release',
      '-REL',
      'b.settle_date + 30',
      'b.sales // 20',
      '0',
      `held b WHERE b.settle_date + 30 <= DATE '${end}'`,
    ),
    // The balance after each batch is its running net less the highest running net so far: what is below zero moves on.
    `CREATE TEMP TABLE carried AS
     SELECT *, lag(balance, 1, 0) OVER w AS balance_before FROM (
       SELECT *, least(0, running - max(running) OVER (PARTITION BY merchant_no ORDER BY settle_date), running) AS balance FROM (
         SELECT *, CAST(sum(net) OVER (PARTITION BY merchant_no ORDER BY settle_date) AS BIGINT) AS running FROM ${closed}))
     WINDOW w AS (PARTITION BY merchant_no ORDER BY settle_date)`,
    row('balance_transfer', '-OUT', 'b.settle_date', '-b.balance', '0', 'carried b WHERE b.balance < 0'),
    row('balance_transfer', '-IN', 'b.settle_date', 'b.balance_before', '0', 'carried b WHERE b.balance_before < 0'),
    sumBatches('batch_row'),
  ];
}

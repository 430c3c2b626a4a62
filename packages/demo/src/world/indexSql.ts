import { IsoDate, chargebacks, fees, merchantDaily, payouts, transactions } from '@internal/plugin-payrec-common';
import { contractSelect, lineage } from './contractSelect';

const draw = (salt: number, n: number) => `CAST(hash(t.h, ${salt}) % ${n}::UBIGINT AS BIGINT)`;
const pick = (salt: number, values: readonly string[]) =>
  `CASE ${draw(salt, values.length)} ${values.map((v, i) => `WHEN ${i} THEN '${v}'`).join(' ')} END`;

/** Lineage of rows the nightly merge of the day in `column` wrote, a little before midnight. */
function mergedOn(column: string): Record<string, string> {
  const run = `load_run(${column})`;
  return {
    ...lineage('ledger', '', '1970-01-01 00:00:00'),
    ingested_at: `to_timestamp(date_diff('second', DATE '1970-01-01', ${column}) + 85260)`,
    pipeline_run_id: run,
    valid_from_run: run,
  };
}

/** Order of `transactions` inside a day, over the narrow rows: sorting the wide ones would take longer than writing them. */
export const CORE_ORDER = 'business_date, account_id, CASE WHEN single THEN order_no END, txn_id';

/**
 * Rows of the core shape in `from` as transactions in the shape of the contract, in the order they come. Shopper amounts in another currency exist only
 * between currencies of two decimals, so that the rate is exact to the minor unit.
 */
export function transactionRows(from: string, end: IsoDate, users: number): string {
  const atSecond = (seconds: string) =>
    `to_timestamp(date_diff('second', DATE '1970-01-01', t.business_date) + ${seconds})`;
  const foreign = `t.kind = 'sale' AND NOT t.single AND m.exponent = 2 AND ${draw(40, 100)} < 6`;
  return contractSelect(
    transactions,
    {
      txn_id: 't.txn_id',
      merchant_id: 'm.merchant_id',
      store_id: `CASE WHEN m.daily AND t.order_no > 0 THEN m.merchant_id || '-S' || (1 + ${draw(41, 4)}) END`,
      account_id: 't.account_id',
      recon_unit: `t.account_id || '|' || m.currency`,
      order_ref: `CASE WHEN t.order_no > 0 THEN 'ORD-' || t.order_no END`,
      reference: `CASE WHEN t.single THEN CASE WHEN t.kind = 'refund' THEN 'RF-' ELSE 'ORD-' END || t.order_no END`,
      psp: `CASE WHEN NOT t.single THEN m.psp END`,
      psp_ref: `CASE WHEN NOT t.single THEN CAST(1000000000000000 + t.h % 8999999999999999::UBIGINT AS VARCHAR) END`,
      acquirer_ref: `CASE WHEN t.kind IN ('sale', 'refund', 'chargeback') AND NOT t.single
        THEN '7' || lpad(CAST(t.h AS VARCHAR), 22, '0') END`,
      type: 't.kind',
      parent_txn_id: 't.parent_txn_id',
      user_id: `CASE WHEN t.order_no > 0 THEN 'U' || lpad(CAST((t.order_no * 2654435761) % ${users} AS VARCHAR), 7, '0') END`,
      card_scheme: `CASE WHEN t.order_no > 0 AND NOT t.single THEN ${pick(42, [
        'visa',
        'visa',
        'mc',
        'mc',
        'amex',
        'visa',
      ])} END`,
      funding: `CASE WHEN t.order_no > 0 AND NOT t.single THEN ${pick(43, [
        'credit',
        'debit',
        'debit',
        'prepaid',
      ])} END`,
      channel: `CASE WHEN t.order_no > 0 THEN ${pick(44, ['ecom', 'ecom', 'ecom', 'pos', 'pos', 'moto'])} END`,
      country: `CASE WHEN t.order_no > 0 THEN CASE WHEN ${draw(45, 10)} < 8 THEN m.country
        ELSE ${pick(46, ['DE', 'FR', 'NL', 'US', 'GB', 'AT', 'JP', 'IT'])} END END`,
      gross_minor: 't.gross_minor',
      expected_fee_minor: 't.fee_minor',
      expected_net_minor: 't.gross_minor + t.fee_minor',
      currency: 'm.currency',
      currency_exponent: 'm.exponent',
      orig_amount_minor: `CASE WHEN ${foreign} THEN (t.gross_minor * 1000000) // m.orig_rate_e6 END`,
      orig_currency: `CASE WHEN ${foreign} THEN m.orig_currency END`,
      fx_rate: `CASE WHEN ${foreign} THEN CAST(m.orig_rate_e6 AS DECIMAL(38,10)) / 1000000 END`,
      status: `CASE WHEN t.value_date <= DATE '${end}' THEN 'settled' ELSE 'captured' END`,
      event_at: atSecond('t.event_second'),
      captured_at: atSecond(`t.event_second + 2 + ${draw(47, 900)}`),
      business_date: 't.business_date',
      value_date: 't.value_date',
      settlement_batch_id: 't.batch_id',
      expected_value_date: 't.value_date',
      ...mergedOn('t.business_date'),
    },
    `${from} t JOIN merchant m ON m.no = t.merchant_no`,
  );
}

/** Adds the rows of `table` to the sums the rollup is made of. */
export function sumMerchants(table: string): string {
  return `INSERT INTO merchant_sum SELECT business_date, merchant_no, kind, count(*), CAST(sum(gross_minor) AS BIGINT),
    CAST(sum(gross_minor + fee_minor) AS BIGINT) FROM ${table} GROUP BY business_date, merchant_no, kind`;
}

/** Rollup by day, merchant and currency. */
export function merchantDailyRows(): string {
  const sum = (column: string, kind: string) => `coalesce(sum(t.${column}) FILTER (t.kind = '${kind}'), 0)`;
  return `${contractSelect(
    merchantDaily,
    {
      business_date: 't.business_date',
      merchant_id: 'm.merchant_id',
      currency: 'm.currency',
      currency_exponent: 'm.exponent',
      txn_count: 'sum(t.rows)',
      sale_count: sum('rows', 'sale'),
      sale_minor: sum('gross_minor', 'sale'),
      refund_count: sum('rows', 'refund'),
      refund_minor: sum('gross_minor', 'refund'),
      chargeback_count: sum('rows', 'chargeback'),
      chargeback_minor: sum('gross_minor', 'chargeback'),
      net_minor: 'sum(t.net_minor)',
      ...mergedOn('t.business_date'),
    },
    'merchant_sum t JOIN merchant m ON m.no = t.merchant_no',
  )} GROUP BY t.business_date, m.merchant_id, m.currency, m.exponent ORDER BY t.business_date, m.merchant_id`;
}

/** Disputes, and the reversals of earlier ones as rows of their own stage. */
export function chargebackRows(): string {
  return `${contractSelect(
    chargebacks,
    {
      chargeback_id: `'CB-' || t.txn_id`,
      parent_txn_id: `CASE WHEN t.kind = 'chargeback' THEN t.parent_txn_id ELSE left(t.parent_txn_id, length(t.parent_txn_id) - 1) END`,
      merchant_id: 'm.merchant_id',
      reason_code: pick(50, ['10.4', '13.1', '13.3', '4837', '4853', '10.4']),
      stage: `CASE WHEN t.kind = 'chargeback' THEN 'first' ELSE 'reversal' END`,
      scheme: pick(42, ['visa', 'visa', 'mc', 'mc', 'amex', 'visa']),
      received_on: 't.business_date',
      due_on: 't.business_date + 18',
      won_on: `CASE WHEN t.kind = 'chargeback_reversal' THEN t.business_date END`,
      amount_minor: `-abs(t.gross_minor)`,
      currency: 'm.currency',
      currency_exponent: 'm.exponent',
      is_fraud: `${draw(50, 6)} IN (0, 3, 5)`,
      tc40_reported_on: `CASE WHEN ${draw(50, 6)} IN (0, 3, 5) THEN t.business_date - 3 END`,
      business_date: 't.business_date',
      ...mergedOn('t.business_date'),
    },
    'dispute t JOIN merchant m ON m.no = t.merchant_no',
  )} ORDER BY t.business_date, chargeback_id`;
}

/** Batches by payout id with the amount chain; `batch` is made by {@link createBatches}. */
export function payoutRows(end: IsoDate): string {
  return `${contractSelect(
    payouts,
    {
      payout_id: 't.batch_id',
      psp: 'm.psp',
      merchant_id: 'm.merchant_id',
      account_id: 't.account_id',
      currency: 'm.currency',
      currency_exponent: 'm.exponent',
      gross_minor: 't.sales',
      fees_minor: 't.fees',
      refunds_minor: 't.refunds',
      chargebacks_minor: 't.chargebacks',
      reserve_held_minor: 't.held',
      reserve_released_minor: 't.released',
      carried_in_minor: 't.carried_in',
      carried_out_minor: 't.carried_out',
      net_minor: 't.net',
      closed_at: `to_timestamp(date_diff('second', DATE '1970-01-01', t.settle_date) + 86340)`,
      expected_value_date: 't.value_date',
      psp_status: `CASE WHEN t.net = 0 THEN 'carried_over' WHEN t.value_date <= DATE '${end}' THEN 'paid' ELSE 'in_transit' END`,
      // Completed needs a matched bank line, and no run has been made yet.
      status: `CASE WHEN t.value_date < DATE '${end}' AND t.net <> 0 THEN 'delayed' ELSE 'pending' END`,
      attempt: '1',
      business_date: 't.settle_date',
      ...mergedOn('t.settle_date'),
    },
    'batch t JOIN merchant m ON m.no = t.merchant_no',
  )} ORDER BY t.settle_date, payout_id`;
}

/** One row per closed batch from its running sums. */
export function createBatches(end: IsoDate): string {
  const sum = (filter: string, value = 'gross_minor') =>
    `CAST(coalesce(sum(${value}) FILTER (${filter}), 0) AS BIGINT)`;
  return `CREATE TABLE batch AS SELECT account_id, batch_id, merchant_no, any_value(settle_date) AS settle_date,
    any_value(value_date) AS value_date, CAST(sum(rows) AS BIGINT) AS rows, ${sum(`kind = 'sale'`)} AS sales,
    ${sum('true', 'fee_minor')} AS fees, ${sum(`kind = 'refund'`)} AS refunds,
    ${sum(`kind IN ('chargeback', 'chargeback_reversal')`)} AS chargebacks, ${sum(`kind = 'reserve_hold'`)} AS held,
    ${sum(`kind = 'reserve_release'`)} AS released,
    ${sum(`kind = 'balance_transfer' AND gross_minor < 0`)} AS carried_in,
    ${sum(`kind = 'balance_transfer' AND gross_minor > 0`)} AS carried_out,
    CAST(sum(gross_minor + fee_minor) AS BIGINT) AS net, hash(batch_id, account_id) AS h
    FROM batch_part WHERE settle_date <= DATE '${end}' GROUP BY account_id, batch_id, merchant_no`;
}

/** Fees of the batches by component, charged beside contracted; `batch_break` says where more was charged. */
export function feeRows(): string {
  const parts = [
    ['interchange', `t.fees * 45 // 100`, '0'],
    ['scheme', `t.fees * 15 // 100`, '0'],
    ['markup', `t.fees - t.fees * 45 // 100 - t.fees * 15 // 100`, 'coalesce(t.extra_fee, 0)'],
  ];
  const from = parts
    .map(
      ([component, contracted, extra]) =>
        `SELECT t.batch_id, t.settle_date, t.merchant_no, '${component}' AS component, ${contracted} AS contracted,
          ${extra} AS extra FROM (SELECT b.*, k.delta_minor AS extra_fee FROM batch b
          LEFT JOIN batch_break k ON k.account_id = b.account_id AND k.batch_id = b.batch_id AND k.class = 'FEE') t
        WHERE t.fees <> 0`,
    )
    .join(' UNION ALL ');
  return `${contractSelect(
    fees,
    {
      fee_id: `t.batch_id || '-' || t.component`,
      batch_id: 't.batch_id',
      merchant_id: 'm.merchant_id',
      component: 't.component',
      amount_minor: 't.contracted + t.extra',
      contracted_minor: 't.contracted',
      schedule_id: `m.psp || '-' || m.segment`,
      currency: 'm.currency',
      currency_exponent: 'm.exponent',
      business_date: 't.settle_date',
      ...mergedOn('t.settle_date'),
    },
    `(${from}) t JOIN merchant m ON m.no = t.merchant_no`,
  )} ORDER BY t.settle_date, fee_id`;
}

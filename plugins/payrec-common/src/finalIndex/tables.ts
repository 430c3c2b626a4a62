import { Column, Table } from './types';

const money = (name: string, doc: string, nullable?: true): Column => ({
  name,
  type: 'bigint',
  doc: `${doc} Minor units of \`currency\`; credit to us positive.`,
  ...(nullable && { nullable }),
});
const text = (name: string, doc: string, nullable?: true): Column => ({
  name,
  type: 'text',
  doc,
  ...(nullable && { nullable }),
});
const date = (name: string, doc: string, nullable?: true): Column => ({
  name,
  type: 'date',
  doc,
  ...(nullable && { nullable }),
});
const at = (name: string, doc: string, nullable?: true): Column => ({
  name,
  type: 'timestamp',
  doc,
  ...(nullable && { nullable }),
});

/** Columns every table carries, so that a figure leads back to a file line and a pipeline run. */
const LINEAGE: readonly Column[] = [
  text('source_system', 'System the row came from, such as `adyen`, `ledger`, `bank`.'),
  text('source_file', 'Name of the file the row was read from.', true),
  text('source_file_sha256', 'SHA-256 of that file, lower-case hex.', true),
  { name: 'source_line_no', type: 'integer', nullable: true, doc: 'First line of the row in that file, from 1.' },
  text('raw_payload_ref', 'Where the raw record is kept, when it is not the file.', true),
  at('ingested_at', 'When the row entered the index.'),
  text('pipeline_run_id', 'Run that wrote the row.'),
  { name: 'contract_version', type: 'integer', doc: 'Version of this contract the writer followed.' },
  text('valid_from_run', 'Run since which the row counts.', true),
  text('superseded_by', 'Run that replaced the row; null for the current one.', true),
];

const CURRENCY: readonly Column[] = [
  text('currency', 'ISO 4217 code of the amounts.'),
  { name: 'currency_exponent', type: 'integer', doc: 'Decimals of `currency`: EUR 2, JPY 0, KWD 3.' },
];

/** Version of the contract below. A writer stamps it; a reader refuses a newer major. */
export const CONTRACT_VERSION = 1;

export const transactions: Table = {
  name: 'transactions',
  doc: 'One record per money movement the company believes in: sale, refund, chargeback, fee, payout and their kin.',
  source: 'pipeline `final-index-merge`, daily; settlement reports also through statement intake',
  key: ['txn_id'],
  partitionBy: 'business_date',
  merchantColumn: 'merchant_id',
  sortBy: ['recon_unit', 'reference', 'txn_id'],
  columns: [
    text('txn_id', 'Identifier, stable over reloads.'),
    text('merchant_id', 'Merchant the money belongs to.'),
    text('store_id', 'Point of sale of the merchant.', true),
    text('account_id', 'Account on which the money is expected.'),
    text('recon_unit', 'Unit of reconciliation: account and currency, `<account_id>|<currency>`.'),
    text('order_ref', "The merchant's order.", true),
    text('reference', 'Reference the statement is expected to carry; empty when it will carry none.', true),
    text('psp', 'Payment service provider.', true),
    text('psp_ref', "The provider's reference.", true),
    text('acquirer_ref', 'Acquirer reference number (ARN).', true),
    text(
      'type',
      'sale, refund, chargeback, chargeback_reversal, second_chargeback, refund_reversal, fee, adjustment, reserve_hold, reserve_release, balance_transfer or payout.',
    ),
    text('parent_txn_id', 'The sale a refund or chargeback belongs to.', true),
    text('user_id', 'Shopper, pseudonymous.', true),
    text('card_scheme', 'Card scheme: visa, mc, amex and so on.', true),
    text('funding', 'credit, debit, prepaid.', true),
    text('channel', 'ecom, pos, moto.', true),
    text('country', 'Shopper country, ISO 3166-1 alpha-2.', true),
    money('gross_minor', 'Amount before fees.'),
    money('expected_fee_minor', 'Contracted fee, zero or negative.'),
    money('expected_net_minor', 'What should arrive: gross plus fee.'),
    ...CURRENCY,
    {
      name: 'orig_amount_minor',
      type: 'bigint',
      nullable: true,
      doc: "Amount in the shopper's currency, minor units of `orig_currency`.",
    },
    text('orig_currency', "The shopper's currency when it differs.", true),
    { name: 'fx_rate', type: 'decimal', nullable: true, doc: 'Units of `currency` per unit of `orig_currency`.' },
    text('status', 'authorised, captured, settled, failed, voided.'),
    at('event_at', 'When it happened.'),
    at('captured_at', 'When it was captured.', true),
    date('business_date', 'Local business date under the cut-off of its account.'),
    date('value_date', 'Day from which the money should count.'),
    text('settlement_batch_id', 'Settlement batch that pays it out; null when it is paid singly.', true),
    date('expected_value_date', 'Day the bank should book it.', true),
    ...LINEAGE,
  ],
};

export const statements: Table = {
  name: 'statements',
  doc: 'One bank or aggregator statement as read from a file.',
  source: 'statement intake of the portal',
  key: ['statement_id'],
  partitionBy: 'business_date',
  columns: [
    text('statement_id', 'Hash of file, account, number and page.'),
    text('format', 'mt940, mt942, camt053, bai2, adyen-settlement, stripe-balance, stripe-payout or csv.'),
    text('account_id', 'Account it reports on.'),
    text('recon_unit', 'Unit of reconciliation, `<account_id>|<currency>`.', true),
    text('account_number', 'Account as written in the file.'),
    text('bank', 'Bank or aggregator.', true),
    text('statement_no', 'Statement number.', true),
    text('page', 'Page or sequence inside the number.', true),
    money('opening_minor', 'Opening balance.', true),
    money('closing_minor', 'Closing balance.', true),
    date('opening_date', 'Date of the opening balance.', true),
    date('closing_date', 'Date of the closing balance.', true),
    date('business_date', 'Day it reports on: the closing date, else the latest booking date.'),
    ...CURRENCY,
    {
      name: 'foots',
      type: 'boolean',
      nullable: true,
      doc: 'Opening plus lines equals closing; null when a balance is missing.',
    },
    {
      name: 'chain_ok',
      type: 'boolean',
      nullable: true,
      doc: 'Opening equals the closing of the statement before; null for the first.',
    },
    { name: 'interim', type: 'boolean', doc: 'Intraday (MT942, camt.052): superseded by the end-of-day statement.' },
    { name: 'warnings', type: 'text[]', doc: 'Codes of what was sloppy but readable.' },
    ...LINEAGE,
  ],
};

export const statementLines: Table = {
  name: 'statement_lines',
  doc: 'One entry of a statement.',
  source: 'statement intake of the portal',
  key: ['line_id'],
  partitionBy: 'business_date',
  sortBy: ['recon_unit', 'reference', 'line_id'],
  columns: [
    text('line_id', 'Hash of account, statement, ordinal and raw line.'),
    text('statement_id', 'Statement it stands in.'),
    { name: 'ordinal', type: 'integer', doc: 'Position in the statement, from 1.' },
    text('account_id', 'Account.'),
    text('recon_unit', 'Unit of reconciliation, `<account_id>|<currency>`.'),
    money('amount_minor', 'Booked amount.'),
    ...CURRENCY,
    date('booking_date', 'Day the bank posted it.', true),
    date('value_date', 'Day from which it counts; the booking date when the file gives none.'),
    text('value_date_raw', 'The value date as written, when it is no calendar day.', true),
    date('business_date', 'Booking date, or the value date when there is none.'),
    text('bank_code', 'MT940 type, BkTxCd domain/family/sub-family or BAI type code.', true),
    text('bank_ref', "The bank's reference.", true),
    text('customer_ref', "The account owner's reference.", true),
    text('end_to_end_id', 'End-to-end id of the payment.', true),
    text(
      'reference',
      'Reference used for matching: end-to-end id, customer reference, or one parsed from the text.',
      true,
    ),
    text('batch_ref', 'Settlement batch parsed from the text or given by the file.', true),
    text('counterparty', 'Who paid or was paid.', true),
    text('remittance', 'Text on the statement.', true),
    { name: 'reversal', type: 'boolean', doc: 'The entry reverses an earlier one.' },
    text('status', 'BOOK or PDNG.'),
    text('line_sha256', 'SHA-256 of the raw line.'),
    text('raw_line', 'The entry as it stands in the file, at most 4,000 characters.', true),
    ...LINEAGE,
  ],
};

export const fees: Table = {
  name: 'fees',
  doc: 'Charged and contracted fees by component.',
  source: 'pipeline `final-index-merge`, daily',
  key: ['fee_id'],
  partitionBy: 'business_date',
  merchantColumn: 'merchant_id',
  columns: [
    text('fee_id', 'Identifier.'),
    text('txn_id', 'Transaction it was charged for.', true),
    text('batch_id', 'Settlement batch it was charged for.', true),
    text('merchant_id', 'Merchant.'),
    text('component', 'interchange, scheme, markup, commission, chargeback, platform or tax.'),
    money('amount_minor', 'Charged, zero or negative.'),
    money('contracted_minor', 'Contracted, zero or negative.', true),
    text('schedule_id', 'Fee schedule.', true),
    ...CURRENCY,
    date('business_date', 'Business date of the charge.'),
    ...LINEAGE,
  ],
};

export const chargebacks: Table = {
  name: 'chargebacks',
  doc: 'Disputes by stage.',
  source: 'pipeline `final-index-merge`, daily',
  key: ['chargeback_id'],
  partitionBy: 'business_date',
  merchantColumn: 'merchant_id',
  columns: [
    text('chargeback_id', 'Identifier.'),
    text('parent_txn_id', 'The disputed sale.'),
    text('merchant_id', 'Merchant.'),
    text('reason_code', 'Scheme reason code.'),
    text('stage', 'first, second, arbitration, reversal.'),
    text('scheme', 'Card scheme: visa, mc, amex and so on.'),
    date('received_on', 'Received.'),
    date('due_on', 'Answer due.', true),
    date('won_on', 'Won.', true),
    date('lost_on', 'Lost.', true),
    money('amount_minor', 'Amount, negative.'),
    ...CURRENCY,
    { name: 'is_fraud', type: 'boolean', doc: 'Fraud reason.' },
    date('tc40_reported_on', 'Fraud report to the scheme.', true),
    date('business_date', 'Business date of receipt.'),
    ...LINEAGE,
  ],
};

export const payouts: Table = {
  name: 'payouts',
  doc: 'Settlement batches and what each should bring to the bank.',
  source: 'pipeline `settlement-normalise`, daily',
  key: ['payout_id'],
  partitionBy: 'business_date',
  merchantColumn: 'merchant_id',
  columns: [
    text('payout_id', 'Identifier, equal to `settlement_batch_id` of its transactions.'),
    text('psp', 'Payment service provider.'),
    text('merchant_id', 'Merchant.'),
    text('account_id', 'Account that receives it.'),
    ...CURRENCY,
    money('gross_minor', 'Sales.'),
    money('fees_minor', 'Fees, zero or negative.'),
    money('refunds_minor', 'Refunds, zero or negative.'),
    money('chargebacks_minor', 'Chargebacks net of reversals.'),
    money('reserve_held_minor', 'Held back, zero or negative.'),
    money('reserve_released_minor', 'Released.'),
    money('carried_in_minor', 'Carried in from the batch before.'),
    money('carried_out_minor', 'Carried out to the next batch, negated.'),
    money('net_minor', 'Sum of the above: what the bank should book.'),
    at('closed_at', 'When the batch closed.'),
    date('expected_value_date', 'Day the bank should book it.'),
    text('psp_status', "The provider's word.", true),
    text('status', 'pending, delayed or completed; completed only by a matched bank line.'),
    text('bank_line_id', 'Statement line that proves it.', true),
    { name: 'attempt', type: 'integer', doc: 'Payout attempt, from 1.' },
    text('return_reason', 'Why the bank returned it.', true),
    date('business_date', 'Business date of the batch.'),
    ...LINEAGE,
  ],
};

export const matchGroups: Table = {
  name: 'match_groups',
  doc: 'Records a run held to be the same money. Only runs named by a published pointer count.',
  source: 'matching runs of the portal',
  key: ['run_id', 'group_id'],
  partitionBy: 'run_id',
  columns: [
    text('run_id', 'Run that formed it.'),
    text('group_id', 'Hash of the membership, equal in every run that forms the same group.'),
    text('recon_unit', 'Unit.'),
    text(
      'pass',
      'P0_DECISION, P1_EXACT_REF, P2_NORM_REF, P3_BATCH, P3_SPLIT, P3_ZERO_BATCH, P3_CONTRA, P4_AMOUNT_DATE or P5_TOLERANCE.',
    ),
    text('match_key', 'Value the two sides agreed on: reference, batch or amount and date.', true),
    { name: 'left_count', type: 'integer', doc: 'Transactions in the group.' },
    { name: 'right_count', type: 'integer', doc: 'Statement lines in the group.' },
    money('left_minor', 'Sum of gross of the transactions.'),
    money('right_minor', 'Sum of the statement lines.'),
    money('residual_minor', 'Right minus left.'),
    money('fee_explained_minor', 'Part of the residual that expected fees explain: gross minus expected net.'),
    money('unexplained_minor', 'Residual plus the explained fee.'),
    ...CURRENCY,
    date('business_date', 'Latest business date among its members.'),
    { name: 'straddles', type: 'boolean', doc: 'Has a member before the window of the run.' },
  ],
};

export const matchMembers: Table = {
  name: 'match_members',
  doc: 'Which row is in which group.',
  source: 'matching runs of the portal',
  key: ['run_id', 'side', 'row_id'],
  partitionBy: 'run_id',
  columns: [
    text('run_id', 'Run.'),
    text('group_id', 'Group.'),
    text('recon_unit', 'Unit.'),
    text('side', 'L for a transaction, R for a statement line.'),
    text('row_id', 'txn_id or line_id.'),
    text('pass', 'Pass that put it there.'),
    date('business_date', 'Business date of the row.'),
    money('amount_minor', 'Gross of the transaction or amount of the line.'),
    text('currency', 'ISO 4217 code.'),
  ],
};

export const matchBreaks: Table = {
  name: 'match_breaks',
  doc: 'Open rows of a run with their class; exactly one row per open transaction or line.',
  source: 'matching runs of the portal',
  key: ['run_id', 'side', 'row_id'],
  partitionBy: 'run_id',
  columns: [
    text('run_id', 'Run.'),
    text('recon_unit', 'Unit.'),
    text('side', 'L for a transaction, R for a statement line.'),
    text('row_id', 'txn_id or line_id.'),
    text(
      'break_class',
      'BATCH_AMOUNT, ZERO_AMOUNT, DUPLICATE, FX, REJECTED, DATE_WINDOW, SIGN, FEE, AMOUNT, TIMING, MISSING_RIGHT or MISSING_LEFT.',
    ),
    text('case_key', 'Rows of one question share it: a batch, a pair of rivals, or the row alone.'),
    text('rival_id', 'The row of the other side that made the class.', true),
    money('amount_minor', 'Gross of the transaction or amount of the line.'),
    text('currency', 'ISO 4217 code.'),
    date('business_date', 'Business date of the row.'),
    date('value_date', 'Value date of the row.'),
  ],
};

export const merchants: Table = {
  name: 'merchants',
  doc: 'Merchants of the company.',
  source: 'pipeline `merchant-master`, daily',
  key: ['merchant_id'],
  merchantColumn: 'merchant_id',
  columns: [
    text('merchant_id', 'Identifier.'),
    text('name', 'Trading name.'),
    text('country', 'ISO 3166-1 alpha-2.'),
    text('mcc', 'Merchant category code.'),
    text('home_currency', 'ISO 4217 code.'),
    text('segment', 'small, medium, large.'),
    date('onboarded_on', 'First day.'),
    ...LINEAGE,
  ],
};

export const accounts: Table = {
  name: 'accounts',
  doc: 'Bank and aggregator accounts that are reconciled.',
  source: 'configuration of the pipeline `final-index-merge`',
  key: ['account_id'],
  columns: [
    text('account_id', 'Identifier.'),
    text('name', 'Name finance knows it by.'),
    text('bank', 'Bank or aggregator.'),
    text('account_number', 'IBAN or number, as statements write it.'),
    text('account_number_masked', 'The same, shortened for screens.'),
    text('currency', 'ISO 4217 code.'),
    text('calendar', 'TARGET, FED or UK.'),
    text('statement_format', 'Format its statements come in.'),
    text('cut_off_time', 'HH:MM, local.'),
    text('cut_off_zone', 'IANA zone of the cut-off.'),
    ...LINEAGE,
  ],
};

export const fxRates: Table = {
  name: 'fx_rates',
  doc: 'Dated reference rates; used to classify, never to add currencies.',
  source: 'pipeline `fx-rates`, daily',
  key: ['business_date', 'from_currency', 'to_currency'],
  columns: [
    date('business_date', 'Day of the rate.'),
    text('from_currency', 'ISO 4217 code.'),
    text('to_currency', 'ISO 4217 code.'),
    { name: 'rate', type: 'decimal', doc: 'Major units of `to_currency` per major unit of `from_currency`.' },
    ...LINEAGE,
  ],
};

export const schemeThresholds: Table = {
  name: 'scheme_thresholds',
  doc: 'Dated programme lines of the card schemes.',
  source: 'reference data of the portal',
  key: ['programme', 'region', 'tier', 'valid_from'],
  columns: [
    text('programme', 'ECM, HECM, EFM, VAMP.'),
    text('region', 'Region the line holds in.'),
    text('tier', 'merchant, acquirer.'),
    { name: 'threshold_bps', type: 'integer', doc: 'Line in basis points.' },
    { name: 'minimum_count', type: 'integer', doc: 'Minimum events in the month.' },
    date('valid_from', 'First day the line holds.'),
    date('valid_to', 'Last day; null while it holds.', true),
    ...LINEAGE,
  ],
};

export const merchantDaily: Table = {
  name: 'merchant_daily',
  doc: 'Rollup of transactions by merchant, currency and business date.',
  source: 'pipeline `final-index-merge`, daily',
  key: ['business_date', 'merchant_id', 'currency'],
  partitionBy: 'business_date',
  merchantColumn: 'merchant_id',
  columns: [
    date('business_date', 'Business date.'),
    text('merchant_id', 'Merchant.'),
    ...CURRENCY,
    { name: 'txn_count', type: 'bigint', doc: 'Transactions.' },
    { name: 'sale_count', type: 'bigint', doc: 'Sales.' },
    money('sale_minor', 'Sum of sales.'),
    { name: 'refund_count', type: 'bigint', doc: 'Refunds.' },
    money('refund_minor', 'Sum of refunds, zero or negative.'),
    { name: 'chargeback_count', type: 'bigint', doc: 'Chargebacks.' },
    money('chargeback_minor', 'Sum of chargebacks, zero or negative.'),
    money('net_minor', 'Sum of expected net.'),
    ...LINEAGE,
  ],
};

export const streamingAlerts: Table = {
  name: 'streaming_alerts',
  doc: 'Streaming Index: alert events as the scoring pipeline published them, for portals that poll instead of being called.',
  source: 'pipeline `fraud-scoring`, every micro-batch',
  key: ['event_id'],
  partitionBy: 'business_date',
  merchantColumn: 'merchant_id',
  sortBy: ['published_epoch_ms', 'event_id'],
  columns: [
    date('business_date', 'UTC day of publication.'),
    { name: 'published_epoch_ms', type: 'bigint', doc: 'Time of publication, milliseconds since 1970 UTC.' },
    text('event_id', 'Identifier of the event; the same one again has no effect.'),
    text('merchant_id', 'Merchant of the alert.', true),
    text('payload', 'The event as JSON text, in the form the intake of the fraud console takes.'),
    ...LINEAGE,
  ],
};

/** All tables of the Final Index, in the order they are documented. */
export const FINAL_INDEX_TABLES: readonly Table[] = [
  transactions,
  statements,
  statementLines,
  fees,
  chargebacks,
  payouts,
  matchGroups,
  matchMembers,
  matchBreaks,
  merchants,
  accounts,
  fxRates,
  schemeThresholds,
  merchantDaily,
  streamingAlerts,
];

const byName = new Map(FINAL_INDEX_TABLES.map(table => [table.name, table]));

/** The table of that name. @throws TypeError listing the names that exist. */
export function finalIndexTable(name: string): Table {
  const table = byName.get(name);
  if (!table) {
    throw new TypeError(`The Final Index has no table "${name}"; it has ${[...byName.keys()].join(', ')}`);
  }
  return table;
}

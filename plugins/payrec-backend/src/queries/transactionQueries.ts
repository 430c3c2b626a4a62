import {
  currencySchema,
  instantSchema,
  IsoDate,
  isoDateSchema,
  moneyFromMinor,
  moneyToJson,
  Transaction,
} from '@internal/plugin-payrec-common';
import { defineQuery } from '@internal/plugin-payrec-node';
import { z } from 'zod';

/** Filters of a list; an absent one lets all pass. `before` is the sort key of the last row of the page before. */
export type TransactionFilter = {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly merchantId?: readonly string[];
  readonly currency?: readonly string[];
  readonly type?: readonly string[];
  readonly status?: readonly string[];
  readonly q?: string;
  readonly before?: { readonly businessDate: IsoDate; readonly txnId: string };
  /** Rows wanted; one more tells whether there is another page. */
  readonly rows: number;
};

const LIST_COLUMNS = `txn_id, merchant_id, account_id, recon_unit, order_ref, reference, psp, psp_ref, type, status,
  card_scheme, country, CAST(gross_minor AS VARCHAR) AS gross_minor,
  CAST(expected_fee_minor AS VARCHAR) AS expected_fee_minor, CAST(expected_net_minor AS VARCHAR) AS expected_net_minor,
  currency, business_date, value_date, expected_value_date, settlement_batch_id, parent_txn_id, event_at`;

const text = z.string().nullable();
const listShape = {
  txn_id: z.string(),
  merchant_id: z.string(),
  account_id: z.string(),
  recon_unit: z.string(),
  order_ref: text,
  reference: text,
  psp: text,
  psp_ref: text,
  type: z.string(),
  status: z.string(),
  card_scheme: text,
  country: text,
  gross_minor: z.string(),
  expected_fee_minor: z.string(),
  expected_net_minor: z.string(),
  currency: currencySchema,
  business_date: isoDateSchema,
  value_date: isoDateSchema,
  expected_value_date: isoDateSchema.nullable(),
  settlement_batch_id: text,
  parent_txn_id: text,
  event_at: instantSchema,
};
const listRow = z.object(listShape);

/** Passing through Money proves that an amount is a whole number of minor units. */
function money(minor: string, currency: string) {
  return moneyToJson(moneyFromMinor(minor, currency));
}

function toTransaction(row: z.infer<typeof listRow>): Transaction {
  return {
    txnId: row.txn_id,
    merchantId: row.merchant_id,
    accountId: row.account_id,
    reconUnit: row.recon_unit,
    orderRef: row.order_ref,
    reference: row.reference,
    psp: row.psp,
    pspRef: row.psp_ref,
    type: row.type,
    status: row.status,
    cardScheme: row.card_scheme,
    country: row.country,
    gross: money(row.gross_minor, row.currency),
    expectedFee: money(row.expected_fee_minor, row.currency),
    expectedNet: money(row.expected_net_minor, row.currency),
    businessDate: row.business_date,
    valueDate: row.value_date,
    expectedValueDate: row.expected_value_date,
    settlementBatchId: row.settlement_batch_id,
    parentTxnId: row.parent_txn_id,
    eventAt: row.event_at,
  };
}

/** A filter as two values: whether all pass, and the list. Never an empty list, which one engine has no type for. */
function oneOf(values: readonly string[] | undefined): [boolean, readonly string[]] {
  return values && values.length > 0 ? [false, values] : [true, ['']];
}

/**
 * Transactions of the filter, latest business date first, then by identifier downwards; at most 201 (a page and one).
 * Source: Final Index `transactions` (pipeline `final-index-merge`, daily).
 */
export const transactionPage = defineQuery({
  name: 'payrec.transactionPage',
  reads: ['transactions'],
  rowLimit: 201,
  timeoutMs: 20_000,
  // Pages after the first need not look at days that are done.
  partition: (filter: TransactionFilter) => ({ from: filter.from, to: filter.before?.businessDate ?? filter.to }),
  params: (filter: TransactionFilter) => [
    ...oneOf(filter.merchantId),
    ...oneOf(filter.currency),
    ...oneOf(filter.type),
    ...oneOf(filter.status),
    filter.q === undefined,
    ...Array<string>(4).fill(filter.q ?? ''),
    filter.before === undefined,
    filter.before?.businessDate ?? filter.to,
    filter.before?.businessDate ?? filter.to,
    filter.before?.txnId ?? '',
    filter.rows,
  ],
  sql: `SELECT ${LIST_COLUMNS}
    FROM transactions
    WHERE (? OR contains(?, merchant_id))
      AND (? OR contains(?, currency))
      AND (? OR contains(?, type))
      AND (? OR contains(?, status))
      AND (?
        OR strpos(upper(reference), upper(?)) > 0
        OR strpos(upper(order_ref), upper(?)) > 0
        OR strpos(upper(psp_ref), upper(?)) > 0
        OR strpos(upper(txn_id), upper(?)) > 0)
      AND (? OR business_date < CAST(? AS DATE) OR (business_date = CAST(? AS DATE) AND txn_id < ?))
    ORDER BY business_date DESC, txn_id DESC
    LIMIT ?`,
  row: listRow.transform(toTransaction),
});

const detailRow = z.object({
  ...listShape,
  store_id: text,
  acquirer_ref: text,
  funding: text,
  channel: text,
  orig_amount_minor: z.string().nullable(),
  orig_currency: currencySchema.nullable(),
  fx_rate: text,
  source_system: z.string(),
  source_file: text,
  source_file_sha256: text,
  source_line_no: z.coerce.number().int().nullable(),
  pipeline_run_id: z.string(),
  ingested_at: instantSchema,
});

/** One transaction of a business date with its lineage. Source: Final Index `transactions`. */
export const transactionById = defineQuery({
  name: 'payrec.transactionById',
  reads: ['transactions'],
  rowLimit: 1,
  timeoutMs: 20_000,
  partition: (p: { txnId: string; businessDate: IsoDate }) => ({ from: p.businessDate, to: p.businessDate }),
  params: (p: { txnId: string; businessDate: IsoDate }) => [p.txnId],
  sql: `SELECT ${LIST_COLUMNS}, store_id, acquirer_ref, funding, channel,
      CAST(orig_amount_minor AS VARCHAR) AS orig_amount_minor, orig_currency, CAST(fx_rate AS VARCHAR) AS fx_rate,
      source_system, source_file, source_file_sha256, source_line_no, pipeline_run_id, ingested_at
    FROM transactions
    WHERE txn_id = ?
    ORDER BY txn_id`,
  row: detailRow.transform(row => ({
    ...toTransaction(row),
    storeId: row.store_id,
    acquirerRef: row.acquirer_ref,
    funding: row.funding,
    channel: row.channel,
    original:
      row.orig_amount_minor !== null && row.orig_currency !== null
        ? money(row.orig_amount_minor, row.orig_currency)
        : null,
    fxRate: row.fx_rate,
    lineage: {
      sourceSystem: row.source_system,
      sourceFile: row.source_file,
      sourceFileSha256: row.source_file_sha256,
      sourceLineNo: row.source_line_no,
      pipelineRunId: row.pipeline_run_id,
      ingestedAt: row.ingested_at,
    },
  })),
});

/**
 * Count and exact sums per currency of one business date, by currency code; and how many merchants had any.
 * From the transactions and not from `merchant_daily`, so that it agrees with the list of the same day at any moment.
 */
export const dayTotals = defineQuery({
  name: 'payrec.dayTotals',
  reads: ['transactions'],
  rowLimit: 200,
  timeoutMs: 20_000,
  partition: (p: { businessDate: IsoDate }) => ({ from: p.businessDate, to: p.businessDate }),
  params: () => [],
  sql: `SELECT currency, CAST(COUNT(*) AS VARCHAR) AS txn_count,
      CAST((SELECT COUNT(DISTINCT merchant_id) FROM transactions) AS VARCHAR) AS merchant_count,
      CAST(SUM(CAST(gross_minor AS DECIMAL(38, 0))) AS VARCHAR) AS gross_minor,
      CAST(SUM(CAST(expected_fee_minor AS DECIMAL(38, 0))) AS VARCHAR) AS expected_fee_minor,
      CAST(SUM(CAST(expected_net_minor AS DECIMAL(38, 0))) AS VARCHAR) AS expected_net_minor
    FROM transactions
    GROUP BY currency
    ORDER BY currency`,
  row: z
    .object({
      currency: currencySchema,
      txn_count: z.coerce.number().int(),
      merchant_count: z.coerce.number().int(),
      gross_minor: z.string(),
      expected_fee_minor: z.string(),
      expected_net_minor: z.string(),
    })
    .transform(row => ({
      merchantCount: row.merchant_count,
      total: {
        count: row.txn_count,
        gross: money(row.gross_minor, row.currency),
        expectedFee: money(row.expected_fee_minor, row.currency),
        expectedNet: money(row.expected_net_minor, row.currency),
      },
    })),
});

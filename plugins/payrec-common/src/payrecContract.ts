import { z } from 'zod';
import { defineContract, defineEndpoint } from './contract/endpoint';
import {
  asOfSchema,
  currencySchema,
  instantSchema,
  isoDateSchema,
  moneySchema,
  pageOf,
  pageQueryShape,
  visibilitySchema,
} from './contract/schemas';
import { portalViewPermission, transactionReadPermission } from './permissions/permissions';

/** Most days one list of transactions may span, both ends included. */
export const TRANSACTION_DAYS_MAX = 92;

/** A transaction as lists show it. Amounts: credit to us positive. */
export const transactionSchema = z
  .object({
    txnId: z.string(),
    merchantId: z.string(),
    accountId: z.string(),
    reconUnit: z.string(),
    orderRef: z.string().nullable(),
    reference: z.string().nullable(),
    psp: z.string().nullable(),
    pspRef: z.string().nullable(),
    type: z.string(),
    status: z.string(),
    cardScheme: z.string().nullable(),
    country: z.string().nullable(),
    gross: moneySchema,
    /** Contracted fee, zero or negative. */
    expectedFee: moneySchema,
    /** What should arrive: gross plus fee. */
    expectedNet: moneySchema,
    businessDate: isoDateSchema,
    valueDate: isoDateSchema,
    expectedValueDate: isoDateSchema.nullable(),
    settlementBatchId: z.string().nullable(),
    parentTxnId: z.string().nullable(),
    eventAt: instantSchema,
  })
  .meta({ id: 'Transaction' });
export type Transaction = z.infer<typeof transactionSchema>;

/** Where a record came from; for callers who see all rows, since file and run names speak of other merchants too. */
export const lineageSchema = z
  .object({
    sourceSystem: z.string(),
    sourceFile: z.string().nullable(),
    sourceFileSha256: z.string().nullable(),
    sourceLineNo: z.number().int().nullable(),
    pipelineRunId: z.string(),
    ingestedAt: instantSchema,
  })
  .meta({ id: 'Lineage' });

export const transactionDetailSchema = transactionSchema
  .extend({
    storeId: z.string().nullable(),
    acquirerRef: z.string().nullable(),
    funding: z.string().nullable(),
    channel: z.string().nullable(),
    /** What the shopper paid, when in another currency. */
    original: moneySchema.nullable(),
    /** Units of `gross.currency` per unit of `original.currency`, as exact decimal text. */
    fxRate: z.string().nullable(),
    lineage: lineageSchema.nullable(),
    asOf: asOfSchema,
    visibility: visibilitySchema,
  })
  .meta({ id: 'TransactionDetail' });
export type TransactionDetail = z.infer<typeof transactionDetailSchema>;

/** Count and sums of one currency; currencies are never added to each other. */
export const currencyTotalSchema = z
  .object({
    count: z.number().int(),
    gross: moneySchema,
    expectedFee: moneySchema,
    expectedNet: moneySchema,
  })
  .meta({ id: 'CurrencyTotal' });

export const summarySchema = z
  .object({
    /** The day asked for, or the latest complete one; null while the index is empty. */
    businessDate: isoDateSchema.nullable(),
    count: z.number().int(),
    merchantCount: z.number().int(),
    /** By currency code. */
    totals: z.array(currencyTotalSchema),
    asOf: asOfSchema,
    visibility: visibilitySchema,
  })
  .meta({ id: 'Summary' });
export type Summary = z.infer<typeof summarySchema>;

const names = z.array(z.string().min(1).max(200)).max(50).optional();

/** The portal's own endpoints: transactions as each caller may see them, and the state of the engine. */
export const payrecContract = defineContract({
  pluginId: 'payrec',
  title: 'Payment Reconciliation Portal',
  version: '1.0.0',
  endpoints: {
    listTransactions: defineEndpoint({
      method: 'GET',
      path: '/v1/transactions',
      permission: transactionReadPermission,
      audit: 'transaction-list',
      summary: 'Transactions of at most 92 days, latest business date first',
      query: z.object({
        ...pageQueryShape,
        /** First and last business date, both included. */
        from: isoDateSchema,
        to: isoDateSchema,
        merchantId: names,
        currency: z.array(currencySchema).max(50).optional(),
        type: names,
        status: names,
        /** Text within reference, order, provider's reference or identifier; letter case does not matter. */
        q: z.string().trim().min(2).max(100).optional(),
      }),
      response: pageOf(transactionSchema),
    }),
    getTransaction: defineEndpoint({
      method: 'GET',
      path: '/v1/transactions/:txnId',
      permission: transactionReadPermission,
      audit: 'transaction-read',
      summary: 'One transaction; the business date tells where to look',
      params: z.object({ txnId: z.string().min(1).max(200) }),
      query: z.object({ businessDate: isoDateSchema }),
      response: transactionDetailSchema,
    }),
    getSummary: defineEndpoint({
      method: 'GET',
      path: '/v1/summary',
      permission: transactionReadPermission,
      audit: 'summary-read',
      summary: 'Count and sums per currency of one business date, the latest unless told',
      query: z.object({ businessDate: isoDateSchema.optional() }),
      response: summarySchema,
    }),
    getStatus: defineEndpoint({
      method: 'GET',
      path: '/v1/status',
      permission: portalViewPermission,
      audit: 'status-read',
      summary: 'Whether the query engine answers and how old the data is',
      response: z.object({
        engine: z.enum(['duckdb', 'trino']),
        available: z.boolean(),
        reason: z.string().nullable(),
        asOf: asOfSchema.nullable(),
      }),
    }),
  },
});

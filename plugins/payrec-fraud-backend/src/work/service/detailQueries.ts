import { IsoDate, currencySchema, instantSchema, isoDateSchema } from '@internal/plugin-payrec-common';
import { defineQuery } from '@internal/plugin-payrec-node';
import { z } from 'zod';

/** Payments of a customer shown on the alert page. */
export const HISTORY_SHOWN = 50;
/** Days looked back for them; also the reach around the alert's day in which its transaction is looked for. */
export const HISTORY_DAYS = 90;

const minor = z.string().regex(/^-?\d+$/);

/**
 * Sales of one customer on and before a day, newest first; at most 50. Amounts in minor units, credit to us positive.
 * Source: Final Index `transactions` (pipeline `final-index-merge`, daily).
 */
export const customerHistory = defineQuery({
  name: 'fraud.customerHistory',
  reads: ['transactions'],
  rowLimit: HISTORY_SHOWN,
  timeoutMs: 10_000,
  partition: (p: { userId: string; from: IsoDate; to: IsoDate }) => ({ from: p.from, to: p.to }),
  params: (p: { userId: string; from: IsoDate; to: IsoDate }) => [p.userId],
  sql: `SELECT txn_id, event_at, CAST(gross_minor AS VARCHAR) AS gross_minor, currency, merchant_id
    FROM transactions WHERE user_id = ? AND type = 'sale'
    ORDER BY event_at DESC, txn_id DESC LIMIT ${HISTORY_SHOWN}`,
  row: z.object({
    txn_id: z.string(),
    event_at: instantSchema,
    gross_minor: minor,
    currency: currencySchema,
    merchant_id: z.string().nullable(),
  }),
});

/**
 * The transaction of an alert with the settlement batch that pays it out; no row while the daily merge has not brought it.
 * `bank_line_id` is the statement line that proves the batch. Source: Final Index `transactions`, `payouts`.
 */
export const alertTransaction = defineQuery({
  name: 'fraud.alertTransaction',
  reads: ['transactions', 'payouts'],
  rowLimit: 1,
  timeoutMs: 10_000,
  partition: (p: { txnId: string; from: IsoDate; to: IsoDate }) => ({ from: p.from, to: p.to }),
  params: (p: { txnId: string; from: IsoDate; to: IsoDate }) => [p.txnId],
  sql: `SELECT t.txn_id, t.business_date, t.type, t.status, CAST(t.gross_minor AS VARCHAR) AS gross_minor, t.currency,
      t.reference, t.recon_unit, t.settlement_batch_id, t.expected_value_date, t.value_date, p.status AS payout_status,
      p.bank_line_id
    FROM transactions t LEFT JOIN payouts p ON p.payout_id = t.settlement_batch_id
    WHERE t.txn_id = ?
    ORDER BY t.business_date, p.payout_id LIMIT 1`,
  row: z.object({
    txn_id: z.string(),
    business_date: isoDateSchema,
    type: z.string(),
    status: z.string(),
    gross_minor: minor,
    currency: currencySchema,
    reference: z.string().nullable(),
    recon_unit: z.string(),
    settlement_batch_id: z.string().nullable(),
    expected_value_date: isoDateSchema.nullable(),
    value_date: isoDateSchema.nullable(),
    payout_status: z.string().nullable(),
    bank_line_id: z.string().nullable(),
  }),
});

import { Currency, IsoDate, currencyExponent, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { StatementReader } from '../StatementReader';
import { StatementFormatError } from '../StatementFormatError';
import { ParsedLine, SettlementKind } from '../types';
import { WarningList } from '../WarningList';
import { currencyOf, leadingDate, majorText, minorAmount, minorInteger } from '../amounts';
import { SettlementGroups } from './SettlementGroups';
import { Row, readRows } from './readRows';

/** Balance transaction types and reporting categories. What is not listed moves money all the same: an adjustment. */
const KINDS: Record<string, SettlementKind> = {
  charge: 'sale',
  payment: 'sale',
  refund: 'refund',
  payment_refund: 'refund',
  partial_capture_reversal: 'refund',
  refund_failure: 'refund_reversal',
  payment_failure_refund: 'refund_reversal',
  dispute: 'chargeback',
  dispute_reversal: 'chargeback_reversal',
  stripe_fee: 'fee',
  stripe_fx_fee: 'fee',
  tax_fee: 'fee',
  fee: 'fee',
  network_cost: 'fee',
  application_fee: 'fee',
  reserve_transaction: 'reserve_hold',
  reserved_funds: 'reserve_hold',
  risk_reserved_funds: 'reserve_hold',
  transfer: 'balance_transfer',
  transfer_reversal: 'balance_transfer',
  topup: 'balance_transfer',
  payout: 'payout',
  payout_cancel: 'payout',
  payout_failure: 'payout',
  payout_reversal: 'payout',
};

/**
 * Where Stripe's own minor unit is not that of ISO 4217 (docs.stripe.com/currencies, "zero-decimal" and "special cases"):
 * ISK and UGX are written with two decimals that must be 00, MGA without decimals.
 */
const API_EXPONENTS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** A payout in one of these states has left Stripe; before, it is only announced. */
const PAID = new Set(['paid']);

/**
 * Stripe balance transactions and payouts: API objects in minor units, reports and dashboard exports in major units, told
 * apart by their columns. A balance line is the net amount (what the balance moves by); a payout line is positive when
 * money goes to the bank account, as the bank will credit it.
 */
export const readStripe: StatementReader = async function* readStripe(text, warnings) {
  let groups: SettlementGroups | undefined;
  for await (const row of readRows(text, warnings)) {
    const { format } = row.layout;
    if (format === 'adyen-settlement') {
      throw new StatementFormatError({
        line: 1,
        value: format,
        reason: 'The columns are not those of a Stripe report',
        remedy: 'Leave the format out to have it told by the columns',
      });
    }
    groups ??= new SettlementGroups(format, 'Stripe', warnings, () => false);
    const line = format === 'stripe-payout' ? toPayoutLine(row, warnings) : toBalanceLine(row, warnings);
    yield* groups.add(
      { account: row.cell('connected_account_id', 'connected_account'), batch: null, currency: line.currency },
      line,
    );
  }
  if (groups) yield* groups.end();
};

function toBalanceLine(row: Row, warnings: WarningList): ParsedLine {
  const currency = currencyOf(row.cell('currency') ?? '', row.lineNo);
  const gross = required(row, currency, 'gross', 'amount');
  const fee = money(row, currency, 'fee') ?? 0n;
  const net = required(row, currency, 'net');
  if (gross - fee !== net) {
    warnings.add(
      'fees-do-not-add',
      row.lineNo,
      `Gross less fee is ${majorText(gross - fee, currency)}, but net is ${majorText(net, currency)} ${currency}`,
    );
  }
  const type = row.cell('type', 'reporting_category') ?? '';
  const id = row.cell('balance_transaction_id', 'id');
  const source = row.cell('source_id', 'source', 'charge_id');
  const batch = row.cell('automatic_payout_id', 'payout_id', 'transfer');
  return toLine(row, warnings, {
    amount: net,
    currency,
    type,
    gross,
    feeTotal: fee,
    reference: source ?? id,
    id,
    source,
    batch,
    bookingDate: dateOf(row, warnings, 'created', 'created_utc', 'created (utc)'),
    valueDate: dateOf(row, warnings, 'available_on', 'available_on_utc', 'available on (utc)'),
    status: 'BOOK',
    pspStatus: row.cell('status'),
  });
}

function toPayoutLine(row: Row, warnings: WarningList): ParsedLine {
  const currency = currencyOf(row.cell('currency') ?? '', row.lineNo);
  // The payouts report books from the side of the balance (money out is negative), the API from the side of the bank.
  const fromBalance = row.layout.units === 'major' && row.cell('gross') !== null;
  const stated = required(row, currency, 'net', 'gross', 'amount');
  const amount = fromBalance ? -stated : stated;
  const id = row.cell('payout_id', 'id');
  const pspStatus = row.cell('payout_status', 'status');
  return toLine(row, warnings, {
    amount,
    currency,
    type: 'payout',
    gross: null,
    feeTotal: null,
    reference: id,
    id,
    source: row.cell('balance_transaction_id', 'balance transaction'),
    batch: id,
    bookingDate: dateOf(row, warnings, 'created', 'effective_at', 'effective_at_utc', 'created (utc)'),
    valueDate: dateOf(
      row,
      warnings,
      'arrival_date',
      'payout_expected_arrival_date',
      'arrival date (utc)',
      'arrival date',
    ),
    status: pspStatus === null || PAID.has(pspStatus.toLowerCase()) ? 'BOOK' : 'PDNG',
    pspStatus,
  });
}

type Parts = {
  amount: bigint;
  currency: Currency;
  type: string;
  gross: bigint | null;
  feeTotal: bigint | null;
  reference: string | null;
  id: string | null;
  source: string | null;
  batch: string | null;
  bookingDate: IsoDate | null;
  valueDate: IsoDate | null;
  status: 'BOOK' | 'PDNG';
  pspStatus: string | null;
};

function toLine(row: Row, warnings: WarningList, parts: Parts): ParsedLine {
  const kind = KINDS[parts.type.toLowerCase()];
  if (!kind && !/adjustment/i.test(parts.type)) {
    warnings.add(
      'unknown-record',
      row.lineNo,
      `"${parts.type.slice(0, 40)}" is no known type; it counts as an adjustment`,
    );
  }
  const description = row.cell('description', 'payout_description', 'statement_descriptor');
  return {
    amount: parts.amount,
    currency: parts.currency,
    bookingDate: parts.bookingDate,
    valueDate: parts.valueDate,
    valueDateRaw: null,
    reference: parts.reference,
    endToEndId: null,
    customerRef: parts.source,
    bankRef: parts.id,
    batchRef: parts.batch,
    counterparty: null,
    text: [parts.type, description].filter(Boolean).join(' '),
    reversal: false,
    status: parts.status,
    bankCode: parts.type || null,
    lineNo: row.lineNo,
    raw: row.raw,
    details: [],
    detailCount: 0,
    settlement: {
      type: parts.type,
      kind: kind ?? 'adjustment',
      gross: parts.gross,
      grossCurrency: parts.gross === null ? null : parts.currency,
      exchangeRate: row.cell('exchange_rate'),
      fees: { commission: null, markup: null, scheme: null, interchange: null, total: parts.feeTotal },
      net: parts.amount,
      pspReference: parts.id,
      modificationReference: parts.source,
      merchantReference: row.cell('payment_metadata[order_id]', 'order_id', 'invoice_id'),
      paymentMethod: row.cell('payment_method_type', 'card_brand'),
      batch: parts.batch,
      merchantAccount: row.cell('connected_account_id', 'connected_account'),
      createdAt: row.cell('created', 'created_utc', 'created (utc)'),
      timeZone: 'UTC',
      pspStatus: parts.pspStatus,
    },
  };
}

function required(row: Row, currency: Currency, ...columns: string[]): bigint {
  const minor = money(row, currency, ...columns);
  if (minor === null) {
    throw new StatementFormatError({
      line: row.lineNo,
      value: row.raw,
      reason: `The row has no ${columns.join(' or ')}`,
      remedy: 'Export the report again',
    });
  }
  return minor;
}

function money(row: Row, currency: Currency, ...columns: string[]): bigint | null {
  const text = row.cell(...columns);
  if (text === null) return null;
  if (row.layout.units === 'major') return minorAmount(text, currency, row.lineNo);
  const stated = minorInteger(text, row.lineNo);
  const shift = currencyExponent(currency) - (API_EXPONENTS[currency] ?? currencyExponent(currency));
  if (shift >= 0) return stated * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  if (stated % divisor !== 0n) {
    throw new StatementFormatError({
      line: row.lineNo,
      value: text,
      reason: `Stripe writes ${currency} with decimals that must be zero`,
      remedy: 'Check that the amount is of this currency',
    });
  }
  return stated / divisor;
}

function dateOf(row: Row, warnings: WarningList, ...columns: string[]): IsoDate | null {
  const text = row.cell(...columns);
  if (text === null) return null;
  // The API itself counts seconds since 1970.
  const day = /^\d{9,10}$/.test(text) ? instantFromEpochMs(Number(text) * 1000) : text;
  const date = leadingDate(day);
  if (!date) warnings.add('impossible-date', row.lineNo, `"${text.slice(0, 40)}" is no calendar day`);
  return date ?? null;
}

import { Currency } from '@internal/plugin-payrec-common';
import { StatementReader } from '../StatementReader';
import { StatementFormatError } from '../StatementFormatError';
import { ParsedLine, SettlementKind } from '../types';
import { WarningList } from '../WarningList';
import { currencyOf, leadingDate, majorText, minorAmount } from '../amounts';
import { SettlementGroups } from './SettlementGroups';
import { Row, readRows } from './readRows';

/** Journal types of the Settlement details report. What is not listed moves money all the same: an adjustment. */
const KINDS: Record<string, SettlementKind> = {
  settled: 'sale',
  bulksettlement: 'sale',
  settledexternally: 'sale',
  settledinstallment: 'sale',
  refunded: 'refund',
  refundedbulk: 'refund',
  refundedexternally: 'refund',
  refundedreversed: 'refund_reversal',
  chargeback: 'chargeback',
  chargebackexternally: 'chargeback',
  chargebackreversed: 'chargeback_reversal',
  secondchargeback: 'second_chargeback',
  fee: 'fee',
  invoicededuction: 'fee',
  misccosts: 'adjustment',
  depositcorrection: 'reserve_hold',
  reserveadjustment: 'reserve_hold',
  balancetransfer: 'balance_transfer',
  merchantpayout: 'payout',
};

/** Adyen Settlement details report: a statement per merchant account, batch and net currency. Lines are net amounts. */
export const readAdyen: StatementReader = async function* readAdyen(text, warnings) {
  const groups = new SettlementGroups('adyen-settlement', 'Adyen', warnings, line =>
    ['payout', 'balance_transfer'].includes(line.settlement!.kind),
  );
  for await (const row of readRows(text, warnings)) {
    requireLayout(row);
    const line = toLine(row, warnings);
    const account = row.cell('merchant account');
    yield* groups.add({ account, batch: row.cell('batch number'), currency: line.currency }, line);
  }
  yield* groups.end();
};

function requireLayout(row: Row): void {
  if (row.layout.format === 'adyen-settlement') return;
  throw new StatementFormatError({
    line: 1,
    value: row.layout.format,
    reason: 'The columns are not those of an Adyen settlement details report',
    remedy: 'Leave the format out to have it told by the columns',
  });
}

function toLine(row: Row, warnings: WarningList): ParsedLine {
  const type = row.cell('type') ?? '';
  const currency = currencyOf(row.cell('net currency') ?? row.cell('gross currency') ?? '', row.lineNo);
  const net = creditLessDebit(row, 'net debit (nc)', 'net credit (nc)', currency);
  if (net === null) {
    throw new StatementFormatError({
      line: row.lineNo,
      value: row.raw,
      reason: 'The row has neither a net debit nor a net credit',
      remedy: 'Export the report again',
    });
  }
  const kind = KINDS[type.toLowerCase()];
  if (!kind)
    warnings.add(
      'unknown-record',
      row.lineNo,
      `"${type.slice(0, 40)}" is no known journal type; it counts as an adjustment`,
    );
  const grossCode = row.cell('gross currency');
  const grossCurrency = grossCode ? currencyOf(grossCode, row.lineNo) : null;
  const gross = grossCurrency && creditLessDebit(row, 'gross debit (gc)', 'gross credit (gc)', grossCurrency);
  const fee = (column: string) => feeOf(row, column, currency, warnings);
  const fees = {
    commission: fee('commission (nc)'),
    markup: fee('markup (nc)'),
    scheme: fee('scheme fees (nc)'),
    interchange: fee('interchange (nc)'),
    total: null,
  };
  const feeSum = [fees.commission, fees.markup, fees.scheme, fees.interchange].reduce<bigint>(
    (sum, part) => sum + (part ?? 0n),
    0n,
  );
  if (gross !== null && grossCurrency === currency && gross - feeSum !== net) {
    warnings.add(
      'fees-do-not-add',
      row.lineNo,
      `Gross less fees is ${majorText(gross - feeSum, currency)}, but net is ${majorText(net, currency)} ${currency}`,
    );
  }
  const batch = row.cell('batch number');
  const pspReference = row.cell('psp reference');
  const modificationReference = row.cell('modification reference');
  const merchantReference = row.cell('merchant reference');
  const createdAt = row.cell('creation date');
  const booked = row.cell('booking date') ?? createdAt;
  const bookingDate = booked === null ? null : leadingDate(booked) ?? null;
  if (booked && !bookingDate)
    warnings.add('impossible-date', row.lineNo, `"${booked.slice(0, 40)}" is no calendar day`);
  return {
    amount: net,
    currency,
    bookingDate,
    valueDate: null,
    valueDateRaw: null,
    reference: pspReference ?? merchantReference ?? modificationReference,
    endToEndId: null,
    customerRef: merchantReference,
    bankRef: modificationReference,
    batchRef: batch,
    counterparty: null,
    text: [type, merchantReference ?? modificationReference].filter(Boolean).join(' '),
    reversal: false,
    status: 'BOOK',
    bankCode: type || null,
    lineNo: row.lineNo,
    raw: row.raw,
    details: [],
    detailCount: 0,
    settlement: {
      type,
      kind: kind ?? 'adjustment',
      gross,
      grossCurrency,
      exchangeRate: row.cell('exchange rate'),
      fees,
      net,
      pspReference,
      modificationReference,
      merchantReference,
      paymentMethod: row.cell('payment method'),
      batch,
      merchantAccount: row.cell('merchant account'),
      createdAt,
      timeZone: row.cell('timezone'),
      pspStatus: null,
    },
  };
}

/** Two columns, one figure: credit less debit; null when both are empty. */
function creditLessDebit(row: Row, debitColumn: string, creditColumn: string, currency: Currency): bigint | null {
  const debit = row.cell(debitColumn);
  const credit = row.cell(creditColumn);
  if (debit === null && credit === null) return null;
  const minor = (text: string | null) => (text === null ? 0n : minorAmount(text, currency, row.lineNo));
  return minor(credit) - minor(debit);
}

/** A fee finer than the currency explains nothing exactly; the net is exact without it. */
function feeOf(row: Row, column: string, currency: Currency, warnings: WarningList): bigint | null {
  const text = row.cell(column);
  if (text === null) return null;
  try {
    return minorAmount(text, currency, row.lineNo);
  } catch (error) {
    if (!(error instanceof StatementFormatError) || !/^-?\d*\.\d+$/.test(text)) throw error;
    warnings.add('amount-format', row.lineNo, `The ${column} "${text}" is finer than ${currency} and is not kept`);
    return null;
  }
}

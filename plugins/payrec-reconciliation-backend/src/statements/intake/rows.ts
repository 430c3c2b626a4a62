import { createHash } from 'node:crypto';
import { CONTRACT_VERSION, Instant, IsoDate, currencyExponent, finalIndexTable } from '@internal/plugin-payrec-common';
import { EngineRow } from '@internal/plugin-payrec-node';
import { Account } from '../../service/AccountDirectory';
import { ParsedLine, SettlementDetails } from '../readers/types';
import { zonedTime } from './zonedTime';

/** The file a row stands in. */
export type FileFacts = {
  readonly fileId: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly now: Instant;
};

export const RAW_LINE_CHARS_MAX = 4000;

/** Columns of the scratch table of statement lines: the contract's, and the position that orders equal lines. */
export const LINE_COLUMNS = [
  ...finalIndexTable('statement_lines').columns,
  { name: 'statement_seq', type: 'integer' },
] as const;

/** Columns of the scratch table of transactions; `natural_key` becomes the id once equal rows are numbered. */
export const TRANSACTION_COLUMNS = [
  ...finalIndexTable('transactions').columns,
  { name: 'natural_key', type: 'text' },
  { name: 'row_no', type: 'integer' },
] as const;

/** Parts → lower-case hex of a SHA-256; parts cannot run into each other. */
export function hashOf(...parts: ReadonlyArray<string | number | null>): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function lineage(file: FileFacts, sourceSystem: string, lineNo: number): EngineRow {
  return {
    source_system: sourceSystem,
    source_file: file.fileName,
    source_file_sha256: file.sha256,
    source_line_no: lineNo,
    raw_payload_ref: null,
    ingested_at: file.now,
    pipeline_run_id: `statement-intake:${file.fileId}`,
    contract_version: CONTRACT_VERSION,
    valid_from_run: null,
    superseded_by: null,
  };
}

/** One entry of a bank statement as a row of `statement_lines`. */
export function toLineRow(
  line: ParsedLine,
  place: {
    account: Account;
    statementId: string;
    statementSeq: number;
    ordinal: number;
    statementNo: string | null;
    page: string | null;
    fallbackDate: IsoDate;
  },
  file: FileFacts,
): EngineRow {
  const { account } = place;
  const lineSha256 = createHash('sha256').update(line.raw).digest('hex');
  const valueDate = line.valueDate ?? line.bookingDate ?? place.fallbackDate;
  return {
    line_id: hashOf(account.id, place.statementNo, place.page, place.statementId, place.ordinal, lineSha256),
    statement_id: place.statementId,
    ordinal: place.ordinal,
    account_id: account.id,
    recon_unit: account.unit,
    amount_minor: line.amount,
    currency: line.currency,
    currency_exponent: currencyExponent(line.currency),
    booking_date: line.bookingDate,
    value_date: valueDate,
    value_date_raw: line.valueDateRaw,
    business_date: line.bookingDate ?? valueDate,
    bank_code: line.bankCode,
    bank_ref: line.bankRef,
    customer_ref: line.customerRef,
    end_to_end_id: line.endToEndId,
    reference: line.reference,
    batch_ref: line.batchRef,
    counterparty: line.counterparty,
    remittance: line.text,
    reversal: line.reversal,
    status: line.status,
    line_sha256: lineSha256,
    raw_line: line.raw.slice(0, RAW_LINE_CHARS_MAX),
    ...lineage(file, 'bank', line.lineNo),
    statement_seq: place.statementSeq,
  };
}

/**
 * One row of a settlement report as a transaction expected on the account that receives the payouts. Fees are what the
 * report took: gross plus fee is net, and a fee of its own (no gross) is all fee. Payout rows are no transactions; a balance
 * carried to the next batch is one, since a batch adds up only with it.
 */
export function toTransactionRow(
  line: ParsedLine,
  details: SettlementDetails,
  place: { account: Account; psp: 'adyen' | 'stripe'; rowNo: number; fallbackDate: IsoDate },
  file: FileFacts,
): EngineRow {
  const { account, psp } = place;
  const { gross, fee } = grossAndFee(details);
  const businessDate = line.bookingDate ?? line.valueDate ?? place.fallbackDate;
  const valueDate = line.valueDate ?? businessDate;
  const eventAt = zonedTime(details.createdAt, details.timeZone) ?? `${businessDate}T00:00:00Z`;
  const otherCurrency = details.grossCurrency !== null && details.grossCurrency !== line.currency;
  return {
    txn_id: null,
    merchant_id: account.settlementSource?.merchantId ?? details.merchantAccount ?? psp,
    store_id: null,
    account_id: account.id,
    recon_unit: account.unit,
    order_ref: details.merchantReference,
    reference: details.merchantReference ?? details.pspReference,
    psp,
    psp_ref: details.pspReference,
    acquirer_ref: null,
    type: details.kind,
    parent_txn_id: null,
    user_id: null,
    card_scheme: details.paymentMethod,
    funding: null,
    channel: null,
    country: null,
    gross_minor: gross,
    expected_fee_minor: fee,
    expected_net_minor: details.net,
    currency: line.currency,
    currency_exponent: currencyExponent(line.currency),
    orig_amount_minor: otherCurrency ? details.gross : null,
    orig_currency: otherCurrency ? details.grossCurrency : null,
    fx_rate: otherCurrency ? details.exchangeRate : null,
    status: 'settled',
    event_at: eventAt,
    captured_at: null,
    business_date: businessDate,
    value_date: valueDate,
    settlement_batch_id: details.batch,
    expected_value_date: null,
    ...lineage(file, psp, line.lineNo),
    natural_key: hashOf(
      psp,
      details.merchantAccount,
      details.pspReference,
      details.modificationReference,
      details.type,
      details.batch,
      details.net.toString(),
    ),
    row_no: place.rowNo,
  };
}

/** Gross in the currency of the net, and the fee that leads from one to the other. */
function grossAndFee(details: SettlementDetails): { gross: bigint; fee: bigint } {
  if (details.kind === 'fee') return { gross: 0n, fee: details.net };
  const { commission, markup, scheme, interchange, total } = details.fees;
  // The gross column may be in another currency; net plus costs is the gross in ours, exactly.
  const costs = total ?? (commission ?? 0n) + (markup ?? 0n) + (scheme ?? 0n) + (interchange ?? 0n);
  return { gross: details.net + costs, fee: -costs };
}

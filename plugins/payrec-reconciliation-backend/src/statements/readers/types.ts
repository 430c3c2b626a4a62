import { Currency, IsoDate } from '@internal/plugin-payrec-common';

/** What a file may be. `csv` with a bank's own columns is not read here: it needs a declared mapping. */
export const STATEMENT_FORMATS = [
  'mt940',
  'mt942',
  'camt053',
  'bai2',
  'adyen-settlement',
  'stripe-balance',
  'stripe-payout',
] as const;
export type StatementFormat = (typeof STATEMENT_FORMATS)[number];

/** Something the bank wrote sloppily but readably. `line` counts physical lines of the file from 1. */
export type StatementWarning = {
  readonly code: StatementWarningCode;
  readonly line: number | null;
  readonly message: string;
};

/** Stable codes: the intake stores them, screens translate them. */
export type StatementWarningCode =
  | 'amount-format'
  | 'balance-currency'
  | 'balance-unreadable'
  | 'chain-broken'
  | 'control-mismatch'
  | 'details-do-not-add'
  | 'details-truncated'
  | 'does-not-foot'
  | 'duplicate-tag'
  | 'encoding'
  | 'entry-currency'
  | 'entry-status'
  | 'fees-do-not-add'
  | 'header-lines'
  | 'impossible-date'
  | 'line-ends'
  | 'missing-account'
  | 'missing-balance'
  | 'missing-tag'
  | 'missing-trailer'
  | 'non-monetary-entry'
  | 'unknown-record'
  | 'unknown-tag'
  | 'unmarked-continuation'
  | 'warnings-truncated';

/** Known before the first line of a statement. Money is signed minor units, credit to the account holder positive. */
export type StatementHeader = {
  readonly format: StatementFormat;
  /** Account as the file writes it; null when it names none (Stripe's own account). */
  readonly accountNumber: string | null;
  /** BIC, bank or aggregator, where the file names it. */
  readonly bank: string | null;
  /** Currency of the balances; null when the file states none (MT942) or the lines have several. */
  readonly currency: Currency | null;
  /** The sender's own identifier: MT940 :20:, camt Stmt/Id, BAI2 file identification. */
  readonly statementRef: string | null;
  readonly statementNo: string | null;
  readonly page: string | null;
  readonly opening: bigint | null;
  readonly openingDate: IsoDate | null;
  /** Intraday report, superseded by the end-of-day statement. */
  readonly interim: boolean;
};

/** Known after the last line; repeats what a sloppy file states only there. */
export type StatementFooter = {
  readonly currency: Currency | null;
  readonly opening: bigint | null;
  readonly openingDate: IsoDate | null;
  readonly closing: bigint | null;
  readonly closingDate: IsoDate | null;
  /** Opening plus booked lines equals closing; null when the file gives no balances to compare. */
  readonly foots: boolean | null;
  /** Opening equals the closing of the statement before it in this file, same account and currency; null for the first. */
  readonly chainOk: boolean | null;
  readonly lineCount: number;
  readonly warnings: readonly StatementWarning[];
};

/** What a row of a settlement report means, in the words of `transactions.type`. */
export type SettlementKind =
  | 'sale'
  | 'refund'
  | 'chargeback'
  | 'chargeback_reversal'
  | 'second_chargeback'
  | 'refund_reversal'
  | 'fee'
  | 'adjustment'
  | 'reserve_hold'
  | 'reserve_release'
  | 'balance_transfer'
  | 'payout';

/** Fees as costs: positive lowers the net. Minor units of the line's currency; null when the column is empty. */
export type SettlementFees = {
  readonly commission: bigint | null;
  readonly markup: bigint | null;
  readonly scheme: bigint | null;
  readonly interchange: bigint | null;
  /** The only figure of a report that does not split its fee (Stripe). */
  readonly total: bigint | null;
};

/** The columns of a settlement report a bank statement does not have. */
export type SettlementDetails = {
  /** The report's own word: `Settled`, `charge`. */
  readonly type: string;
  readonly kind: SettlementKind;
  /** Signed, minor units of `grossCurrency`; null where the row has none (Adyen Fee, payout). */
  readonly gross: bigint | null;
  readonly grossCurrency: Currency | null;
  readonly exchangeRate: string | null;
  readonly fees: SettlementFees;
  /** Signed, minor units of the line's currency; equals the line's amount. */
  readonly net: bigint;
  readonly pspReference: string | null;
  readonly modificationReference: string | null;
  readonly merchantReference: string | null;
  readonly paymentMethod: string | null;
  /** Adyen batch number or Stripe payout id. */
  readonly batch: string | null;
  readonly merchantAccount: string | null;
  /** As written, with the zone the file names beside it. */
  readonly createdAt: string | null;
  readonly timeZone: string | null;
  /** The processor's state of a payout or balance transaction (`paid`, `in_transit`, `available`). */
  readonly pspStatus: string | null;
};

/** A part of a batch entry. Never added to the totals: the entry is the cash, these explain it. */
export type EntryDetail = {
  readonly amount: bigint | null;
  readonly currency: Currency | null;
  readonly endToEndId: string | null;
  readonly customerRef: string | null;
  readonly bankRef: string | null;
  readonly counterparty: string | null;
  readonly text: string | null;
};

/** One entry. `amount` is signed minor units of `currency`, credit to the account holder positive. */
export type ParsedLine = {
  readonly amount: bigint;
  readonly currency: Currency;
  readonly bookingDate: IsoDate | null;
  readonly valueDate: IsoDate | null;
  /** The value date as written when it is no calendar day (30 February is legal in 30/360). */
  readonly valueDateRaw: string | null;
  /** Best reference to match by: end-to-end id, customer reference, structured remittance reference. */
  readonly reference: string | null;
  readonly endToEndId: string | null;
  readonly customerRef: string | null;
  readonly bankRef: string | null;
  /** Settlement batch or Stripe payout id, from the text or a column. */
  readonly batchRef: string | null;
  readonly counterparty: string | null;
  readonly text: string;
  readonly reversal: boolean;
  /** PDNG lines are announced, not booked; they never count towards the footing. */
  readonly status: 'BOOK' | 'PDNG';
  /** MT940 type, BkTxCd domain/family/sub-family, BAI type code, report type. */
  readonly bankCode: string | null;
  readonly lineNo: number;
  /** The line as in the file (XML: the entry without white space), for evidence and the line hash. */
  readonly raw: string;
  readonly details: readonly EntryDetail[];
  /** All details of the entry, also those past the kept ones. */
  readonly detailCount: number;
  readonly settlement: SettlementDetails | null;
};

/** In file order; statements never overlap: start, its lines, end, next start, …, file-end. */
export type StatementEvent =
  | { readonly type: 'statement-start'; readonly header: StatementHeader }
  | { readonly type: 'line'; readonly line: ParsedLine }
  | { readonly type: 'statement-end'; readonly footer: StatementFooter }
  /** Warnings that belong to no statement: what follows the last one, file trailers, the encoding. */
  | { readonly type: 'file-end'; readonly warnings: readonly StatementWarning[] };

/** A whole statement in memory, for small files. */
export type ParsedStatement = StatementHeader & StatementFooter & { readonly lines: readonly ParsedLine[] };

import { minorToDecimal } from '@internal/plugin-payrec-common';

/** One :61: of a statement; the amount in minor units decides debit or credit. */
export type Mt940Line = { amount: bigint; reference?: string; text?: string; valueDate?: string };

const mtAmount = (minor: bigint) => minorToDecimal(minor < 0n ? -minor : minor, 2).replace('.', ',');
const mtDate = (date: string) => date.slice(2).replaceAll('-', '');
const mark = (minor: bigint) => (minor < 0n ? 'D' : 'C');

/** An MT940 that foots. `opening` in minor units; all lines are booked on `date` unless they say otherwise. */
export function mt940(file: {
  account: string;
  currency: string;
  statementNo: string;
  date: string;
  opening?: bigint;
  lines: readonly Mt940Line[];
}): string {
  const opening = file.opening ?? 0n;
  const closing = file.lines.reduce((sum, line) => sum + line.amount, opening);
  const balance = (tag: string, minor: bigint) =>
    `:${tag}:${mark(minor)}${mtDate(file.date)}${file.currency}${mtAmount(minor)}`;
  return [
    ':20:STATEMENT',
    `:25:${file.account}`,
    `:28C:${file.statementNo}`,
    balance('60F', opening),
    ...file.lines.flatMap(lineTags(file.date)),
    balance('62F', closing),
    '-',
    '',
  ].join('\r\n');
}

/** The intraday report of the same lines. */
export function mt942(file: {
  account: string;
  currency: string;
  statementNo: string;
  date: string;
  lines: readonly Mt940Line[];
}): string {
  return [
    ':20:INTRADAY',
    `:25:${file.account}`,
    `:28C:${file.statementNo}`,
    `:34F:${file.currency}0,`,
    `:13D:${mtDate(file.date)}1200+0100`,
    ...file.lines.flatMap(lineTags(file.date)),
    '-',
    '',
  ].join('\r\n');
}

const lineTags = (date: string) => (line: Mt940Line) =>
  [
    `:61:${mtDate(line.valueDate ?? date)}${date.slice(5).replace('-', '')}${mark(line.amount)}${mtAmount(
      line.amount,
    )}NTRF${line.reference ?? 'NONREF'}`,
    `:86:${line.text ?? 'TRANSFER'}`,
  ];

export type AdyenRow = { psp: string; reference: string; gross: bigint; commission: bigint };

const ADYEN_COLUMNS = `Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Payment Method Variant,Batch Number`;

/** A settlement details report of one batch: sales with their commission, a fee of its own, and the payout that nets it. */
export function adyenReport(report: {
  merchantAccount: string;
  currency: string;
  batch: string;
  date: string;
  rows: readonly AdyenRow[];
  batchFee?: bigint;
}): { text: string; gross: bigint; net: bigint; payout: bigint } {
  const { currency, batch } = report;
  const fee = report.batchFee ?? 0n;
  const gross = report.rows.reduce((sum, row) => sum + row.gross, 0n);
  const net = report.rows.reduce((sum, row) => sum + row.gross - row.commission, 0n) - fee;
  const decimal = (minor: bigint) => minorToDecimal(minor, 2);
  const line = (cells: readonly string[]) => cells.join(',');
  const head = ['Example', report.merchantAccount];
  const rows = report.rows.map(row =>
    line([
      ...head,
      row.psp,
      row.reference,
      'visa',
      `${report.date} 10:00:00`,
      'CET',
      'Settled',
      `${row.psp}M`,
      currency,
      '',
      decimal(row.gross),
      '1',
      currency,
      '',
      decimal(row.gross - row.commission),
      decimal(row.commission),
      '',
      '',
      '',
      'visa',
      batch,
    ]),
  );
  const batchRow = (type: string, note: string, minor: bigint) =>
    line([
      ...head,
      '',
      '',
      '',
      `${report.date} 23:00:00`,
      'CET',
      type,
      note,
      '',
      '',
      '',
      '',
      currency,
      decimal(minor),
      '',
      '',
      '',
      '',
      '',
      '',
      batch,
    ]);
  return {
    text: [
      ADYEN_COLUMNS,
      ...rows,
      ...(fee > 0n ? [batchRow('Fee', 'Transaction Fees', fee)] : []),
      batchRow('MerchantPayout', `TX1 batch ${batch} ${report.merchantAccount}`, net),
      '',
    ].join('\n'),
    gross,
    net,
    payout: net,
  };
}

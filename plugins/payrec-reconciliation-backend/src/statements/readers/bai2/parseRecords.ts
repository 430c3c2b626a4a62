import { IsoDate } from '@internal/plugin-payrec-common';
import { StatementFormatError } from '../StatementFormatError';
import { dateOfYymmdd, minorInteger } from '../amounts';
import { Bai2Record } from './readRecords';

/** How many fields a funds type brings: S three amounts, V date and time, D a count and that many pairs. */
function fundsFieldCount(fields: readonly string[], at: number): number {
  const type = fields[at]?.trim().toUpperCase();
  if (type === 'S') return 3;
  if (type === 'V') return 2;
  if (type !== 'D') return 0;
  const pairs = fields[at + 1]?.trim() ?? '';
  return /^\d{1,3}$/.test(pairs) ? 1 + 2 * Number(pairs) : 1;
}

/** Fields of a record without text: continuations go on where the record stopped. */
export function fieldsOf(record: Bai2Record): string[] {
  return record.pieces
    .join(',')
    .split(',')
    .map(field => field.trim());
}

export type Summary = { readonly type: string; readonly amount: bigint };

/** The balances and totals of a 03 record; groups without type or amount are skipped. */
export function parseSummaries(fields: readonly string[], line: number): Summary[] {
  const summaries: Summary[] = [];
  for (let at = 2; at < fields.length; ) {
    const [type, amount] = [fields[at], fields[at + 1] ?? ''];
    if (type && amount) summaries.push({ type, amount: minorInteger(amount, line) });
    at += 4 + fundsFieldCount(fields, at + 3);
  }
  return summaries;
}

export type Detail = {
  readonly type: string;
  readonly amountText: string;
  readonly valueDate: IsoDate | null;
  readonly valueDateRaw: string | null;
  readonly bankRef: string;
  readonly customerRef: string;
  /** Text lines: of the record itself and of each continuation. */
  readonly texts: readonly string[];
};

/** A 16 record. Its fields may run on in a continuation; once they are complete, all that follows is text. */
export function parseDetail(record: Bai2Record): Detail {
  let used = 1;
  let fields = record.pieces[0].split(',');
  const textAt = () => 3 + fundsFieldCount(fields, 2) + 2;
  while (fields.length < textAt() && used < record.pieces.length) {
    fields = `${fields.join(',')},${record.pieces[used]}`.split(',');
    used += 1;
  }
  const at = textAt();
  const valueText = fields[2]?.trim().toUpperCase() === 'V' ? fields[3]?.trim() || null : null;
  const valueDate = (valueText && dateOfYymmdd(valueText)) || null;
  return {
    type: fields[0].trim(),
    amountText: (fields[1] ?? '').trim(),
    valueDate,
    valueDateRaw: valueDate ? null : valueText,
    bankRef: fields[at - 2] ?? '',
    customerRef: fields[at - 1] ?? '',
    texts: [fields.slice(at).join(','), ...record.pieces.slice(used)].map(text => text.trim()).filter(Boolean),
  };
}

/**
 * The sign of a detail by its type code: 100–399 credit, 400–699 debit, and of the codes a bank defines itself 920–959 credit
 * and 960–999 debit, as the BAI2 code list reserves them. Null for codes that carry no money.
 * @throws StatementFormatError for a code whose direction the list does not say.
 */
export function signOf(type: string, amount: bigint, line: number): 1n | -1n | null {
  const code = /^\d{3}$/.test(type) ? Number(type) : NaN;
  if ((code >= 100 && code <= 399) || (code >= 920 && code <= 959)) return 1n;
  if ((code >= 400 && code <= 699) || (code >= 960 && code <= 999)) return -1n;
  if (code === 890 || amount === 0n) return null;
  throw new StatementFormatError({
    line,
    value: type,
    reason: 'The type code of the detail does not say whether it is a credit or a debit',
    remedy: 'Ask the bank for a code of 100–399 or 400–699',
  });
}

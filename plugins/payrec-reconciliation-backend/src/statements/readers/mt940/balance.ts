import { Currency } from '@internal/plugin-payrec-common';
import { StatementFormatError } from '../StatementFormatError';
import { currencyOf, dateOfYymmdd, minorAmount } from '../amounts';
import { Balance } from '../StatementChain';
import { WarningList } from '../WarningList';

const BALANCE = /^\s*(R?[CD])\s*(\d{6})\s*([A-Za-z]{3})?\s*([\d.,]+)\s*$/;

/**
 * `:60F:C131016EUR84349,74` and its kin. `known` is the currency of the statement so far: some banks leave it out of :62M:.
 * @throws StatementFormatError when sign, currency or amount cannot be read.
 */
export function parseBalance(
  tag: string,
  text: string,
  known: Currency | null,
  line: number,
  warnings: WarningList,
): Balance {
  const match = BALANCE.exec(text);
  if (!match) {
    throw new StatementFormatError({
      line,
      value: text,
      reason: `The balance in :${tag}: cannot be read`,
      remedy: 'It must be C or D, YYMMDD, currency and amount, such as C240131EUR1234,50',
    });
  }
  const [, mark, day, code, digits] = match;
  const currency = code ? currencyOf(code, line) : known;
  if (!currency) {
    throw new StatementFormatError({
      line,
      value: text,
      reason: `The balance in :${tag}: names no currency and none came before it`,
      remedy: 'Ask the bank for a complete statement',
    });
  }
  const date = dateOfYymmdd(day) ?? null;
  if (!date) warnings.add('impossible-date', line, `"${day}" in :${tag}: is no calendar day`);
  const minor = swiftAmount(digits, currency, line, warnings);
  // RC takes a credit back, so it counts as a debit, as on an entry.
  return { amount: mark === 'C' || mark === 'RD' ? minor : -minor, currency, date };
}

/** `107,` and `12,5` → minor units; a point for the comma, or no mark at all, is accepted with a warning. */
export function swiftAmount(text: string, currency: Currency, line: number, warnings: WarningList): bigint {
  let plain = text;
  if (/^\d*,\d*$/.test(text) && text !== ',') {
    plain = text.replace(',', '.');
  } else if (/^\d{1,3}(\.\d{3})+,\d*$/.test(text)) {
    plain = text.replace(/\./g, '').replace(',', '.');
    warnings.add('amount-format', line, `"${text}" has points between thousands`);
  } else if (/^\d+(\.\d{1,2})?$/.test(text)) {
    warnings.add('amount-format', line, `"${text}" has no comma; read as ${text} ${currency}`);
  } else {
    throw new StatementFormatError({
      line,
      value: text,
      reason: 'The amount cannot be read',
      remedy: 'It must be digits with one comma, such as 1234,50 or 107,',
    });
  }
  return minorAmount(plain, currency, line);
}

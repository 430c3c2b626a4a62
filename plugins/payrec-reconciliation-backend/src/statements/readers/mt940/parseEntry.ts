import { IsoDate, daysBetween, isIsoDate, isoDateOf, partsOf } from '@internal/plugin-payrec-common';
import { StatementFormatError } from '../StatementFormatError';
import { centuryOf, dateOfYymmdd } from '../amounts';
import { meaningful } from '../references';
import { WarningList } from '../WarningList';

/** The fields of a :61:, its amount still as text: the currency may only be known later. */
export type Entry = {
  readonly valueDate: IsoDate | null;
  readonly valueDateRaw: string | null;
  readonly bookingDate: IsoDate | null;
  /** 1 for a credit to us, −1 for a debit; reversals already turned. */
  readonly sign: 1n | -1n;
  readonly reversal: boolean;
  readonly expected: boolean;
  readonly amountText: string;
  readonly bankCode: string | null;
  readonly customerRef: string | null;
  readonly bankRef: string | null;
  readonly supplement: string;
};

/** Value date, entry date, mark, funds code, amount, rest. The mark decides the sign: RC and RD undo a credit or debit. */
const ENTRY =
  /^\s*(\d{6})\s*(\d{4})?\s*(RC|RD|EC|ED|C|D)\s*([A-Z])?\s*(\d[\d.,]*|,\d+)\s*(?:([A-Z][A-Za-z0-9 ]{3})(.*))?$/;

/**
 * `:61:0709040904RCR204,88NRTINONREF//9876` with its supplementary lines.
 * @throws StatementFormatError when date, mark or amount are not there: an entry without them is no money.
 */
export function parseEntry(lines: readonly string[], line: number, warnings: WarningList): Entry {
  let match = ENTRY.exec(lines[0].trimEnd());
  let supplementFrom = 1;
  if (!match) {
    // A bank that wraps at a fixed width may cut the entry itself.
    match = ENTRY.exec(lines.map(text => text.trim()).join(''));
    supplementFrom = lines.length;
  }
  if (!match) {
    throw new StatementFormatError({
      line,
      value: lines[0],
      reason: 'The entry in :61: cannot be read',
      remedy: 'It must be a value date, C, D, RC or RD, and an amount with a comma',
    });
  }
  const [, valueText, entryText, mark, , amountText, code, rest = ''] = match;
  const valueDate = dateOfYymmdd(valueText) ?? null;
  if (!valueDate) {
    warnings.add('impossible-date', line, `The value date "${valueText}" is no calendar day; kept as written`);
  }
  const supplement = lines
    .slice(supplementFrom)
    .map(text => text.trim())
    .filter(Boolean);
  const cut = rest.indexOf('//');
  const wrappedBankRef = cut < 0 && supplement[0]?.startsWith('//') ? supplement.shift()!.slice(2) : undefined;
  return {
    valueDate,
    valueDateRaw: valueDate ? null : valueText,
    bookingDate: entryText ? entryDate(entryText, valueText, line, warnings) : null,
    sign: mark === 'C' || mark === 'RD' || mark === 'EC' ? 1n : -1n,
    reversal: mark.startsWith('R'),
    expected: mark.startsWith('E'),
    amountText,
    bankCode: code?.trim() || null,
    customerRef: meaningful(cut < 0 ? rest : rest.slice(0, cut)),
    bankRef: meaningful(cut < 0 ? wrappedBankRef : rest.slice(cut + 2)),
    supplement: supplement.join(' '),
  };
}

/** MMDD has no year: the one nearest to the value date, so that 1231 and 0102 roll over. */
function entryDate(mmdd: string, valueText: string, line: number, warnings: WarningList): IsoDate | null {
  // Nearly always the day of the value date.
  const same = valueText.endsWith(mmdd) && dateOfYymmdd(valueText);
  if (same) return same;
  const year = Number(centuryOf(valueText.slice(0, 2)) + valueText.slice(0, 2));
  // An impossible value date still has a month, which is near enough to choose a year by.
  const month = Math.min(Math.max(Number(valueText.slice(2, 4)), 1), 12);
  const near = dateOfYymmdd(valueText) ?? isoDateOf(year, month, 28);
  const candidates = [-1, 0, 1]
    .map(offset => `${partsOf(near).year + offset}-${mmdd.slice(0, 2)}-${mmdd.slice(2)}`)
    .filter(isIsoDate)
    .sort((a, b) => Math.abs(daysBetween(near, a)) - Math.abs(daysBetween(near, b)));
  if (!candidates.length) warnings.add('impossible-date', line, `The entry date "${mmdd}" is no day of a year`);
  return candidates[0] ?? null;
}

import {
  Currency,
  IsoDate,
  currencyExponent,
  isCurrency,
  isIsoDate,
  minorFromDecimal,
  minorToDecimal,
} from '@internal/plugin-payrec-common';
import { StatementFormatError } from './StatementFormatError';

/** Longest amount taken seriously: 15 digits in MT940, 18 in ISO 20022; BIGINT ends at 19. */
const DIGITS_MAX = 18;

/** Minor units as people write the amount, for warnings: `-12.50`. */
export const majorText = (minor: bigint, currency: Currency): string =>
  minorToDecimal(minor, currencyExponent(currency));

/**
 * Unsigned or signed decimal text with a point → minor units, exactly.
 * @throws StatementFormatError when it is no plain decimal, has more decimals than the currency or too many digits.
 */
export function minorAmount(text: string, currency: Currency, line: number): bigint {
  let minor: bigint;
  try {
    minor = minorFromDecimal(text, currencyExponent(currency), currency);
  } catch {
    const decimals = /^[+-]?\d*\.\d+$/.test(text);
    throw new StatementFormatError({
      line,
      value: text,
      reason: decimals
        ? `The amount has more than the ${currencyExponent(currency)} decimals of ${currency}`
        : 'The amount cannot be read',
      remedy: decimals
        ? 'Nothing is rounded here; ask the sender for the booked amount'
        : 'Ask the sender for a corrected file',
    });
  }
  checkSize(text, minor, line);
  return minor;
}

/** Integer text in minor units. @throws StatementFormatError on anything else, a decimal point above all. */
export function minorInteger(text: string, line: number): bigint {
  if (!/^[+-]?\d{1,40}$/.test(text)) {
    throw new StatementFormatError({
      line,
      value: text,
      reason: 'The amount is no integer of minor units, as this format demands',
      remedy: 'Check that the file is of the format it was read as',
    });
  }
  const minor = BigInt(text.replace('+', ''));
  checkSize(text, minor, line);
  return minor;
}

function checkSize(text: string, minor: bigint, line: number): void {
  if (minor.toString().replace('-', '').length > DIGITS_MAX) {
    throw new StatementFormatError({
      line,
      value: text,
      reason: `The amount has more than ${DIGITS_MAX} digits`,
      remedy: 'Ask the sender for a corrected file',
    });
  }
}

/** @throws StatementFormatError for a code that is not in the shipped ISO 4217 table. */
export function currencyOf(text: string, line: number): Currency {
  const code = text.trim().toUpperCase();
  if (!isCurrency(code)) {
    throw new StatementFormatError({
      line,
      value: text,
      reason: 'The currency is not known, so the decimals of its amounts are not either',
      remedy: 'Ask the sender for the ISO 4217 code',
    });
  }
  return code;
}

/** YYMMDD → day, 80–99 being the last century; undefined when it is no calendar day. */
export function dateOfYymmdd(text: string): IsoDate | undefined {
  const date = `${centuryOf(text.slice(0, 2))}${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`;
  return /^\d{6}$/.test(text) && isIsoDate(date) ? date : undefined;
}

/** `19` or `20` for a two-digit year. */
export function centuryOf(yy: string): string {
  return yy >= '80' ? '19' : '20';
}

/** The day of `2026-03-30`, `2026-03-30T10:00:00+02:00` or `2026-03-30 10:00`, as written, never moved to another zone. */
export function leadingDate(text: string): IsoDate | undefined {
  const day = text.trim().slice(0, 10);
  return isIsoDate(day) ? day : undefined;
}

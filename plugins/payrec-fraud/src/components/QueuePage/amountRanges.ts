import { currencyExponent, minorFromDecimal, minorToDecimal, parseCurrency } from '@internal/plugin-payrec-common';

/** One range as a person types it: decimals of the currency; an empty end is open. */
export type AmountRange = { currency: string; from: string; to: string };

/** `EUR:5000:` → 50.00 and open. */
export function parseAmountRange(text: string): AmountRange {
  const [code, from, to] = text.split(':');
  const exponent = currencyExponent(parseCurrency(code));
  const decimal = (minor: string) => (minor ? minorToDecimal(BigInt(minor), exponent) : '');
  return { currency: code, from: decimal(from), to: decimal(to) };
}

/**
 * The range as the contract spells it; undefined when both ends are open.
 * @throws TypeError if an end is not an amount of the currency, or negative.
 */
export function formatAmountRange({ currency, from, to }: AmountRange): string | undefined {
  const exponent = currencyExponent(parseCurrency(currency));
  const minor = (text: string) => {
    if (!text.trim()) return '';
    const value = minorFromDecimal(text.trim(), exponent, currency);
    if (value < 0n) throw new TypeError(`"${text}" is negative`);
    return value.toString();
  };
  const [low, high] = [minor(from), minor(to)];
  return low || high ? `${currency}:${low}:${high}` : undefined;
}

import { Currency, MoneyJson, currencyExponent, minorToDecimal, parseCurrency } from '@internal/plugin-payrec-common';

/** Groups are set apart by a narrow no-break space in every locale: a point or comma in a sum is then always decimal. */
export const GROUP_SEPARATOR = '\u202f';
export const TRUE_MINUS = '\u2212';

export type FormatMoneyOptions = {
  /** BCP 47, such as `de-CH`; decides decimal mark and group sizes. */
  locale?: string;
  /** A plus before positive amounts as well. */
  signed?: boolean;
  /** The code before the amount: `EUR −427.73`. */
  withCurrency?: boolean;
};

type MoneyLike = { minor: string | bigint; currency: string };

type NumberStyle = { decimal: string; format: Intl.NumberFormat; groups: { last: number; others: number } };
const styles = new Map<string, NumberStyle>();
/** Shows how a locale groups: 1 234 567 890, 1 23 45 67 890. */
const TEN_DIGITS = 1_234_567_890;

function styleOf(locale: string): NumberStyle {
  let style = styles.get(locale);
  if (!style) {
    const options = { numberingSystem: 'latn', useGrouping: true } as const;
    const format = new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: 0 });
    const decimal = new Intl.NumberFormat(locale, options).formatToParts(1.5).find(part => part.type === 'decimal');
    const lengths = format
      .formatToParts(TEN_DIGITS)
      .flatMap(part => (part.type === 'integer' ? part.value.length : []));
    const last = lengths.pop()!;
    style = { format, decimal: decimal?.value ?? '.', groups: { last, others: lengths.pop() ?? last } };
    styles.set(locale, style);
  }
  return style;
}

/** Digits in groups of the locale. `Intl` does the same a hundred times slower, and a table in motion draws many sums. */
function inGroups(digits: string, { last, others }: NumberStyle['groups']): string {
  let result = digits.slice(-last);
  for (let end = digits.length - last; end > 0; end -= others) {
    result = digits.slice(Math.max(0, end - others), end) + GROUP_SEPARATOR + result;
  }
  return result;
}

/** Digits of a whole number in groups of the locale; exact at any size. */
export function formatInteger(value: bigint | number, locale = 'en'): string {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
    const digits = String(value);
    const { groups } = styleOf(locale);
    return digits.startsWith('-') ? TRUE_MINUS + inGroups(digits.slice(1), groups) : inGroups(digits, groups);
  }
  const own: Partial<Record<string, string>> = { group: GROUP_SEPARATOR, minusSign: TRUE_MINUS };
  const parts = styleOf(locale).format.formatToParts(value);
  return parts.map(part => own[part.type] ?? part.value).join('');
}

/**
 * An amount for people: exact, all decimals of its currency, true minus, grouped with no-break spaces.
 * @throws TypeError on an unknown currency.
 */
export function formatMoney(money: MoneyLike | MoneyJson, options: FormatMoneyOptions = {}): string {
  const { locale = 'en', signed = false, withCurrency = false } = options;
  const currency: Currency = parseCurrency(money.currency);
  const minor = BigInt(money.minor);
  const [whole, fraction] = minorToDecimal(minor < 0n ? -minor : minor, currencyExponent(currency)).split('.');
  const amount = formatInteger(BigInt(whole), locale) + (fraction ? styleOf(locale).decimal + fraction : '');
  let sign = '';
  if (minor < 0n) sign = TRUE_MINUS;
  else if (signed && minor > 0n) sign = '+';
  return `${withCurrency ? `${currency}\u00a0` : ''}${sign}${amount}`;
}

import { Currency, currencyExponent, parseCurrency } from './currencies';

/**
 * An exact amount: integer minor units of one currency. Positive is a credit to us.
 * JSON form is {@link MoneyJson}; a JavaScript number never holds an amount.
 */
export type Money = { readonly minor: bigint; readonly currency: Currency };

/** Money on the wire: minor units as decimal text (past 2^53 a JSON number is silently wrong). */
export type MoneyJson = { minor: string; currency: string };

const INTEGER = /^-?\d{1,38}$/;

/**
 * Minor units → Money. `minor` is an integer as bigint or text of at most 38 digits.
 * @throws TypeError on anything else, and on an unknown currency.
 */
export function moneyFromMinor(minor: bigint | string, currency: string): Money {
  if (typeof minor === 'string' && !INTEGER.test(minor)) {
    throw new TypeError(`"${minor}" is not an integer of minor units`);
  }
  return { minor: BigInt(minor), currency: parseCurrency(currency) };
}

/**
 * Decimal text in major units → Money: `12.34` EUR is 1234. Accepts an optional sign, digits and one point; trailing
 * zeros past the exponent are exact and accepted, any other further digit is not.
 * @throws TypeError when the text is no plain decimal, or has more decimals than the currency (never rounds silently).
 */
export function moneyFromDecimal(text: string, currency: string): Money {
  const code = parseCurrency(currency);
  return { minor: minorFromDecimal(text, currencyExponent(code), code), currency: code };
}

/** As {@link moneyFromDecimal} for readers that know only an exponent; `label` is named in the error. */
export function minorFromDecimal(text: string, exponent: number, label: string): bigint {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match || (!match[2] && !match[3])) {
    throw new TypeError(`"${text}" is not a decimal amount such as -1234.50`);
  }
  const fraction = match[3] ?? '';
  if (/[^0]/.test(fraction.slice(exponent))) {
    throw new TypeError(`"${text}" has more than the ${exponent} decimals of ${label}; round it at the source`);
  }
  const digits = (match[2] || '0') + fraction.slice(0, exponent).padEnd(exponent, '0');
  const minor = BigInt(digits);
  return match[1] === '-' ? -minor : minor;
}

/** Money → decimal text in major units with all decimals of its currency: `-0.01`, `1234`, `5.000`. */
export function moneyToDecimal(money: Money): string {
  return minorToDecimal(money.minor, currencyExponent(money.currency));
}

/** Minor units → decimal text with `exponent` decimals. */
export function minorToDecimal(minor: bigint, exponent: number): string {
  const negative = minor < 0n;
  const digits = (negative ? -minor : minor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${negative ? '-' : ''}${whole}${fraction}`;
}

export function moneyToJson(money: Money): MoneyJson {
  return { minor: money.minor.toString(), currency: money.currency };
}

export function moneyFromJson(json: MoneyJson): Money {
  return moneyFromMinor(json.minor, json.currency);
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) {
    throw new TypeError(`Cannot combine ${a.currency} with ${b.currency}: amounts are only added within a currency`);
  }
}

/** a + b. @throws TypeError when the currencies differ. */
export function add(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return { minor: a.minor + b.minor, currency: a.currency };
}

/** a − b. @throws TypeError when the currencies differ. */
export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return { minor: a.minor - b.minor, currency: a.currency };
}

/** −a. */
export function negate(a: Money): Money {
  return { minor: -a.minor, currency: a.currency };
}

export function isZero(a: Money): boolean {
  return a.minor === 0n;
}

/**
 * Totals per currency, sorted by code; empty for no amounts. There is deliberately no sum over currencies.
 */
export function sumByCurrency(amounts: Iterable<Money>): Money[] {
  const totals = new Map<Currency, bigint>();
  for (const { minor, currency } of amounts) {
    totals.set(currency, (totals.get(currency) ?? 0n) + minor);
  }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, minor]) => ({ minor, currency }));
}

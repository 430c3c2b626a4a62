/**
 * An exact ratio such as an FX rate or a fee in sub-minor units, as plain decimal text with at most 10 decimals
 * (storage: DECIMAL(38,10)). Never a float.
 */
export type Rate = string & { readonly __brand: 'Rate' };

/** @throws TypeError when the text is no plain decimal or has more than 10 decimals. */
export function parseRate(text: string): Rate {
  if (!/^-?\d{1,28}(\.\d{1,10})?$/.test(text)) {
    throw new TypeError(`"${text}" is not a rate: plain decimal text with at most 10 decimals`);
  }
  return text as Rate;
}

/** How a value exactly between two minor units is settled: away from zero (as both engines do), to even, or always down. */
export type RoundingMode = 'half-up' | 'half-even' | 'down';

/** Whether a magnitude is rounded away from zero: twice the rest, the divisor and the quotient so far, none negative. */
const ROUNDS_UP: Record<RoundingMode, (twice: bigint, divisor: bigint, quotient: bigint) => boolean> = {
  'half-up': (twice, divisor) => twice >= divisor,
  'half-even': (twice, divisor, quotient) => twice > divisor || (twice === divisor && quotient % 2n === 1n),
  down: () => false,
};

/**
 * The one rounding function: `numerator / denominator` to an integer under a named mode. The sign is that of the quotient.
 * @throws RangeError when the denominator is zero.
 */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  if (denominator === 0n) {
    throw new RangeError('Division by zero: a ratio without a denominator is null, not a number');
  }
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  let quotient = n / d;
  const twice = (n % d) * 2n;
  const up = ROUNDS_UP[mode](twice, d, quotient);
  if (up) quotient += 1n;
  return negative ? -quotient : quotient;
}

/** `minor × rate`, rounded by the named mode; unit: minor units of the target when both currencies have the same exponent. */
export function multiplyByRate(minor: bigint, rate: Rate, mode: RoundingMode): bigint {
  const [whole, fraction = ''] = rate.split('.');
  return divideRounded(minor * BigInt(whole + fraction), 10n ** BigInt(fraction.length), mode);
}

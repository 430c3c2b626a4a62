import fc from 'fast-check';
import { currencyExponent, isCurrency, listCurrencies, parseCurrency } from './currencies';
import {
  add,
  minorFromDecimal,
  moneyFromDecimal,
  moneyFromJson,
  moneyFromMinor,
  moneyToDecimal,
  moneyToJson,
  subtract,
  sumByCurrency,
} from './money';
import { divideRounded, multiplyByRate, parseRate, RoundingMode } from './rate';

describe('currencies', () => {
  test.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
    // Intl says 0 for these four on Node 20; the standard says 2 (IQD 3).
    ['HUF', 2],
    ['COP', 2],
    ['MGA', 2],
    ['IQD', 3],
    ['DEM', 2],
  ])('%s has %d decimals', (code, exponent) => {
    expect(currencyExponent(parseCurrency(code))).toBe(exponent);
  });

  test.each(['eur', 'EU', '', 'XAU', 'XXX', 'EURO'])('%p is refused', code => {
    expect(isCurrency(code)).toBe(false);
    expect(() => parseCurrency(code)).toThrow(`"${code}" is not an ISO 4217 currency code`);
  });

  it('lists each code once', () => {
    expect(new Set(listCurrencies()).size).toBe(listCurrencies().length);
  });
});

describe('moneyFromDecimal', () => {
  test.each([
    ['12.34', 'EUR', 1234n],
    ['-0.01', 'EUR', -1n],
    ['.5', 'EUR', 50n],
    ['107.', 'EUR', 10700n],
    ['+7', 'EUR', 700n],
    ['12.3400', 'EUR', 1234n],
    ['90071992547409.93', 'EUR', 9007199254740993n],
    ['1234', 'JPY', 1234n],
    ['1234.00', 'JPY', 1234n],
    ['1.234', 'KWD', 1234n],
  ])('%s %s', (text, currency, minor) => {
    expect(moneyFromDecimal(text, currency)).toEqual({ minor, currency });
  });

  test.each([
    ['12.345', 'EUR', 'more than the 2 decimals'],
    ['1.5', 'JPY', 'more than the 0 decimals'],
    ['1,234.56', 'EUR', 'is not a decimal amount'],
    ['1e3', 'EUR', 'is not a decimal amount'],
    ['', 'EUR', 'is not a decimal amount'],
    ['.', 'EUR', 'is not a decimal amount'],
    ['--1', 'EUR', 'is not a decimal amount'],
    ['1.00', 'EURO', 'is not an ISO 4217'],
  ])('refuses %p %s', (text, currency, message) => {
    expect(() => moneyFromDecimal(text, currency)).toThrow(message);
  });

  it('is the inverse of moneyToDecimal for every currency', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 37n), 10n ** 37n), fc.constantFrom(...listCurrencies()), (minor, currency) => {
        const money = moneyFromMinor(minor, currency);
        expect(moneyFromDecimal(moneyToDecimal(money), currency)).toEqual(money);
        expect(moneyFromJson(JSON.parse(JSON.stringify(moneyToJson(money))))).toEqual(money);
      }),
    );
  });

  it('refuses minor units that are not an integer', () => {
    expect(() => moneyFromMinor('1.5', 'EUR')).toThrow('"1.5" is not an integer of minor units');
    expect(() => minorFromDecimal('1.001', 2, 'EUR')).toThrow('round it at the source');
  });
});

describe('arithmetic', () => {
  const eur = (minor: bigint) => moneyFromMinor(minor, 'EUR');

  it('adds and subtracts within a currency only', () => {
    expect(add(eur(1n), eur(2n))).toEqual(eur(3n));
    expect(subtract(eur(1n), eur(2n))).toEqual(eur(-1n));
    expect(() => add(eur(60n), moneyFromMinor(40n, 'USD'))).toThrow('Cannot combine EUR with USD');
    expect(() => subtract(eur(1n), moneyFromMinor(1n, 'USD'))).toThrow(TypeError);
  });

  it('totals per currency and never over currencies', () => {
    expect(sumByCurrency([eur(5n), moneyFromMinor(7n, 'JPY'), eur(-2n)])).toEqual([eur(3n), moneyFromMinor(7n, 'JPY')]);
    expect(sumByCurrency([])).toEqual([]);
  });

  test.each<[bigint, bigint, RoundingMode, bigint]>([
    [5n, 2n, 'half-up', 3n],
    [-5n, 2n, 'half-up', -3n],
    [5n, 2n, 'half-even', 2n],
    [7n, 2n, 'half-even', 4n],
    [5n, 2n, 'down', 2n],
    [-5n, 2n, 'down', -2n],
    [5n, -2n, 'half-up', -3n],
    [9215n * 50n, 10_000n, 'down', 46n],
  ])('%d / %d %s', (numerator, denominator, mode, quotient) => {
    expect(divideRounded(numerator, denominator, mode)).toBe(quotient);
  });

  it('names a missing denominator, and keeps rates exact', () => {
    expect(() => divideRounded(1n, 0n, 'down')).toThrow('Division by zero');
    expect(multiplyByRate(10_000n, parseRate('0.9215'), 'half-up')).toBe(9215n);
    expect(multiplyByRate(-10_000n, parseRate('0.92155'), 'half-even')).toBe(-9216n);
    expect(() => parseRate('0.12345678901')).toThrow('at most 10 decimals');
    expect(() => parseRate('1e-3')).toThrow('is not a rate');
  });
});

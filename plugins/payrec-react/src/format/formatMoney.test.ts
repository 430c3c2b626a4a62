import { formatInteger, formatMoney } from './formatMoney';

// The narrow no-break space is written as a low line in this table, so that it can be read.
const spaced = (text: string) => text.replace(/_/g, '\u202f');

describe('formatMoney', () => {
  it.each([
    ['zero', { minor: '0', currency: 'EUR' }, {}, '0.00'],
    ['one cent', { minor: '1', currency: 'EUR' }, {}, '0.01'],
    ['a true minus', { minor: '-42773', currency: 'EUR' }, {}, '−427.73'],
    ['minus below one', { minor: '-5', currency: 'EUR' }, {}, '−0.05'],
    ['groups', { minor: '1248091137', currency: 'EUR' }, {}, '12_480_911.37'],
    ['four digits are grouped too', { minor: '481200', currency: 'EUR' }, { locale: 'es' }, '4_812,00'],
    ['yen have no decimals', { minor: '-12800', currency: 'JPY' }, {}, '−12_800'],
    ['dinars have three', { minor: '1234567', currency: 'KWD' }, {}, '1_234.567'],
    ['dinars, zero', { minor: '0', currency: 'KWD' }, {}, '0.000'],
    ['four decimals', { minor: '12345', currency: 'CLF' }, {}, '1.2345'],
    ['forint have two, whatever Intl says', { minor: '12345', currency: 'HUF' }, {}, '123.45'],
    ['past 2^53', { minor: '90071992547409931', currency: 'EUR' }, {}, '900_719_925_474_099.31'],
    ['38 digits', { minor: '9'.repeat(38), currency: 'JPY' }, {}, `99${'_999'.repeat(12)}`],
    ['signed, positive', { minor: '31000', currency: 'EUR' }, { signed: true }, '+310.00'],
    ['signed, zero has none', { minor: '0', currency: 'EUR' }, { signed: true }, '0.00'],
    ['with currency', { minor: '-42773', currency: 'EUR' }, { withCurrency: true }, 'EUR\u00a0−427.73'],
    ['German mark', { minor: '123456', currency: 'EUR' }, { locale: 'de' }, '1_234,56'],
    ['Swiss mark', { minor: '123456', currency: 'CHF' }, { locale: 'de-CH' }, '1_234.56'],
    ['Indian groups', { minor: '1234567890', currency: 'INR' }, { locale: 'en-IN' }, '1_23_45_678.90'],
    ['Latin digits in Arabic', { minor: '123456', currency: 'AED' }, { locale: 'ar-EG' }, '1_234.56'],
    ['bigint', { minor: -100n, currency: 'EUR' }, {}, '−1.00'],
  ] as const)('%s', (_, money, options, expected) => {
    expect(formatMoney(money, options)).toBe(spaced(expected));
  });

  it('refuses a currency it does not know', () => {
    expect(() => formatMoney({ minor: '1', currency: 'XXX' })).toThrow('"XXX" is not an ISO 4217 currency code');
  });
});

describe('formatInteger', () => {
  it.each([
    [0, '0'],
    [1204530, '1_204_530'],
    [-12, '−12'],
    [2n ** 70n, '1_180_591_620_717_411_303_424'],
  ])('%s', (value, expected) => {
    expect(formatInteger(value)).toBe(spaced(expected));
  });
});

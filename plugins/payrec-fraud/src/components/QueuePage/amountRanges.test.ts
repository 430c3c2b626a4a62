import { AmountRange, formatAmountRange, parseAmountRange } from './amountRanges';

test.each<[string, AmountRange]>([
  ['EUR:5000:', { currency: 'EUR', from: '50.00', to: '' }],
  ['EUR:0:99', { currency: 'EUR', from: '0.00', to: '0.99' }],
  ['JPY:10000:', { currency: 'JPY', from: '10000', to: '' }],
  ['KWD::1500', { currency: 'KWD', from: '', to: '1.500' }],
])('%s there and back', (text, range) => {
  expect(parseAmountRange(text)).toEqual(range);
  expect(formatAmountRange(range)).toBe(text);
});

test('open at both ends is no filter', () => {
  expect(formatAmountRange({ currency: 'EUR', from: ' ', to: '' })).toBeUndefined();
});

test.each([
  ['EUR', '1.234'],
  ['JPY', '0.5'],
  ['EUR', 'much'],
  ['EUR', '-1'],
])('%s %s is refused', (currency, from) => {
  expect(() => formatAmountRange({ currency, from, to: '' })).toThrow(TypeError);
});

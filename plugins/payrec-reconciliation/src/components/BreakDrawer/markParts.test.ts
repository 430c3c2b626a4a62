import { amountSpellings, MarkedPart, markParts } from './markParts';

const plain = (text: string): MarkedPart => ({ text, marked: false });
const marked = (text: string): MarkedPart => ({ text, marked: true });

test.each<[string, string, string[], MarkedPart[]]>([
  [
    'amount and batch',
    'C55308,07N BATCH 380',
    ['55308,07', 'batch 380'],
    [plain('C'), marked('55308,07'), plain('N '), marked('BATCH 380')],
  ],
  ['the longer needle wins', 'ORD-7781', ['ORD', 'ORD-7781'], [marked('ORD-7781')]],
  ['nothing found', 'NONREF', ['ORD-1'], [plain('NONREF')]],
  ['short needles are noise', 'a 12 b', ['12'], [plain('a 12 b')]],
  ['characters of patterns are text', 'x (a+b) y', ['(a+b)'], [plain('x '), marked('(a+b)'), plain(' y')]],
  ['empty', '', ['abc'], []],
])('%s', (_, text, needles, parts) => {
  expect(markParts(text, needles)).toEqual(parts);
  expect(
    markParts(text, needles)
      .map(part => part.text)
      .join(''),
  ).toBe(text);
});

test('an amount is found with comma and with point, without its sign', () => {
  expect(amountSpellings('-55308.07')).toEqual(['55308,07', '55308.07']);
  expect(amountSpellings('12800')).toEqual(['12800', '12800']);
});

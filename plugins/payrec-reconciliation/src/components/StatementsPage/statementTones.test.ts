import { Translate } from '../../translation';
import { formatText } from './statementTones';

const t = ((key: string) => key) as unknown as Translate;

test.each([
  ['mt940', 'statements.formatMt940'],
  ['adyen-settlement', 'statements.formatAdyenSettlement'],
  ['a-format-of-later', 'a-format-of-later'],
  // Names every object has are no formats.
  ['toString', 'toString'],
  [null, '—'],
])('the format %s is shown as %s', (format, shown) => {
  expect(formatText(format, t)).toBe(shown);
});

import { Translate } from '../../translation';
import { passText } from './runTones';

const t = ((key: string) => key) as unknown as Translate;

test.each([
  ['P1_EXACT_REF', 'runs.passExactRef'],
  ['P5_TOLERANCE', 'runs.passTolerance'],
  ['P6_OF_LATER', 'P6_OF_LATER'],
  ['constructor', 'constructor'],
])('the pass %s is shown as %s', (pass, shown) => {
  expect(passText(pass, t)).toBe(shown);
});

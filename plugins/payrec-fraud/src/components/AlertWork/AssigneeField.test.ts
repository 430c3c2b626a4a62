import { toPersonRef } from './AssigneeField';

test.each([
  ['frank.analyst', 'user:default/frank.analyst'],
  [' user:default/frank.analyst ', 'user:default/frank.analyst'],
  ['group:default/fraud', undefined],
  ['Frank Analyst', undefined],
  ['', undefined],
])('%p names %p', (text, ref) => {
  expect(toPersonRef(text)).toBe(ref);
});

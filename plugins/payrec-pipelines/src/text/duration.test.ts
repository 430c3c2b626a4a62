import { dayOfPartition, durationText, shortMinutes, shortName } from './duration';

describe('durationText', () => {
  it.each([
    [17, '17\u00a0s'],
    [-47 * 60, '47\u00a0min'],
    [79 * 60, '1\u00a0h 19\u00a0min'],
    [7200, '2\u00a0h'],
    [3 * 86400 + 5, '3\u00a0d'],
  ])('says %d seconds', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});

it.each([
  [20, '1'],
  [59 * 60, '59'],
  [180 * 60, '3h'],
  [4 * 86400, '4d'],
])('shortens %d seconds for a cell', (seconds, text) => {
  expect(shortMinutes(seconds)).toBe(text);
});

it.each([
  ['lake.payments.final_index', 'final_index'],
  ['recon-lake/statement_lines/', 'statement_lines'],
  ['orders', 'orders'],
])('calls %s %s', (name, text) => {
  expect(shortName(name)).toBe(text);
});

it.each([
  ['dt=2026-11-19', '2026-11-19'],
  ['2026-03-29T01+01:00', '2026-03-29'],
  ['whole', null],
  [null, null],
])('finds the day of %s', (partition, day) => {
  expect(dayOfPartition(partition)).toBe(day);
});

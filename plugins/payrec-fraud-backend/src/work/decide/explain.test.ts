import { counterfactual, noisyOr } from './explain';

const REASONS = [
  { code: 'AMOUNT', weight: 0.75 },
  { code: 'DEVICE_SHARED_3_CARDS_24H', weight: 0.62 },
  { code: 'NEW_COUNTRY', weight: 0.28 },
  { code: 'MERCHANT_FRAUD', weight: 0.12 },
];

it('says which reasons had to be absent, and which alone are not enough', () => {
  const score = noisyOr(REASONS.map(reason => reason.weight));
  expect(score).toBeCloseTo(0.9398, 4);
  const found = counterfactual(score, 0.8, REASONS);
  expect(found.without.map(one => one.codes)).toEqual([['AMOUNT']]);
  expect(found.without[0].score).toBeCloseTo(0.7592, 4);
  expect(found.notEnough.map(one => [one.code, one.score.toFixed(2)])).toEqual([
    ['DEVICE_SHARED_3_CARDS_24H', '0.84'],
    ['NEW_COUNTRY', '0.92'],
    ['MERCHANT_FRAUD', '0.93'],
  ]);
});

it('takes the smallest set that suffices', () => {
  const two = [
    { code: 'A', weight: 0.6 },
    { code: 'B', weight: 0.6 },
    { code: 'C', weight: 0.6 },
  ];
  const found = counterfactual(noisyOr([0.6, 0.6, 0.6]), 0.8, two);
  expect(found.without.map(one => one.codes)).toEqual([
    ['A', 'B'],
    ['A', 'C'],
    ['B', 'C'],
  ]);
});

test.each<[string, number, number, typeof REASONS]>([
  ['causes nobody named', 0.99, 0.8, [{ code: 'A', weight: 0.1 }]],
  ['no reasons', 0.9, 0.8, []],
  [
    'weights that say nothing',
    0.9,
    0.8,
    [
      { code: 'A', weight: 0 },
      { code: 'B', weight: 1 },
    ],
  ],
  ['not an alert at all', 0.5, 0.8, REASONS],
])('claims nothing for %s', (_, score, threshold, reasons) => {
  expect(counterfactual(score, threshold, reasons).without).toEqual([]);
});

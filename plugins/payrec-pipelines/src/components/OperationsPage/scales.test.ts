import { niceSteps } from './scales';

it.each([
  [130, 3, [50, 100]],
  [60, 3, [20, 40, 60]],
  [0.9, 3, [0.5]],
  [0, 3, []],
])('an axis to %d has about %d round steps', (top, count, steps) => {
  expect(niceSteps(top, count)).toEqual(steps);
});

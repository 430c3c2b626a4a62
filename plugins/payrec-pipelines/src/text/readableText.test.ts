import { readableText } from './readableText';

const time = (instant: string) => instant.slice(11, 16);

describe('readableText', () => {
  it.each([
    ['an instant', 'landed 2026-11-18T07:28:36Z', 'landed 07:28'],
    ['a window', 'no run for 2026-11-23T00:00:00Z/2026-11-24T06:00:00Z', 'no run for 00:00 to 06:00'],
    ['a whole day', 'no run for 2026-11-23T00:00:00Z/2026-11-24T00:00:00Z', 'no run for 2026-11-23'],
    ['several days', 'no run for 2026-11-22T00:00Z/2026-11-24T00:00Z', 'no run for 00:00 to 00:00'],
    ['a group', 'group:default/finance-ops told', 'finance-ops told'],
    ['many seconds', '3516 s after the deadline', '59 min after the deadline'],
    ['few seconds stay', 'took 42 s', 'took 42 s'],
    ['a date stays', 'the verdict of 2026-11-23 was corrected', 'the verdict of 2026-11-23 was corrected'],
  ])('%s', (_, text, expected) => {
    expect(readableText(text, time)).toBe(expected);
  });
});

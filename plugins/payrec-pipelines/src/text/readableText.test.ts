import { formatDate } from '@internal/plugin-payrec-react';
import { readableText } from './readableText';

const time = (instant: string) => instant.slice(11, 16);
const day = (date: string) => formatDate(date, { style: 'short' });
const inZone = (zone: string) => (text: string) => readableText(text, { zone, time, day }).replace(/\u00a0/g, ' ');

describe('readableText', () => {
  it.each([
    ['an instant', 'landed 2026-11-18T07:28:36Z', 'landed 07:28'],
    ['an instant of a minute', 'landed 2026-11-18T07:28Z', 'landed 07:28'],
    ['a window', 'no run for 2026-11-23T00:00:00Z/2026-11-23T06:00:00Z', 'no run for 00:00 to 06:00'],
    [
      'a window past midnight',
      'no run for 2026-11-23T22:00:00Z/2026-11-24T06:00:00Z',
      'no run for 23 Nov 22:00 to 24 Nov 06:00',
    ],
    ['a whole day', 'no run for 2026-11-23T00:00:00Z/2026-11-24T00:00:00Z', 'no run for 23 Nov'],
    ['several days', 'no run for 2026-11-01T00:00Z/2026-11-03T00:00Z', 'no run for 1 Nov 00:00 to 3 Nov 00:00'],
    ['a group', 'group:default/finance-ops told', 'finance-ops told'],
    ['many seconds', '3516 s after the deadline', '59 min after the deadline'],
    ['few seconds stay', 'took 42 s', 'took 42 s'],
    ['a day', 'the verdict of 2026-11-23 was corrected', 'the verdict of 23 Nov was corrected'],
    ['a day at the end', 'nothing since 2026-11-23.', 'nothing since 23 Nov.'],
    ['a day in brackets', 'closed (2026-11-23), as planned', 'closed (23 Nov), as planned'],
    ['a partition stays', 'dt=2026-11-23 is empty', 'dt=2026-11-23 is empty'],
    ['a path stays', 'cannot read lines/2026-11-23/part-0', 'cannot read lines/2026-11-23/part-0'],
    ['a file stays', 'cannot read 2026-11-23.csv or x.2026-11-23', 'cannot read 2026-11-23.csv or x.2026-11-23'],
    ['a longer word stays', 'batch-2026-11-23 and 2026-11-23-a', 'batch-2026-11-23 and 2026-11-23-a'],
    ['no day stays', 'moved to 2026-02-30', 'moved to 2026-02-30'],
  ])('%s', (_, text, expected) => {
    expect(inZone('UTC')(text)).toBe(expected);
  });

  it.each([
    ['a day of the zone', '2026-11-22T23:00:00Z/2026-11-23T23:00:00Z', '23 Nov'],
    ['the longer day of October', '2026-10-24T22:00:00Z/2026-10-25T23:00:00Z', '25 Oct'],
    ['two days of the zone', '2026-11-22T23:00:00Z/2026-11-24T23:00:00Z', '23 Nov 00:00 to 25 Nov 00:00'],
    ['a whole day of UTC', '2026-11-23T00:00:00Z/2026-11-24T00:00:00Z', '23 Nov'],
  ])('in Berlin: %s', (_, text, expected) => {
    expect(inZone('Europe/Berlin')(text)).toBe(expected);
  });
});

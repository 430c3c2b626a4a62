import { IsoDate } from '@internal/plugin-payrec-common';
import { Landing } from '../deps';
import { CADENCES, Cadence, cadenceOfId, dayOfPeriodId, minutesOf, periodId, periodOf } from './cadence';
import {
  Ruled,
  findPartition,
  partitionIdHolding,
  partitionIdOfLanding,
  partitionOfId,
  partitionsBetween,
  partitionsOfDay,
  reachMs,
  shortInstant,
} from './partitions';

const DAY_MS = 86_400_000;
const day = (text: string) => text as IsoDate;
const rule = (every: Cadence, more: Partial<Ruled> = {}, calendar: string | null = null): Ruled => ({
  timezone: 'Europe/Berlin',
  partition: { every, calendar },
  expectedBy: null,
  ...more,
});
const CALENDARS = new Map();
const by = (at: string, offsetDays: number, calendar: string | null = null) => ({
  expectedBy: { kind: 'wallClock' as const, at, offsetDays, calendar },
});

describe('partitions of a day', () => {
  test.each<[string, Ruled, string, number, string, string, string]>([
    // what                    rule           day           count  first id                    from                    to
    ['a day', rule('P1D'), '2026-03-04', 1, '2026-03-04', '2026-03-03T23:00:00Z', '2026-03-04T23:00:00Z'],
    ['a short day', rule('P1D'), '2026-03-29', 1, '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['a week', rule('P1W'), '2026-03-04', 1, '2026-W10', '2026-03-01T23:00:00Z', '2026-03-08T23:00:00Z'],
    ['a short week', rule('P1W'), '2026-03-29', 1, '2026-W13', '2026-03-22T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['the week of new year', rule('P1W'), '2027-01-01', 1, '2026-W53', '2026-12-27T23:00:00Z', '2027-01-03T23:00:00Z'],
    ['a month', rule('P1M'), '2026-02-10', 1, '2026-02', '2026-01-31T23:00:00Z', '2026-02-28T23:00:00Z'],
    ['a leap month', rule('P1M'), '2028-02-10', 1, '2028-02', '2028-01-31T23:00:00Z', '2028-02-29T23:00:00Z'],
    ['December', rule('P1M'), '2026-12-31', 1, '2026-12', '2026-11-30T23:00:00Z', '2026-12-31T23:00:00Z'],
    ['a quarter', rule('P3M'), '2026-05-01', 1, '2026-Q2', '2026-03-31T22:00:00Z', '2026-06-30T22:00:00Z'],
    ['hours', rule('PT1H'), '2026-03-04', 24, '2026-03-04T00+01:00', '2026-03-03T23:00:00Z', '2026-03-04T00:00:00Z'],
    [
      'quarters of an hour',
      rule('PT15M'),
      '2026-03-04',
      96,
      '2026-03-04T00:00+01:00',
      '2026-03-03T23:00:00Z',
      '2026-03-03T23:15:00Z',
    ],
    [
      'quarters in spring',
      rule('PT15M'),
      '2026-03-29',
      92,
      '2026-03-29T00:00+01:00',
      '2026-03-28T23:00:00Z',
      '2026-03-28T23:15:00Z',
    ],
    [
      'quarters in autumn',
      rule('PT15M'),
      '2026-10-25',
      100,
      '2026-10-25T00:00+02:00',
      '2026-10-24T22:00:00Z',
      '2026-10-24T22:15:00Z',
    ],
    [
      'six hours in spring',
      rule('PT6H'),
      '2026-03-29',
      4,
      '2026-03-29T00+01:00',
      '2026-03-28T23:00:00Z',
      '2026-03-29T04:00:00Z',
    ],
    [
      'six hours in autumn',
      rule('PT6H'),
      '2026-10-25',
      4,
      '2026-10-25T00+02:00',
      '2026-10-24T22:00:00Z',
      '2026-10-25T05:00:00Z',
    ],
    [
      'hours where the zone is half an hour off',
      rule('PT1H', { timezone: 'Asia/Kolkata' }),
      '2026-03-04',
      24,
      '2026-03-04T00+05:30',
      '2026-03-03T18:30:00Z',
      '2026-03-03T19:30:00Z',
    ],
  ])('%s', (_, ruled, date, count, id, from, to) => {
    const found = partitionsOfDay(ruled, day(date), CALENDARS);
    expect(found).toHaveLength(count);
    expect(found[0]).toMatchObject({ id, excluded: false });
    expect([shortInstant(found[0].fromMs), shortInstant(found[0].toMs)]).toEqual([from, to]);
  });

  test.each(CADENCES)('%s has no gap over the changes of the clock, and every id leads back', every => {
    for (const timezone of ['Europe/Berlin', 'Asia/Kolkata']) {
      const ruled = rule(every, { timezone });
      const [from, to] = minutesOf(every) ? ['2026-10-24', '2026-10-26'] : ['2025-12-20', '2027-01-10'];
      const found = partitionsBetween(ruled, day(from), day(to), CALENDARS);
      expect(new Set(found.map(one => one.id)).size).toBe(found.length);
      expect(found.slice(1).map(one => one.fromMs)).toEqual(found.slice(0, -1).map(one => one.toMs));
      expect(found.map(one => findPartition(ruled, one.id, CALENDARS))).toEqual(found);
    }
  });
});

describe('deadlines', () => {
  test.each<[string, Ruled, string, string]>([
    ['a week on the day after its Sunday', rule('P1W', by('06:30', 1)), '2026-W10', '2026-03-09T05:30:00Z'],
    ['a week on its last day', rule('P1W', by('18:00', 0)), '2026-W10', '2026-03-08T17:00:00Z'],
    ['a week over the change of the clock', rule('P1W', by('06:30', 1)), '2026-W13', '2026-03-30T04:30:00Z'],
    ['a month on the fifth open day', rule('P1M', by('12:00', 5, 'TARGET')), '2026-03', '2026-04-09T10:00:00Z'],
    [
      'a month, next open day after a Saturday',
      rule('P1M', by('06:30', 1, 'TARGET')),
      '2026-02',
      '2026-03-02T05:30:00Z',
    ],
    ['a quarter', rule('P3M', by('12:00', 10)), '2026-Q1', '2026-04-10T10:00:00Z'],
    [
      'a quarter of an hour',
      rule('PT15M', { expectedBy: { kind: 'after', seconds: 300 } }),
      '2026-03-04T01:15+01:00',
      '2026-03-04T00:35:00Z',
    ],
    ['no promise: its end', rule('P1M'), '2026-03', '2026-03-31T22:00:00Z'],
  ])('%s', (_, ruled, id, deadline) => {
    const partition = partitionOfId(ruled, id, CALENDARS);
    expect(shortInstant(partition.deadlineMs)).toBe(deadline);
    // Whoever looks back that far from a moment before the deadline sees the partition.
    expect(partition.deadlineMs - partition.fromMs).toBeLessThanOrEqual(reachMs(ruled));
  });

  test.each<[string, Ruled, string, boolean]>([
    ['a Saturday of business days', rule('P1D', {}, 'weekdays'), '2026-03-07', true],
    ['a Monday of business days', rule('P1D', {}, 'weekdays'), '2026-03-09', false],
    ['Good Friday of TARGET', rule('P1D', {}, 'TARGET'), '2026-04-03', true],
    ['a quarter of an hour on a Sunday', rule('PT15M', {}, 'weekdays'), '2026-03-08T01:15+01:00', true],
    ['a week always has an open day', rule('P1W', {}, 'TARGET'), '2026-W14', false],
  ])('closed: %s', (_, ruled, id, excluded) => {
    expect(partitionOfId(ruled, id, CALENDARS).excluded).toBe(excluded);
  });

  test('a week of nothing but closed days has no partition that is due', () => {
    const closed = new Set(['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-01']);
    const calendars = new Map([['company', { weekdays: true, closed }]]) as never;
    expect(partitionOfId(rule('P1W', {}, 'company'), '2026-W53', calendars).excluded).toBe(true);
    expect(partitionOfId(rule('P1W', {}, 'company'), '2026-W52', calendars).excluded).toBe(false);
  });
});

test.each<[Cadence, string]>([
  ['P1W', '2026-03-04'],
  ['P1W', '2026-W54'],
  ['P1W', '2026-W00'],
  ['P1M', '2026-13'],
  ['P1M', '2026-3'],
  ['P3M', '2026-Q5'],
  ['P1D', '2026-02-30'],
  ['P1D', '2026-W10'],
  ['PT1H', '2026-03-29T02+01:00'],
  ['PT15M', '2026-03-04T01:10+01:00'],
  ['PT6H', '2026-03-04T05+01:00'],
])('%s has no partition "%s"', (every, id) => {
  expect(findPartition(rule(every), id, CALENDARS)).toBeUndefined();
  expect(() => partitionOfId(rule(every), id, CALENDARS)).toThrow(`"${id}" is no partition such as `);
});

describe('what a landing filled', () => {
  const landing = (more: Partial<Record<keyof Landing, string | null>>): Landing =>
    ({
      partition: null,
      nominalStartAt: null,
      nominalEndAt: null,
      eventTime: '2026-04-02T06:00:00.000Z',
      ...more,
    } as unknown as Landing);
  const nominal = (start: string, end: string | null, at?: string) =>
    landing({ nominalStartAt: start, nominalEndAt: end, ...(at !== undefined && { eventTime: at }) });

  test.each<[string, Cadence, Landing, string | undefined, string | undefined]>([
    // what                                              cadence  landing                            fills       lies in
    ['a week', 'P1W', nominal('2026-03-01T23:00:00Z', '2026-03-08T23:00:00Z'), '2026-W10', '2026-W10'],
    ['a day of a week', 'P1W', nominal('2026-03-03T23:00:00Z', '2026-03-04T23:00:00Z'), undefined, '2026-W10'],
    ['the first day of a week', 'P1W', nominal('2026-03-01T23:00:00Z', '2026-03-02T23:00:00Z'), undefined, '2026-W10'],
    ['the last day of a week', 'P1W', nominal('2026-03-07T23:00:00Z', '2026-03-08T23:00:00Z'), '2026-W10', '2026-W10'],
    ['a month', 'P1M', nominal('2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z'), '2026-03', '2026-03'],
    ['a month by its first day, after it', 'P1M', nominal('2026-03-01T00:00:00Z', null), '2026-03', '2026-03'],
    [
      'a month by its first day, within it',
      'P1M',
      nominal('2026-03-01T00:00:00Z', null, '2026-03-02T00:00:00Z'),
      undefined,
      '2026-03',
    ],
    ['a quarter', 'P3M', nominal('2025-12-31T23:00:00Z', '2026-03-31T22:00:00Z'), '2026-Q1', '2026-Q1'],
    [
      'a quarter of an hour',
      'PT15M',
      nominal('2026-03-04T00:29:59Z', null),
      '2026-03-04T01:15+01:00',
      '2026-03-04T01:15+01:00',
    ],
    [
      'the hour that comes twice',
      'PT1H',
      nominal('2026-10-25T00:30:00Z', null),
      '2026-10-25T02+02:00',
      '2026-10-25T02+02:00',
    ],
    ['six hours', 'PT6H', nominal('2026-03-29T05:00:00Z', null), '2026-03-29T06+02:00', '2026-03-29T06+02:00'],
    ['text of a day', 'P1D', landing({ partition: 'dt=2026-03-04' }), '2026-03-04', '2026-03-04'],
    ['folders of a day', 'P1D', landing({ partition: '2026/month=03/day=04' }), '2026-03-04', '2026-03-04'],
    ['text of a week', 'P1W', landing({ partition: 'week=2026-W10' }), '2026-W10', '2026-W10'],
    ['folders of a week', 'P1W', landing({ partition: '2026/week=10' }), '2026-W10', '2026-W10'],
    ['a day, where weeks are asked for', 'P1W', landing({ partition: 'dt=2026-03-04' }), undefined, '2026-W10'],
    ['the Sunday, where weeks are asked for', 'P1W', landing({ partition: 'dt=2026-03-08' }), '2026-W10', '2026-W10'],
    ['text of a month', 'P1M', landing({ partition: 'month=2026-03' }), '2026-03', '2026-03'],
    ['folders of a month', 'P1M', landing({ partition: '2026/month=03' }), '2026-03', '2026-03'],
    ['a day, where months are asked for', 'P1M', landing({ partition: 'dt=20260304' }), undefined, '2026-03'],
    ['text of a quarter', 'P3M', landing({ partition: '2026-Q1' }), '2026-Q1', '2026-Q1'],
    [
      'text of an hour',
      'PT1H',
      landing({ partition: 'dt=2026-03-04/hour=07' }),
      '2026-03-04T07+01:00',
      '2026-03-04T07+01:00',
    ],
    [
      'text of minutes',
      'PT15M',
      landing({ partition: '2026-03-04T07:20' }),
      '2026-03-04T07:15+01:00',
      '2026-03-04T07:15+01:00',
    ],
    [
      'an hour, where quarters are asked for',
      'PT15M',
      landing({ partition: 'dt=2026-03-04/hour=07' }),
      undefined,
      undefined,
    ],
    ['no time that exists', 'PT1H', landing({ partition: 'dt=2026-03-04/hour=27' }), undefined, undefined],
    ['nothing', 'P1M', landing({}), undefined, undefined],
  ])('%s', (_, every, one, fills, holds) => {
    expect([partitionIdOfLanding(rule(every), one), partitionIdHolding(rule(every), one)]).toEqual([fills, holds]);
  });
});

test.each<[string, Cadence]>([
  ['2026-03-04', 'P1D'],
  ['2026-03-04T01+01:00', 'PT1H'],
  ['2026-03-04T01:15+01:00', 'PT15M'],
  ['2026-W10', 'P1W'],
  ['2026-03', 'P1M'],
  ['2026-Q1', 'P3M'],
])('the id %s is of the cadence %s', (id, every) => expect(cadenceOfId(id)).toBe(every));

test('ISO weeks agree with the calendar over 60 years', () => {
  const mondays: IsoDate[] = [];
  for (let ms = Date.UTC(2000, 0, 3); ms < Date.UTC(2060, 0, 1); ms += 7 * DAY_MS) {
    mondays.push(day(new Date(ms).toISOString().slice(0, 10)));
  }
  const back = mondays.map(monday => periodOf('P1W', dayOfPeriodId('P1W', periodId('P1W', monday))!).first);
  expect(back).toEqual(mondays);
});

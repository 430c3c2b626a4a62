import fc from 'fast-check';
import { isOpenDay, listHolidays, openDaysBetween, RailCalendar, rollForward } from './calendars';
import { businessDateOf, CutOff, instantFromEpochMs, instantOfWallClock, parseInstant, wallClock } from './instant';
import { addDays, daysBetween, IsoDate, isoWeekday, parseIsoDate } from './isoDate';

const day = (text: string) => parseIsoDate(text);

describe('IsoDate', () => {
  test.each(['2026-02-30', '2026-13-01', '26-01-01', '2026-1-1', '2025-02-29', ''])('%p is refused', text => {
    expect(() => parseIsoDate(text)).toThrow(`"${text}" is not a calendar day`);
  });

  it('counts over leap days and DST nights', () => {
    expect(addDays(day('2024-02-28'), 1)).toBe('2024-02-29');
    expect(addDays(day('2024-01-31'), 90)).toBe('2024-04-30');
    expect(daysBetween(day('2026-03-28'), day('2026-03-30'))).toBe(2);
    expect(isoWeekday(day('2026-11-24'))).toBe(2);
    expect(isoWeekday(day('1969-12-29'))).toBe(1);
  });

  it('addDays and daysBetween are inverse', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), fc.integer({ min: -9_000, max: 9_000 }), (start, days) => {
        const from = addDays('2000-01-01' as IsoDate, start);
        expect(daysBetween(from, addDays(from, days))).toBe(days);
      }),
    );
  });
});

describe('Instant and business date', () => {
  test.each(['2026-03-30T14:00:00+02:00', '2026-03-30', '2026-02-30T00:00:00Z', '2026-03-30T25:00:00Z'])(
    '%p is refused',
    text => {
      expect(() => parseInstant(text)).toThrow('is not an instant in UTC');
    },
  );

  const midnightBerlin: CutOff = { time: '00:00', zone: 'Europe/Berlin' };
  const closing06: CutOff = { time: '06:00', zone: 'Europe/Amsterdam' };
  const afternoon: CutOff = { time: '17:00', zone: 'America/New_York' };
  test.each<[string, CutOff, string]>([
    ['2026-03-28T22:59:59Z', midnightBerlin, '2026-03-28'],
    ['2026-03-28T23:00:00Z', midnightBerlin, '2026-03-29'],
    // The night the clock jumps: Berlin is UTC+2 from 01:00 UTC.
    ['2026-03-29T21:59:59Z', midnightBerlin, '2026-03-29'],
    ['2026-03-29T22:00:00Z', midnightBerlin, '2026-03-30'],
    ['2026-10-25T22:59:59Z', midnightBerlin, '2026-10-25'],
    ['2026-10-25T23:00:00Z', midnightBerlin, '2026-10-26'],
    // Sales day closes at 06:00: the start counts, the end does not.
    ['2026-06-02T03:59:59Z', closing06, '2026-06-01'],
    ['2026-06-02T04:00:00Z', closing06, '2026-06-02'],
    ['2026-06-02T20:59:59Z', afternoon, '2026-06-02'],
    ['2026-06-02T21:00:00Z', afternoon, '2026-06-03'],
  ])('%s with cut-off %o is %s', (instant, cutOff, date) => {
    expect(businessDateOf(parseInstant(instant), cutOff)).toBe(date);
  });

  test.each([
    ['2026-03-28', '06:30', 'Europe/Berlin', '2026-03-28T05:30:00.000Z'],
    ['2026-03-29', '06:30', 'Europe/Berlin', '2026-03-29T04:30:00.000Z'],
    // 02:30 does not exist in this night: 03:30+02:00.
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    // 02:30 comes twice in this one: the later.
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T01:30:00.000Z'],
    ['2026-10-25', '01:59', 'Europe/Berlin', '2026-10-24T23:59:00.000Z'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T06:30:00.000Z'],
    ['2026-06-01', '12:00:30', 'Asia/Kathmandu', '2026-06-01T06:15:30.000Z'],
  ])('%s %s in %s is %s', (date, time, zone, instant) => {
    expect(instantOfWallClock(day(date), time, zone)).toBe(instant);
  });

  it('reads the wall clock back, outside the gaps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Asia/Kuwait', 'Europe/London', 'UTC'),
        (offset, minute, zone) => {
          const date = addDays('2000-01-01' as IsoDate, offset);
          const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
          const back = wallClock(instantOfWallClock(date, time, zone), zone);
          // In the hour of the gap the clock reads an hour more; everywhere else it reads what was asked for.
          fc.pre(back.time.slice(3, 5) === time.slice(3, 5));
          expect([time, `${String(Number(time.slice(0, 2)) + 1).padStart(2, '0')}${time.slice(2)}`]).toContain(
            back.time.slice(0, 5),
          );
          expect(back.date).toBe(date);
        },
      ),
    );
  });

  it('names a wrong cut-off and an unknown zone', () => {
    expect(() => businessDateOf(instantFromEpochMs(0), { time: '24:00', zone: 'UTC' })).toThrow(
      '"24:00" is not a cut-off',
    );
    expect(() => instantOfWallClock(day('2026-01-01'), '6:30', 'UTC')).toThrow('"6:30" is not a wall-clock time');
    expect(() => wallClock(instantFromEpochMs(0), 'Europe/Nowhere')).toThrow(RangeError);
  });
});

describe('rail calendars', () => {
  test.each<[RailCalendar, string, boolean]>([
    ['TARGET', '2026-04-03', false],
    ['TARGET', '2026-04-06', false],
    ['TARGET', '2026-05-01', false],
    ['TARGET', '2026-05-14', true],
    ['TARGET', '2026-05-25', true],
    ['TARGET', '2026-12-24', true],
    ['TARGET', '2026-12-26', false],
    ['FED', '2026-07-03', true],
    ['FED', '2027-07-05', false],
    ['FED', '2027-12-24', true],
    ['FED', '2026-11-26', false],
    ['FED', '2021-06-18', true],
    ['FED', '2022-06-20', false],
    ['FED', '2026-01-19', false],
    ['UK', '2026-12-28', false],
    ['UK', '2022-12-27', false],
    ['UK', '2022-12-26', false],
    ['UK', '2027-12-27', false],
    ['UK', '2027-12-28', false],
    ['UK', '2022-06-03', false],
    ['UK', '2022-05-30', true],
    ['UK', '2020-05-08', false],
    ['UK', '2020-05-04', true],
    ['UK', '2028-01-03', false],
  ])('%s on %s open: %s', (calendar, date, open) => {
    expect(isOpenDay(calendar, day(date))).toBe(open);
  });

  test.each<[RailCalendar, string, number, string]>([
    ['TARGET', '2026-04-02', 1, '2026-04-07'],
    ['TARGET', '2025-12-23', 2, '2025-12-29'],
    ['FED', '2027-12-23', 1, '2027-12-24'],
    ['TARGET', '2026-04-04', 1, '2026-04-07'],
    ['TARGET', '2026-04-04', 0, '2026-04-07'],
    ['TARGET', '2026-04-02', 0, '2026-04-02'],
  ])('%s %s T+%d is %s', (calendar, date, n, valueDate) => {
    expect(rollForward(calendar, day(date), n)).toBe(valueDate);
  });

  it('has the number of holidays each rail publishes', () => {
    for (let year = 2023; year <= 2040; year += 1) {
      expect(listHolidays('TARGET', year)).toHaveLength(6);
      expect(listHolidays('FED', year)).toHaveLength(11);
      expect(listHolidays('UK', year).length).toBe(year === 2023 ? 9 : 8);
    }
  });

  it('counts open days as rollForward walks them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<RailCalendar>('TARGET', 'FED', 'UK'),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 1, max: 40 }),
        (calendar, start, n) => {
          const from = addDays('2020-01-01' as IsoDate, start);
          const to = rollForward(calendar, from, n);
          expect(isOpenDay(calendar, to)).toBe(true);
          expect(openDaysBetween(calendar, from, to)).toBe(n);
        },
      ),
    );
    expect(() => rollForward('TARGET', day('2026-01-01'), -1)).toThrow('0 or more');
  });
});

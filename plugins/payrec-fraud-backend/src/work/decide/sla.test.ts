import { Instant, parseInstant, wallClock } from '@internal/plugin-payrec-common';
import fc from 'fast-check';
import { WorkingHours, earlierDue, slaDueAt } from './sla';

const at = parseInstant;
const BERLIN: WorkingHours = {
  zone: 'Europe/Berlin',
  from: '09:00',
  to: '17:00',
  weekdays: [1, 2, 3, 4, 5],
  calendar: 'TARGET',
};
const NIGHT: WorkingHours = { ...BERLIN, from: '00:00', to: '23:59', weekdays: [1, 2, 3, 4, 5, 6, 7], calendar: null };

it('TR-10: four hours over the start of daylight saving time are four hours', () => {
  const due = slaDueAt(at('2026-03-28T23:30:00Z'), 240, null);
  expect(due).toBe('2026-03-29T03:30:00.000Z');
  expect(wallClock(due, 'Europe/Berlin')).toEqual({ date: '2026-03-29', time: '05:30:00' });
});

test.each<[string, string, number, WorkingHours | null, string, string]>([
  // case                          from                    min   hours    due                         local
  ['clock goes back', '2026-10-24T23:30:00Z', 240, null, '2026-10-25T03:30:00.000Z', '2026-10-25 04:30:00'],
  ['inside one day', '2026-01-05T09:00:00Z', 120, BERLIN, '2026-01-05T11:00:00.000Z', '2026-01-05 12:00:00'],
  ['to the last minute', '2026-01-05T08:00:00Z', 480, BERLIN, '2026-01-05T16:00:00.000Z', '2026-01-05 17:00:00'],
  ['over night', '2026-01-05T15:00:00Z', 120, BERLIN, '2026-01-06T09:00:00.000Z', '2026-01-06 10:00:00'],
  ['received before work', '2026-01-05T03:00:00Z', 60, BERLIN, '2026-01-05T09:00:00.000Z', '2026-01-05 10:00:00'],
  ['received after work', '2026-01-05T20:00:00Z', 60, BERLIN, '2026-01-06T09:00:00.000Z', '2026-01-06 10:00:00'],
  ['over a weekend', '2026-01-09T15:30:00Z', 60, BERLIN, '2026-01-12T08:30:00.000Z', '2026-01-12 09:30:00'],
  ['over Easter', '2026-04-02T14:30:00Z', 60, BERLIN, '2026-04-07T07:30:00.000Z', '2026-04-07 09:30:00'],
  ['weekend into summer', '2026-03-27T15:30:00Z', 60, BERLIN, '2026-03-30T07:30:00.000Z', '2026-03-30 09:30:00'],
  ['weekend into winter', '2026-10-23T14:30:00Z', 60, BERLIN, '2026-10-26T08:30:00.000Z', '2026-10-26 09:30:00'],
  // The working night of the change is an hour shorter: 23:30 to 04:30 local is four hours.
  ['a night shift', '2026-03-28T22:30:00Z', 240, NIGHT, '2026-03-29T02:31:00.000Z', '2026-03-29 04:31:00'],
])('%s: %s + %d min', (_, from, minutes, hours, due, local) => {
  const found = slaDueAt(at(from), minutes, hours);
  const { date, time } = wallClock(found, 'Europe/Berlin');
  expect([found, `${date} ${time}`]).toEqual([due, local]);
});

it('refuses what cannot be', () => {
  expect(() => slaDueAt(at('2026-01-01T00:00:00Z'), 0, null)).toThrow('expected more than 0');
  expect(() => slaDueAt(at('2026-01-01T00:00:00Z'), 60, { ...BERLIN, weekdays: [] })).toThrow('do not fit');
});

it('is later for more minutes, never before the clock alone, and lands inside the hours', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 525_600 }),
      fc.integer({ min: 1, max: 4_000 }),
      fc.integer({ min: 1, max: 600 }),
      (offset, minutes, more) => {
        const from = new Date(Date.UTC(2026, 0, 1) + offset * 60_000).toISOString() as Instant;
        const due = slaDueAt(from, minutes, BERLIN);
        expect(due >= slaDueAt(from, minutes, null)).toBe(true);
        expect(slaDueAt(from, minutes + more, BERLIN) > due).toBe(true);
        const { time } = wallClock(due, BERLIN.zone);
        expect(time > '09:00:00' && time <= '17:00:00').toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test.each<[string | null, string | null, string | null]>([
  ['2026-01-06T10:00:00Z', '2026-01-05T16:00:00.000Z', '2026-01-05T16:00:00.000Z'],
  ['2026-01-05T10:00:00Z', '2026-01-05T16:00:00.000Z', '2026-01-05T10:00:00Z'],
  [null, '2026-01-05T16:00:00Z', '2026-01-05T16:00:00Z'],
  ['2026-01-05T16:00:00Z', null, '2026-01-05T16:00:00Z'],
  [null, null, null],
])('of %s and %s the deadline is %s', (held, fresh, due) => {
  expect(earlierDue(held === null ? null : at(held), fresh === null ? null : at(fresh))).toBe(due);
});

import { ageInDays, elapsedBetween, formatDate, formatInstant, formatInstantExact } from './formatTime';
import { localeFor } from './locale';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('formatDate', () => {
  it.each([
    ['2026-11-20', 'en', 'medium', '20 Nov 2026'],
    ['2026-11-20', 'en-US', 'medium', 'Nov 20, 2026'],
    ['2026-11-20', 'de', 'short', '20. Nov.'],
    ['2026-11-20', 'en-GB', 'weekday', 'Fri, 20 Nov 2026'],
    ['2024-02-29', 'en', 'short', '29 Feb'],
  ] as const)('%s in %s, %s', (date, locale, style, expected) => {
    expect(plain(formatDate(date, { locale, style }))).toBe(expected);
  });

  it('refuses what is no day', () => {
    expect(() => formatDate('2026-02-30')).toThrow('"2026-02-30" is not a calendar day');
  });
});

describe('formatInstant', () => {
  const amsterdam = { locale: 'en-GB', zone: 'Europe/Amsterdam', portalZone: 'Europe/Amsterdam' };
  it.each([
    ['today only the time', '2026-11-21T05:12:00Z', { now: '2026-11-21T09:00:00Z' }, '06:12'],
    ['another day of this year', '2026-11-19T05:12:00Z', { now: '2026-11-21T09:00:00Z' }, '19 Nov 06:12'],
    ['another year', '2025-11-19T05:12:00Z', { now: '2026-11-21T09:00:00Z' }, '19 Nov 2025 06:12'],
    ['yesterday in the zone, today in UTC', '2026-11-20T22:59:00Z', { now: '2026-11-20T23:30:00Z' }, '20 Nov 23:59'],
    ['summer time', '2026-07-01T05:12:00Z', { now: '2026-07-01T09:00:00Z' }, '07:12'],
    [
      'zone of the person differs',
      '2026-11-21T05:12:00Z',
      { now: '2026-11-21T09:00:00Z', portalZone: 'UTC' },
      '06:12 CET',
    ],
  ])('%s', (_, instant, options, expected) => {
    expect(plain(formatInstant(instant, { ...amsterdam, ...options }))).toBe(expected);
  });

  it('says everything exactly', () => {
    const exact = formatInstantExact('2026-11-21T05:12:33.123Z', { locale: 'en-GB', zone: 'Europe/Amsterdam' });
    expect(plain(exact)).toBe('21 Nov 2026 06:12:33 CET · 2026-11-21T05:12:33.123Z');
  });
});

describe('elapsedBetween', () => {
  it.each([
    ['2026-11-21T09:00:00Z', 'now', 0, false],
    ['2026-11-21T08:13:00Z', 'minutes', 47, false],
    ['2026-11-21T07:00:00Z', 'hours', 2, false],
    ['2026-11-19T09:01:00Z', 'hours', 47, false],
    ['2026-11-18T08:00:00Z', 'days', 3, false],
    ['2026-11-21T10:30:00Z', 'hours', 1, true],
  ])('%s', (instant, unit, value, ahead) => {
    expect(elapsedBetween(instant, '2026-11-21T09:00:00Z')).toEqual({ unit, value, ahead });
  });

  it('counts business days by the calendar', () => {
    expect(ageInDays('2026-03-28', '2026-03-30')).toBe(2);
  });
});

describe('localeFor', () => {
  it.each([
    ['en', 'en-GB', 'en-GB'],
    ['en', 'de-DE', 'en'],
    ['de', 'de-CH', 'de-CH'],
    ['en', undefined, 'en'],
  ])('language %s in a %s browser', (language, browser, expected) => {
    expect(localeFor(language, browser)).toBe(expected);
  });
});

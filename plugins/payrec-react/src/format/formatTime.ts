import { daysBetween, parseIsoDate, wallClock, parseInstant } from '@internal/plugin-payrec-common';

export type DateStyle = 'short' | 'medium' | 'weekday';

const DATE_OPTIONS: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  short: { day: 'numeric', month: 'short' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
};

/** English without a region reads day before month, as finance in Europe writes it. */
function dayFirst(locale: string): string {
  return locale === 'en' ? 'en-GB' : locale;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(dayFirst(locale), options);
    formats.set(key, format);
  }
  return format;
}

/** A table shows the same few days again and again. */
const DAYS_KEPT = 2_000;
const days = new Map<string, string>();

/** A business date for people; it has no zone and never shifts. */
export function formatDate(date: string, { locale = 'en', style = 'medium' as DateStyle } = {}): string {
  const key = `${locale}|${style}|${date}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const day = parseIsoDate(date);
  const format = formatOf(locale, { ...DATE_OPTIONS[style], timeZone: 'UTC' });
  const text = format.format(new Date(`${day}T12:00:00Z`)).replace(/ /g, '\u00a0');
  if (days.size >= DAYS_KEPT) days.clear();
  days.set(key, text);
  return text;
}

/** Zone of the person, such as `Europe/Amsterdam`. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function zoneName(instant: string, zone: string, locale: string): string {
  const parts = formatOf(locale, { timeZone: zone, timeZoneName: 'short' }).formatToParts(new Date(instant));
  return parts.find(part => part.type === 'timeZoneName')?.value ?? zone;
}

export type InstantOptions = {
  locale?: string;
  /** Zone in which to show it; the person's own unless told. */
  zone?: string;
  /** Zone of the portal; the zone is written when it differs from this. */
  portalZone?: string;
  /** Now, for leaving out the date of today. */
  now?: string;
  seconds?: boolean;
  alwaysZone?: boolean;
};

/** `06:12`, `19 Nov 06:12`, with ` CET` when the zone is not the portal's. */
export function formatInstant(instant: string, options: InstantOptions = {}): string {
  const { locale = 'en', zone = ownZone(), portalZone = zone, now, seconds = false, alwaysZone = false } = options;
  const at = wallClock(parseInstant(instant), zone);
  const today = now && wallClock(parseInstant(now), zone).date === at.date;
  const sameYear = now && wallClock(parseInstant(now), zone).date.slice(0, 4) === at.date.slice(0, 4);
  const time = at.time.slice(0, seconds ? 8 : 5);
  const day = today ? '' : `${formatDate(at.date, { locale, style: sameYear ? 'short' : 'medium' })}\u00a0`;
  const suffix = alwaysZone || zone !== portalZone ? `\u00a0${zoneName(instant, zone, locale)}` : '';
  return `${day}${time}${suffix}`;
}

/** The whole truth for a tooltip: date, seconds, zone and UTC. */
export function formatInstantExact(instant: string, { locale = 'en', zone = ownZone() } = {}): string {
  return `${formatInstant(instant, { locale, zone, seconds: true, alwaysZone: true })} · ${instant}`;
}

export type Elapsed = { unit: 'days' | 'hours' | 'minutes' | 'now'; value: number; ahead: boolean };

/** How long ago in the largest whole unit. */
export function elapsedBetween(instant: string, now: string): Elapsed {
  const ms = Date.parse(now) - Date.parse(instant);
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const ahead = ms < 0;
  if (minutes < 1) return { unit: 'now', value: 0, ahead };
  if (minutes < 60) return { unit: 'minutes', value: minutes, ahead };
  if (minutes < 48 * 60) return { unit: 'hours', value: Math.floor(minutes / 60), ahead };
  return { unit: 'days', value: Math.floor(minutes / (24 * 60)), ahead };
}

/** Whole days from one business date to another. */
export function ageInDays(from: string, to: string): number {
  return daysBetween(parseIsoDate(from), parseIsoDate(to));
}

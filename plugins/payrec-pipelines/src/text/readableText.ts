import { daysBetween, parseInstant, wallClock } from '@internal/plugin-payrec-common';

/** The clock of the page: its zone, and how it writes instants and days. */
export type ReadingClock = {
  readonly zone: string;
  readonly time: (instant: string) => string;
  /** @throws TypeError when it is no calendar day. */
  readonly day: (date: string) => string;
};

/** A whole day, midnight to midnight. */
const DAY = /(\d{4}-\d{2}-\d{2})T00:00(?::[0.]+)?Z\/(\d{4}-\d{2}-\d{2})T00:00(?::[0.]+)?Z/g;
const DAY_MS = 86_400_000;
const WINDOW = /(\d{4}-\d{2}-\d{2}T[\d:.]+Z)\/(\d{4}-\d{2}-\d{2}T[\d:.]+Z)/g;
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::[\d.]+)?Z/g;
/** A day in a sentence; one in a path, a query or a longer word is part of a name. */
const DATE = /(?<![\w=/.-])\d{4}-\d{2}-\d{2}(?![\w/-]|\.\w)/g;
const ENTITY = /\b(?:group|user|component|resource|system|api):[\w-]+\/([\w.-]+)/g;
const LONG_SECONDS = /\b(\d{3,}) s\b/g;

/** What the server wrote for machines and people, for people alone: times by their clock, entities by their name. */
export function readableText(text: string, clock: ReadingClock): string {
  return text
    .replace(DAY, (window, from: string, to: string) => (Date.parse(to) - Date.parse(from) === DAY_MS ? from : window))
    .replace(WINDOW, (window, from: string, to: string) => orItself(window, () => windowText(from, to, clock)))
    .replace(INSTANT, instant => orItself(instant, () => clock.time(withSeconds(instant))))
    .replace(DATE, date => orItself(date, () => clock.day(date)))
    .replace(ENTITY, '$1')
    .replace(LONG_SECONDS, (_, seconds: string) => `${Math.round(Number(seconds) / 60)} min`);
}

/** Within a day two times; over several days each with its day; a whole day of the zone is the day. */
function windowText(from: string, to: string, clock: ReadingClock): string {
  const [first, last] = [from, to].map(end => wallClock(parseInstant(withSeconds(end)), clock.zone));
  if (first.date === last.date) return `${clock.time(withSeconds(from))} to ${clock.time(withSeconds(to))}`;
  const midnights = [first, last].every(end => end.time === '00:00:00');
  if (midnights && daysBetween(first.date, last.date) === 1) return clock.day(first.date);
  return [first, last].map(end => `${clock.day(end.date)}\u00a0${end.time.slice(0, 5)}`).join(' to ');
}

function withSeconds(instant: string): string {
  return instant.replace(/T(\d{2}:\d{2})Z$/, 'T$1:00Z');
}

/** Notes of people run through here too: what only looks like a time, such as 30 February, stays as they wrote it. */
function orItself(text: string, format: () => string): string {
  try {
    return format();
  } catch {
    return text;
  }
}

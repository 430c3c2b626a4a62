import { Config } from '@backstage/config';
import { RAIL_CALENDARS, RailCalendar } from '@internal/plugin-payrec-common';
import { DEFAULT_BANDS, PRIORITIES, Priority, PriorityBand } from './work/decide/priority';
import { WorkingHours } from './work/decide/sla';

const KEY = 'payrec.fraud';
const DECIMAL = /^(0(\.\d{1,5})?|1(\.0{1,5})?)$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const SLA_MINUTES_MAX = 366 * 24 * 60;

/**
 * Priority bands of `payrec.fraud.priorities`, the portal's own without it. Each priority at most once, one band from 0, and
 * a higher priority from a higher score: otherwise a score would have two bands or none.
 * @throws Error naming the key, the value and what is expected.
 */
export function readPriorityBands(config: Config | undefined): readonly PriorityBand[] {
  const given = config?.getOptionalConfigArray('priorities');
  if (!given) return DEFAULT_BANDS;
  const bands = given.map((one, at): PriorityBand => {
    const where = `${KEY}.priorities[${at}]`;
    const priority = one.getString('priority');
    if (!isPriority(priority)) {
      throw new Error(`${where}.priority is "${priority}"; expected one of ${PRIORITIES.join(', ')}`);
    }
    // YAML reads 0.9 as a number, and both mean the same.
    const scoreFrom = String(one.get('scoreFrom'));
    if (!DECIMAL.test(scoreFrom)) {
      throw new Error(`${where}.scoreFrom is "${scoreFrom}"; expected a score from 0 to 1 with at most five decimals`);
    }
    const slaMinutes = one.getNumber('slaMinutes');
    if (!Number.isInteger(slaMinutes) || slaMinutes < 1 || slaMinutes > SLA_MINUTES_MAX) {
      throw new Error(`${where}.slaMinutes is ${slaMinutes}; expected a whole number from 1 to ${SLA_MINUTES_MAX}`);
    }
    return { priority, scoreFrom, slaMinutes };
  });
  const rising = [...bands].sort((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority));
  if (Number(rising.at(0)?.scoreFrom) !== 0) {
    throw new Error(
      `${KEY}.priorities begins at the score ${
        rising.at(0)?.scoreFrom ?? '(none)'
      } for its lowest priority; let the lowest begin at 0, so that every alert has a priority`,
    );
  }
  for (const [at, band] of rising.entries()) {
    const below = rising[at - 1];
    if (!below) continue;
    if (below.priority === band.priority) {
      throw new Error(`${KEY}.priorities names ${band.priority} twice; keep one of the two`);
    }
    if (Number(below.scoreFrom) >= Number(band.scoreFrom)) {
      throw new Error(
        `${KEY}.priorities lets ${band.priority} begin at ${band.scoreFrom} and ${below.priority} at ${below.scoreFrom}; a higher priority must begin at a higher score`,
      );
    }
  }
  return bands;
}

/**
 * Hours of `payrec.fraud.workingHours` in which deadlines run; null without it: the clock never stops.
 * @throws Error naming the key, the value and what is expected.
 */
export function readWorkingHours(config: Config | undefined): WorkingHours | null {
  const given = config?.getOptionalConfig('workingHours');
  if (!given) return null;
  const where = `${KEY}.workingHours`;
  const zone = given.getString('zone');
  if (!isZone(zone)) {
    throw new Error(`${where}.zone is "${zone}"; expected a name of the IANA time zone database such as Europe/Berlin`);
  }
  const time = (key: 'from' | 'to') => {
    const value = given.getString(key);
    if (!TIME.test(value)) throw new Error(`${where}.${key} is "${value}"; expected a time such as "08:00", in quotes`);
    return value;
  };
  const [from, to] = [time('from'), time('to')];
  if (to <= from) {
    throw new Error(`${where}.to is "${to}" and from "${from}"; the day must end after it begins, before midnight`);
  }
  const weekdays = given.getOptional<number[]>('weekdays') ?? [1, 2, 3, 4, 5];
  const isDay = (day: unknown) => Number.isInteger(day) && Number(day) >= 1 && Number(day) <= 7;
  if (!Array.isArray(weekdays) || weekdays.length === 0 || !weekdays.every(isDay)) {
    throw new Error(`${where}.weekdays is ${JSON.stringify(weekdays)}; expected days from 1 (Monday) to 7 (Sunday)`);
  }
  const calendar = given.getOptionalString('calendar') ?? null;
  if (calendar !== null && !isCalendar(calendar)) {
    throw new Error(`${where}.calendar is "${calendar}"; expected one of ${RAIL_CALENDARS.join(', ')}, or none`);
  }
  return { zone, from, to, weekdays, calendar };
}

function isPriority(text: string): text is Priority {
  return PRIORITIES.some(one => one === text);
}

function isCalendar(text: string): text is RailCalendar {
  return RAIL_CALENDARS.some(one => one === text);
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

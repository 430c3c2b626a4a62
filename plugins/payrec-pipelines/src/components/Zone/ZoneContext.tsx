import {
  formatDate,
  formatInstant,
  formatInstantExact,
  ownZone,
  useNow,
  usePayrecLocale,
} from '@internal/plugin-payrec-react';
import { parseInstant, wallClock } from '@internal/plugin-payrec-common';
import { createContext, ReactNode, useContext } from 'react';

const DAY_MS = 86_400_000;
const ZoneContext = createContext<string | undefined>(undefined);

/** Times below are shown in this IANA zone. */
export function ZoneProvider({ zone, children }: { zone: string; children: ReactNode }) {
  return <ZoneContext.Provider value={zone}>{children}</ZoneContext.Provider>;
}

/** Formats instants in the zone the page is set to; the person's own outside of a `ZoneProvider`. */
export function useClock() {
  const zone = useContext(ZoneContext) ?? ownZone();
  const locale = usePayrecLocale();
  const now = useNow();
  return {
    zone,
    now,
    /** `06:12`, or with the day when it is not today. */
    time: (instant: string) => formatInstant(instant, { locale, zone, now }),
    /** `06:12` within a day of now, else `19 Nov`: for where there is no room for both. */
    brief: (instant: string) =>
      Math.abs(Date.parse(now) - Date.parse(instant)) < DAY_MS
        ? formatInstant(instant, { locale, zone, now: instant })
        : formatDate(wallClock(parseInstant(instant), zone).date, { locale, style: 'short' }),
    /** Only the time of day. */
    timeOfDay: (instant: string) => formatInstant(instant, { locale, zone, now: instant }),
    /** `19 Nov`, or with the year when it is not this one. */
    day: (date: string) =>
      formatDate(date, { locale, style: date.slice(0, 4) === now.slice(0, 4) ? 'short' : 'medium' }),
    exact: (instant: string) => formatInstantExact(instant, { locale, zone }),
  };
}

/** An instant in the zone of the page; the exact one on hover. */
export function ClockText({ instant }: { instant: string | null | undefined }) {
  const clock = useClock();
  if (!instant) return <>—</>;
  return (
    <time dateTime={instant} title={clock.exact(instant)} style={{ whiteSpace: 'nowrap' }}>
      {clock.time(instant)}
    </time>
  );
}

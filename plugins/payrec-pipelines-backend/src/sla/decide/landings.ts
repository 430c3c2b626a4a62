import { instantToEpochMs } from '@internal/plugin-payrec-common';
import { Landing } from '../deps';

/** Clocks of producers may run ahead that far; beyond, the time of receipt counts and the verdict says so. */
const SKEW_MAX_MS = 5 * 60_000;

export type EffectiveLanding = {
  readonly landing: Landing;
  readonly atMs: number;
  readonly receivedMs: number;
  readonly clockSkew: boolean;
};

/** The time a landing counts from. Data in time that was reported late is in time; a time in the future is not believed. */
export function effectiveLanding(landing: Landing): EffectiveLanding {
  const eventMs = instantToEpochMs(landing.eventTime);
  const receivedMs = instantToEpochMs(landing.receivedAt);
  const clockSkew = eventMs > receivedMs + SKEW_MAX_MS;
  return { landing, atMs: clockSkew ? receivedMs : eventMs, receivedMs, clockSkew };
}

/** Writes of one partition in the order they count; the first one is the landing, the others overwrite it. */
export function orderedWrites(landings: readonly Landing[]): EffectiveLanding[] {
  return landings.map(effectiveLanding).sort((a, b) => a.atMs - b.atMs || (a.landing.runId < b.landing.runId ? -1 : 1));
}

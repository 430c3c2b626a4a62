/** Streams of the demo company by their consumer group. */
export const STREAM_GROUPS = ['stream-to-lake', 'fraud-scoring'] as const;
export type StreamGroup = (typeof STREAM_GROUPS)[number];

/** A stream falls behind every so often, and then catches up faster than it fell. */
const SHAPE: Record<StreamGroup, { everyMinutes: number; offset: number; climb: number; fall: number; peak: number }> =
  {
    'stream-to-lake': { everyMinutes: 47, offset: 0, climb: 5, fall: 13, peak: 290 },
    'fraud-scoring': { everyMinutes: 83, offset: 31, climb: 3, fall: 6, peak: 42 },
  };
/** Every fourth time it is worse: past what its owner promises. */
const MILD = 0.38;

/**
 * Seconds between the newest event written and the newest read, at least 1: a few while all is well, and a wave with a
 * steep and a gentle side when a burst comes. The same at the same time, whoever asks.
 */
export function streamLagSeconds(group: StreamGroup, atMs: number): number {
  const { everyMinutes, offset, climb, fall, peak } = SHAPE[group];
  const minutes = atMs / 60_000 + offset;
  const wave = Math.floor(minutes / everyMinutes);
  const since = minutes - wave * everyMinutes;
  const calm = 2.4 + 1.3 * Math.sin(minutes * 1.7) + 0.6 * Math.sin(minutes * 0.31);
  const height = since < climb ? since / climb : Math.max(0, 1 - (since - climb) / fall);
  return Math.round((calm + height * peak * (wave % 4 === 0 ? 1 : MILD)) * 10) / 10;
}

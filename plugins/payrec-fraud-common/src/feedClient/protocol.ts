import { AlertJson } from '../schemas/alert';
import { FeedFrame } from '../schemas/feed';

/** A place in the feed. `seq` is dense within one epoch; a new epoch (a restored database) makes every older place void. */
export type FeedPlace = { readonly epoch: string; readonly seq: number };

/** `epoch:seq`, as `Last-Event-ID` carries it. */
export function formatPlace({ epoch, seq }: FeedPlace): string {
  return `${epoch}:${seq}`;
}

/** Text → cursor; undefined when it is none. The epoch may hold colons, the number may not. */
export function parsePlace(text: string): FeedPlace | undefined {
  const at = text.lastIndexOf(':');
  const number = text.slice(at + 1);
  if (at <= 0 || !/^\d{1,15}$/.test(number)) return undefined;
  return { epoch: text.slice(0, at), seq: Number(number) };
}

/** One server-sent event as it left the parser. */
export type FeedMessage = { readonly event?: string; readonly id?: string; readonly data: string };

/** What changes an alert for the reader; ticks, resets and byes are the client's own business. */
export type FeedChange = Extract<FeedFrame, { event: 'upsert' | 'leave' }>;

/** All alerts under the filter, and the place in the feed at which that is true. */
export type FeedStart = {
  readonly cursor: FeedPlace;
  readonly items: readonly AlertJson[];
  readonly totalCount: number;
};

/** starting: first snapshot · live · reconnecting: waits for the next attempt · denied: the right was taken away · stopped. */
export type FeedPhase = 'starting' | 'live' | 'reconnecting' | 'denied' | 'stopped';

/** What the client can prove about itself; a new object on every change. Times are milliseconds of the clock passed in. */
export type FeedStatus = {
  readonly phase: FeedPhase;
  /** Place up to which the listener has seen everything. */
  readonly cursor: FeedPlace | null;
  /** Highest number heard of; equal to the cursor when nothing is outstanding. */
  readonly headSeq: number;
  /** Frames whose `prev` was not the cursor held. Each one was healed by a snapshot; not one was passed over. */
  readonly gaps: number;
  /** Frames that came twice and were dropped. */
  readonly repeats: number;
  readonly resets: number;
  readonly lastReset: { readonly reason: string; readonly atMs: number } | null;
  /** Commit → arrival of the newest frame; null before the first. */
  readonly ageMs: number | null;
  readonly lastBeatMs: number | null;
  /** Since when and how many changes wait. */
  readonly paused: { readonly sinceMs: number; readonly waiting: number } | null;
  /** The last catching up after a pause. */
  readonly caughtUp: { readonly changes: number; readonly tookMs: number; readonly atMs: number } | null;
  /** Why the last attempt failed, in words; null while connected. */
  readonly error: string | null;
};

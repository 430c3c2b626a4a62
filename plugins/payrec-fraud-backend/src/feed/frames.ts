import { AlertFilter } from '@internal/plugin-payrec-fraud-common';
import { AlertSight, isVisible } from '../access/AlertAccess';
import { alertToJson } from '../queue/alertToJson';
import { matchesFilter } from '../queue/matchesFilter';
import { FeedEvent } from './feedEvents';

/** Whose eyes a stream has. `key` is equal for streams that get the same frames, own rows apart. */
export type FeedView = { readonly sight: AlertSight; readonly filter: AlertFilter; readonly key: string };

export function feedView(sight: AlertSight, filter: AlertFilter): FeedView {
  const personal = filter.assignee?.includes('me') ? sight.actor : '';
  return { sight, filter, key: `${sight.key}|${personal}|${JSON.stringify(filter)}` };
}

export type FrameOp = 'upsert' | 'kept' | 'leave' | 'hidden';

/**
 * What an event is to a view, judged on both images: in the filter after it → upsert; only before it → leave; neither →
 * hidden. A row the reader works on stays although it left the filter (`kept`): it must not vanish under the pointer.
 */
export function judgeEvent(event: FeedEvent, { sight, filter }: FeedView, nowMs: number): FrameOp {
  const context = { actor: sight.actor, nowMs };
  const seen = isVisible(event.after, sight);
  if (seen && matchesFilter(event.after, filter, context)) return 'upsert';
  if (seen && event.after.claimed_by === sight.actor) return 'kept';
  const { before } = event;
  if (before === null || !isVisible(before, sight)) return 'hidden';
  // By the clock alone the row may have left the filter while the client still shows it, so time is left out here.
  const shown = before.claimed_by === sight.actor || matchesFilter(before, filter, context, { ignoreTime: true });
  return shown ? 'leave' : 'hidden';
}

export type Frames = {
  /** SSE text as it goes over the line, shared by all streams that get it; empty when every event was hidden. */
  readonly bytes: Buffer;
  /** Cursor the client holds after it. */
  readonly sentSeq: number;
  readonly count: number;
};

/** One frame; `heldSeq` is the cursor the client holds before it. */
export function frameText(
  event: FeedEvent,
  op: Exclude<FrameOp, 'hidden'>,
  place: { readonly epoch: string; readonly heldSeq: number; readonly level: 'M0' | 'M1' },
): string {
  const { epoch, heldSeq, level } = place;
  const name = op === 'leave' ? 'leave' : 'upsert';
  return (
    `id: ${epoch}:${event.seq}\nevent: ${name}\ndata: {"event":"${name}","prev":${heldSeq},"seq":${event.seq},` +
    `"skipped":${event.seq - heldSeq - 1},${tail(event, op, level)}\n\n`
  );
}

/** Part of a frame that is the same for all streams of a mask level. */
const tails = new WeakMap<FeedEvent, Map<string, string>>();

function tail(event: FeedEvent, op: FrameOp, level: 'M0' | 'M1'): string {
  const key = `${op}${level}`;
  let known = tails.get(event);
  if (!known) tails.set(event, (known = new Map()));
  let text = known.get(key);
  if (text === undefined) {
    const { kind, alertId, rowVersion, at } = event;
    text = JSON.stringify({
      kind,
      alertId,
      rowVersion,
      at,
      ...(op !== 'leave' && { matches: op === 'upsert', alert: alertToJson(event.after, level) }),
    }).slice(1);
    known.set(key, text);
  }
  return text;
}

/** Moves the cursor over hidden events, or beats the heart when there were none. */
export function tickFrame(epoch: string, prev: number, seq: number, head: number, nowMs: number): string {
  const skipped = Math.max(0, seq - prev);
  const data = { event: 'tick', prev, seq, skipped, head, at: new Date(nowMs).toISOString() };
  return `id: ${epoch}:${seq}\nevent: tick\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The last frame of a stream; it carries no id, so the client's cursor stays. */
export function endFrame(data: { readonly event: 'reset' | 'bye'; readonly reason: string }): string {
  return `event: ${data.event}\ndata: ${JSON.stringify(data)}\n\n`;
}

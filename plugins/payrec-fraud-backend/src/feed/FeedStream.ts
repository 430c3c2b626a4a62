import { Response } from 'express';
import { Knex } from 'knex';
import { AlertSight } from '../access/AlertAccess';
import { AlertFilter } from '@internal/plugin-payrec-fraud-common';
import { FeedHub } from './FeedHub';
import { FeedBatch } from './FeedBatch';
import { FeedHead, judgeCursor, parseFeedCursor, readHead } from './feedEvents';
import { FEED_PAGE } from './FeedPages';
import { FeedView, Frames, endFrame, feedView, tickFrame } from './frames';

export type FeedStreamOptions = {
  readonly hub: FeedHub;
  readonly db: Knex;
  readonly res: Response;
  readonly filter: AlertFilter;
  readonly sight: AlertSight;
  /** What the client sent as its cursor; the head without it. */
  readonly cursor: string | undefined;
  /** Asks for the sight anew. Throws NotAllowedError when it is gone. */
  readonly reauthorise: () => Promise<AlertSight>;
  /** When the client's token ends, epoch ms; undefined when it does not say. */
  readonly expiresAtMs: number | undefined;
  readonly heartbeatMs: number;
  readonly reauthoriseMs: number;
  readonly bufferBytesMax: number;
  readonly now: () => number;
  readonly onFrames: (count: number) => void;
};

/** How often a cursor is moved over hidden events without a frame to carry it. */
const TICK_MS = 500;
const DRAIN_MS = 30_000;

export type StreamEnd =
  | 'client_closed'
  | 'slow'
  | 'reset'
  | 'denied'
  | 'scope_changed'
  | 'token_expired'
  | 'shutdown'
  | 'failed';

/**
 * One client's stream. It is behind (reads pages of the table, waiting for the client to take them) or follows the head
 * (writes what the hub holds). `readSeq` is how far it has looked, `heldSeq` the cursor of the client: they differ while
 * the events between are hidden from it.
 */
export class FeedStream {
  private view: FeedView;
  private epoch = '';
  private readSeq = 0;
  private heldSeq = 0;
  private wroteAt = 0;
  private behind = true;
  private pumping = false;
  private again = false;
  private unsubscribe: () => void = () => {};
  private readonly timers: NodeJS.Timeout[] = [];
  private finish: (end: StreamEnd) => void = () => {};
  private ended: StreamEnd | undefined;

  constructor(private readonly options: FeedStreamOptions) {
    this.view = feedView(options.sight, options.filter);
  }

  /** Runs until the client leaves or the stream has to end, and says why. */
  async run(): Promise<StreamEnd> {
    const { res, hub, now, cursor } = this.options;
    const done = new Promise<StreamEnd>(resolve => {
      this.finish = resolve;
    });
    res.once('close', () => this.end('client_closed'));
    res.once('error', () => this.end('client_closed'));
    // no-transform keeps the root router's compression away, which would hold frames back.
    res.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
      Connection: 'keep-alive',
    });
    res.flushHeaders();
    const asked = cursor === undefined ? undefined : parseFeedCursor(cursor);
    const head = this.headInMemory(asked) ?? (await readHead(this.options.db));
    if (this.ended) return done;
    const held = asked === undefined ? { epoch: head.epoch, seq: head.lastSeq } : asked;
    const reset = judgeCursor(held, head);
    if (reset || !held) {
      this.end('reset', { event: 'reset', reason: reset ?? 'malformed' });
      return done;
    }
    this.epoch = held.epoch;
    this.readSeq = held.seq;
    this.heldSeq = held.seq;
    this.write(tickFrame(this.epoch, held.seq, held.seq, head.lastSeq, now()));
    this.unsubscribe = hub.subscribe({ onEvents: () => this.pump() });
    this.timers.push(
      setInterval(() => this.beat(), Math.min(TICK_MS, this.options.heartbeatMs)),
      setInterval(() => this.checkSight(), this.options.reauthoriseMs),
    );
    this.pump();
    return done;
  }

  /** Ends the stream, telling the client why when there is something to tell. */
  end(why: StreamEnd, last?: { event: 'reset' | 'bye'; reason: string }): void {
    if (this.ended) return;
    this.ended = why;
    this.unsubscribe();
    this.timers.forEach(clearInterval);
    const { res } = this.options;
    if (!res.writableEnded && !res.destroyed) {
      // A client that does not read would never take the end of the answer either.
      if (why === 'slow') res.destroy();
      else res.end(last ? endFrame(last) : undefined);
    }
    this.finish(why);
  }

  /**
   * The head as this replica knows it, for a cursor it can go on from: after a replica ended, all its clients come here at
   * once, and none of them needs a look into the table.
   */
  private headInMemory(cursor: { epoch: string; seq: number } | null | undefined): FeedHead | undefined {
    const { head } = this.options.hub;
    return cursor && judgeCursor(cursor, head) === null ? head : undefined;
  }

  private pump(): void {
    if (this.ended) return;
    if (this.pumping) {
      this.again = true;
      return;
    }
    if (!this.behind && this.follow()) return;
    this.pumping = true;
    this.catchUp()
      .catch(() => this.end('failed'))
      .finally(() => {
        this.pumping = false;
        if (this.again) {
          this.again = false;
          this.pump();
        }
      });
  }

  /** Writes what the hub holds; false when the place is no longer in its memory. */
  private follow(): boolean {
    const { hub } = this.options;
    if (hub.head.epoch !== this.epoch) {
      this.end('reset', { event: 'reset', reason: 'epoch_changed' });
      return true;
    }
    // The hub of this replica may still be behind what another replica has told the client.
    if (hub.head.lastSeq <= this.readSeq) return true;
    const batch = hub.batchAfter(this.readSeq);
    if (!batch) {
      this.behind = true;
      return false;
    }
    this.take(batch);
    // More than a page came at once: the rest goes at the pace of the client.
    if (this.readSeq < hub.head.lastSeq && !this.ended) {
      this.behind = true;
      return false;
    }
    return true;
  }

  private async catchUp(): Promise<void> {
    const { hub } = this.options;
    while (!this.ended) {
      // Within a page of the head: follow it. Not earlier, or all the rest would be written at once.
      if (hub.head.lastSeq - this.readSeq <= FEED_PAGE && hub.holds(this.readSeq)) {
        this.behind = false;
        if (this.follow()) return;
        continue;
      }
      if (this.readSeq >= hub.head.lastSeq) {
        this.behind = false;
        return;
      }
      const page = this.readSeq < hub.head.minSeq ? 'pruned' : await hub.pages.after(this.readSeq, this.epoch);
      if (typeof page === 'string') {
        this.end('reset', { event: 'reset', reason: page });
        return;
      }
      this.take(page);
      if (!(await this.drained())) this.end('slow');
    }
  }

  private take(batch: FeedBatch): void {
    const frames: Frames = batch.framesFor(this.view, this.heldSeq);
    this.readSeq = batch.readSeq;
    if (frames.count === 0 || this.ended) return;
    this.heldSeq = frames.sentSeq;
    this.options.onFrames(frames.count);
    this.write(frames.bytes);
  }

  private write(bytes: Buffer | string): void {
    const { res, bufferBytesMax, now } = this.options;
    this.wroteAt = now();
    res.write(bytes);
    // Present when a middleware buffers.
    (res as Response & { flush?: () => void }).flush?.();
    if (res.writableLength > bufferBytesMax && !this.behind) this.end('slow');
  }

  /** Resolves when the client has taken what was written; false when it does not within half a minute. */
  private drained(): Promise<boolean> {
    const { res } = this.options;
    if (!res.writableNeedDrain) return Promise.resolve(true);
    return new Promise(resolve => {
      const tooSlow = new AbortController();
      const timer = setTimeout(() => tooSlow.abort(), DRAIN_MS);
      const settle = (ok: boolean) => {
        clearTimeout(timer);
        res.removeListener('drain', taken);
        res.removeListener('close', taken);
        resolve(ok);
      };
      function taken() {
        settle(true);
      }
      tooSlow.signal.addEventListener('abort', () => settle(false), { once: true });
      res.once('drain', taken);
      res.once('close', taken);
    });
  }

  private beat(): void {
    const { now, heartbeatMs, hub, expiresAtMs } = this.options;
    if (this.ended) return;
    if (expiresAtMs !== undefined && now() >= expiresAtMs) {
      this.end('token_expired', { event: 'bye', reason: 'token_expired' });
      return;
    }
    const silentMs = now() - this.wroteAt;
    // While frames go out they move the cursor; a tick between them would only tell the client what it is about to hear. A
    // stream that catches up ticks too: else a client cut meanwhile would begin again from where it was.
    const due = this.readSeq > this.heldSeq ? Math.min(TICK_MS, heartbeatMs) : heartbeatMs;
    if (silentMs < due || this.options.res.writableNeedDrain) return;
    const prev = this.heldSeq;
    this.heldSeq = this.readSeq;
    this.write(tickFrame(this.epoch, prev, this.readSeq, Math.max(hub.head.lastSeq, this.readSeq), now()));
  }

  private checkSight(): void {
    this.options.reauthorise().then(
      sight => {
        if (sight.key !== this.view.sight.key) this.end('scope_changed', { event: 'bye', reason: 'scope_changed' });
      },
      error => {
        const denied = error instanceof Error && error.name === 'NotAllowedError';
        // What cannot be checked is not shown on; the client comes back and is checked anew.
        if (denied) this.end('denied', { event: 'bye', reason: 'denied' });
        else this.end('failed');
      },
    );
  }
}

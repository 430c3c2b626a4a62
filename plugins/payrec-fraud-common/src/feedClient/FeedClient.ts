import { FeedFrame, feedFrameSchema } from '../schemas/feed';
import { BackoffOptions, backoffMs } from './backoff';
import { FeedChange, FeedMessage, FeedPlace, FeedStart, FeedStatus } from './protocol';

/** Answer of the transport: the events, or why there are none. */
export type FeedConnection =
  | { readonly kind: 'open'; readonly messages: AsyncIterable<FeedMessage> }
  | { readonly kind: 'denied' }
  | { readonly kind: 'refused'; readonly status: number };

/** How the client reaches the server. `onBytes` is to be called for every piece that arrives. */
export type FeedTransport = {
  snapshot(signal: AbortSignal): Promise<FeedStart>;
  connect(cursor: FeedPlace, signal: AbortSignal, onBytes: () => void): Promise<FeedConnection>;
};

/** Who is told. Called in the order of the feed; must not throw. */
export type FeedListener = {
  onSnapshot(snapshot: FeedStart): void;
  /** Never the same number twice, never past a hole. */
  onChange(change: FeedChange): void;
  onStatus?(status: FeedStatus): void;
};

export type FeedClientOptions = {
  transport: FeedTransport;
  listener: FeedListener;
  /** Judges the data of an event; throws when it breaks the contract. The schema of the contract unless told. */
  parseFrame?(data: unknown): FeedFrame;
  /** True for errors that say the right is missing (HTTP 403): no further attempt. */
  isDenied?(error: unknown): boolean;
  /** Silence after which a connection counts as dead; the server sends a tick every 15 s. */
  watchdogMs?: number;
  backoff?: BackoffOptions;
  /** Frames kept while paused; beyond it they are only counted and read again from the server on resume. */
  pauseBufferMax?: number;
  now?: () => number;
  random?: () => number;
};

const DEFAULT_WATCHDOG_MS = 40_000;
const DEFAULT_BACKOFF: BackoffOptions = { baseMs: 500, maxMs: 15_000 };
const DEFAULT_PAUSE_BUFFER = 2_000;

const INITIAL: FeedStatus = {
  phase: 'starting',
  cursor: null,
  headSeq: 0,
  gaps: 0,
  repeats: 0,
  resets: 0,
  lastReset: null,
  ageMs: null,
  lastBeatMs: null,
  paused: null,
  caughtUp: null,
  error: null,
};

const KNOWN_EVENTS = new Set(['upsert', 'leave', 'tick', 'reset', 'bye']);

class WatchdogError extends Error {}

/** Aborts what is silent for too long. */
class Watchdog {
  private timer: ReturnType<typeof setTimeout>;

  constructor(private readonly silenceMs: number, private readonly onSilence: () => void) {
    this.timer = setTimeout(onSilence, silenceMs);
  }

  readonly feed = (): void => {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onSilence, this.silenceMs);
  };

  stop(): void {
    clearTimeout(this.timer);
  }
}

/**
 * A reader of the alert feed that misses nothing and can prove it: snapshot, then the stream from its cursor; resumes
 * with `Last-Event-ID`; a frame whose `prev` is not the cursor held is never applied but leads to a new snapshot, and so
 * does a `reset` of the server. Knows neither DOM nor React: the console and the bench use the same class.
 */
export class FeedClient {
  private readonly options: Required<Omit<FeedClientOptions, 'isDenied'>> & Pick<FeedClientOptions, 'isDenied'>;
  private current: FeedStatus = INITIAL;
  /** Place up to which frames have arrived. Ahead of `status.cursor` while paused. */
  private seen: FeedPlace | null = null;
  private buffer: FeedChange[] = [];
  private overflowed = false;
  private catchingUp: { changes: number; startMs: number; untilSeq: number } | null = null;
  private failures = 0;
  private stop: AbortController | null = null;
  private connection: AbortController | null = null;
  private wake: (() => void) | null = null;

  constructor(options: FeedClientOptions) {
    this.options = {
      watchdogMs: DEFAULT_WATCHDOG_MS,
      backoff: DEFAULT_BACKOFF,
      pauseBufferMax: DEFAULT_PAUSE_BUFFER,
      now: Date.now,
      random: Math.random,
      parseFrame: data => feedFrameSchema.parse(data),
      ...options,
    };
  }

  get status(): FeedStatus {
    return this.current;
  }

  /** Begins, and resolves when {@link stopFeed} was called or the right was taken away. */
  async run(): Promise<void> {
    if (this.stop) throw new Error('This feed client runs already; make a new one for another filter');
    const stop = new AbortController();
    this.stop = stop;
    while (!stop.signal.aborted && this.current.phase !== 'denied') {
      try {
        if (!this.seen) await this.readSnapshot(stop.signal);
        else await this.readStream(stop.signal);
      } catch (error) {
        if (stop.signal.aborted) break;
        if (this.options.isDenied?.(error)) this.update({ phase: 'denied', error: wordsOf(error) });
        else await this.waitAfter(error);
      }
    }
    if (stop.signal.aborted) this.update({ phase: 'stopped' });
  }

  stopFeed(): void {
    this.stop?.abort();
    this.connection?.abort();
    this.wake?.();
  }

  /** Tries at once instead of waiting: a Retry button, or the browser says that the network is back. */
  retryNow(): void {
    this.failures = 0;
    this.wake?.();
  }

  /** Frames are counted and held back from the listener until {@link resume}. */
  pause(): void {
    if (this.current.paused) return;
    this.buffer = [];
    this.overflowed = false;
    this.update({ paused: { sinceMs: this.options.now(), waiting: 0 }, caughtUp: null });
  }

  /** Hands over what waited. When it was too much to keep, the stream is read again from where the pause began. */
  resume(): void {
    const { paused, cursor } = this.current;
    if (!paused) return;
    const startMs = this.options.now();
    const held = this.buffer;
    this.buffer = [];
    this.catchingUp = { changes: paused.waiting, startMs, untilSeq: this.seen?.seq ?? 0 };
    this.update({ paused: null });
    if (this.overflowed && cursor) {
      this.overflowed = false;
      this.seen = cursor;
      this.connection?.abort();
      return;
    }
    for (const change of held) this.options.listener.onChange(change);
    if (this.seen) this.moveCursor(this.seen);
  }

  private async readSnapshot(signal: AbortSignal): Promise<void> {
    const snapshot = await this.options.transport.snapshot(signal);
    if (signal.aborted) return;
    this.seen = snapshot.cursor;
    // A snapshot during a pause is shown at once: the rows on screen belong to a feed that no longer exists.
    this.buffer = [];
    this.overflowed = false;
    this.options.listener.onSnapshot(snapshot);
    const { paused } = this.current;
    this.update({
      headSeq: snapshot.cursor.seq,
      error: null,
      paused: paused && { ...paused, waiting: 0 },
    });
    this.moveCursor(snapshot.cursor);
  }

  private async readStream(stop: AbortSignal): Promise<void> {
    const connection = new AbortController();
    this.connection = connection;
    const onStop = () => connection.abort();
    stop.addEventListener('abort', onStop);
    const watchdog = new Watchdog(this.options.watchdogMs, () => connection.abort(new WatchdogError()));
    try {
      const opened = await this.options.transport.connect(this.seen!, connection.signal, watchdog.feed);
      if (opened.kind === 'denied') {
        this.update({ phase: 'denied' });
        return;
      }
      if (opened.kind === 'refused') throw new Error(`The feed answered ${opened.status}`);
      this.update({ phase: 'live', error: null, lastBeatMs: this.options.now() });
      for await (const message of untilAborted(opened.messages, connection.signal)) {
        watchdog.feed();
        if (!this.take(message)) return;
      }
      if (stop.aborted) return;
      // Resume hangs up on purpose, to read again from where the pause began.
      if (connection.signal.aborted && !(connection.signal.reason instanceof WatchdogError)) return;
      throw new Error(
        connection.signal.aborted
          ? `No beat for ${Math.round(this.options.watchdogMs / 1000)} s`
          : 'The server closed the stream',
      );
    } finally {
      watchdog.stop();
      stop.removeEventListener('abort', onStop);
      connection.abort();
      this.connection = null;
    }
  }

  /** False when the stream is over for this connection. */
  private take({ event = 'message', data }: FeedMessage): boolean {
    // A newer server may speak of things this client does not know; they carry no place in the feed.
    if (!KNOWN_EVENTS.has(event)) return true;
    const frame = this.options.parseFrame(JSON.parse(data));
    if (frame.event === 'reset') {
      this.reset(frame.reason);
      return false;
    }
    if (frame.event === 'bye') {
      if (frame.reason === 'denied') this.update({ phase: 'denied' });
      // What may be seen changed, so what is held may be too much or too little.
      if (frame.reason === 'scope_changed') this.reset(frame.reason);
      return false;
    }
    const nowMs = this.options.now();
    const seen = this.seen!;
    const isBeat = frame.event === 'tick' && frame.prev === seen.seq && frame.seq === seen.seq;
    if (!isBeat && frame.seq <= seen.seq) {
      this.update({ repeats: this.current.repeats + 1, lastBeatMs: nowMs });
      return true;
    }
    if (frame.prev !== seen.seq) {
      this.update({ gaps: this.current.gaps + 1 });
      this.reset('gap');
      return false;
    }
    this.failures = 0;
    this.seen = { epoch: seen.epoch, seq: frame.seq };
    this.accept(frame, nowMs);
    return true;
  }

  private accept(frame: FeedChange | Extract<FeedFrame, { event: 'tick' }>, nowMs: number): void {
    const { paused, headSeq } = this.current;
    const isTick = frame.event === 'tick';
    const heard = {
      headSeq: Math.max(headSeq, frame.seq, isTick ? frame.head : 0),
      lastBeatMs: nowMs,
      ...(!isTick && { ageMs: Math.max(0, nowMs - Date.parse(frame.at)) }),
    };
    if (!paused) {
      if (!isTick) this.options.listener.onChange(frame);
      this.update(heard);
      this.moveCursor(this.seen!);
      return;
    }
    if (isTick) {
      this.update(heard);
      return;
    }
    if (this.buffer.length < this.options.pauseBufferMax && !this.overflowed) this.buffer.push(frame);
    else {
      this.overflowed = true;
      this.buffer = [];
    }
    this.update({ ...heard, paused: { ...paused, waiting: paused.waiting + 1 } });
  }

  private moveCursor(cursor: FeedPlace): void {
    const { catchingUp } = this;
    const nowMs = this.options.now();
    let caughtUp = this.current.caughtUp;
    if (catchingUp && cursor.seq >= catchingUp.untilSeq) {
      caughtUp = { changes: catchingUp.changes, tookMs: nowMs - catchingUp.startMs, atMs: nowMs };
      this.catchingUp = null;
    }
    this.update({ cursor, caughtUp });
  }

  private reset(reason: string): void {
    this.seen = null;
    this.update({ resets: this.current.resets + 1, lastReset: { reason, atMs: this.options.now() } });
  }

  private async waitAfter(error: unknown): Promise<void> {
    this.failures += 1;
    this.update({ phase: 'reconnecting', error: wordsOf(error) });
    const waitMs = backoffMs(this.failures, this.options.backoff, this.options.random());
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, waitMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }

  private update(change: Partial<FeedStatus>): void {
    this.current = { ...this.current, ...change };
    this.options.listener.onStatus?.(this.current);
  }
}

/** Ends when the signal does, also when the source never answers again. */
async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let onAbort = () => {};
  const aborted = new Promise<'aborted'>(resolve => {
    onAbort = () => resolve('aborted');
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next === 'aborted' || next.done || signal.aborted) return;
      yield next.value;
    }
  } catch (error) {
    // A body that is cut by our own hanging up is no failure.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not awaited: the source may be stuck in a read that never ends.
    iterator.return?.()?.catch(() => {});
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

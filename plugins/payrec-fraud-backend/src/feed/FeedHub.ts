import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Client } from 'pg';
import { openRawConnection } from '../database/rawConnection';
import { FeedBatch } from './FeedBatch';
import { FeedEvent, FeedHead, readFeedPage, readHead } from './feedEvents';
import { BATCH_KEPT_MS, FEED_PAGE, FeedPages } from './FeedPages';
import { Pause } from './Pause';
import { FEED_CHANNEL } from './Sequencer';

/** Events kept in memory for streams that follow the head. */
const RING = 4000;
const READ = 500;
/** Safety net under LISTEN/NOTIFY, and the pace while LISTEN is broken. */
const SAFETY_MS = 1000;
const WITHOUT_LISTEN_MS = 50;

export interface HubListener {
  /** New events are in the hub, or the epoch changed. Must not throw. */
  onEvents(): void;
}

/**
 * The feed as this process knows it: one reader for all its streams. It holds the newest events, so a stream that follows
 * the head costs no query; streams further behind share pages until they have caught up.
 */
export class FeedHub {
  private readonly listeners = new Set<HubListener>();
  private readonly pause = new Pause();
  private ring: FeedEvent[] = [];
  private current: FeedHead | undefined;
  private stopped = false;
  private running: Promise<void> | undefined;
  private listening: Client | undefined;
  /** By the number they follow on, until the next events come. */
  private readonly batches = new Map<number, FeedBatch>();
  readonly pages: FeedPages;

  constructor(
    private readonly deps: { readonly db: Knex; readonly logger: LoggerService; readonly now: () => number },
  ) {
    this.pages = new FeedPages({ ...deps, held: (seq, limit) => this.eventsAfter(seq, limit) });
  }

  /**
   * Begins at the head, with what came just before it: after a replica ended, all its clients come here at once with
   * cursors a little behind, and a page of the table for each of them would take longer than they wait.
   */
  async start(): Promise<void> {
    if (this.running) return;
    const { lastSeq, minSeq } = await readHead(this.deps.db);
    const { head, events } = await readFeedPage(this.deps.db, Math.max(minSeq, lastSeq - RING), RING);
    this.ring = [...events];
    this.current = { ...head, lastSeq: events.length > 0 ? events[events.length - 1].seq : lastSeq };
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.pause.end();
    await this.running;
    await this.listening?.end().catch(() => {});
  }

  get head(): FeedHead {
    if (!this.current) throw new Error('The feed hub has not been started');
    return this.current;
  }

  subscribe(listener: HubListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Numbers up to `lastSeq` are in the table; without it, look. */
  wake(lastSeq = Number.NaN): void {
    // Both the sequencer of this process and NOTIFY say so; the second of them needs no look.
    if (!(lastSeq <= this.head.lastSeq)) this.pause.end();
  }

  /** Whether all events after `seq` are in memory. */
  holds(seq: number): boolean {
    const { lastSeq } = this.head;
    return seq === lastSeq || (seq < lastSeq && this.ring.length > 0 && seq + 1 >= this.ring[0].seq);
  }

  /** The events after `seq`, at most a page, made once for all streams at this place; undefined when not in memory. */
  batchAfter(seq: number): FeedBatch | undefined {
    const known = this.batches.get(seq);
    if (known && this.deps.now() - known.nowMs < BATCH_KEPT_MS) return known;
    const events = this.eventsAfter(seq, FEED_PAGE);
    if (events.length === 0) return undefined;
    const batch = new FeedBatch(events, { epoch: this.head.epoch, nowMs: this.deps.now() });
    this.batches.set(seq, batch);
    return batch;
  }

  private eventsAfter(seq: number, limit: number): readonly FeedEvent[] {
    if (!this.holds(seq) || seq === this.head.lastSeq) return [];
    const from = seq + 1 - this.ring[0].seq;
    return this.ring.slice(from, from + limit);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.listen();
        await this.read();
      } catch (error) {
        if (!this.stopped) this.deps.logger.warn(`The feed could not be read and is tried again: ${error}`);
        await this.pause.forMs(200);
      }
      await this.pause.forMs(this.listening ? SAFETY_MS : WITHOUT_LISTEN_MS);
    }
  }

  private async listen(): Promise<void> {
    if (this.listening) return;
    const connection = await openRawConnection(this.deps.db);
    connection.on('notification', ({ payload }) => this.wake(payload ? Number(payload) : undefined));
    const lost = () => {
      if (this.listening === connection) this.listening = undefined;
      this.pause.end();
    };
    connection.on('error', lost);
    connection.on('end', lost);
    // Before LISTEN is answered, so that `lost` is heard also for a connection that ends in between.
    this.listening = connection;
    await connection.query(`LISTEN ${FEED_CHANNEL}`).catch(async error => {
      lost();
      await connection.end().catch(() => {});
      throw error;
    });
  }

  private async read(): Promise<void> {
    for (let more = true; more && !this.stopped; ) {
      const known = this.head;
      const { head, events } = await readFeedPage(this.deps.db, known.lastSeq, READ);
      if (head.epoch !== known.epoch) {
        this.deps.logger.warn(`The feed began a new epoch ${head.epoch}; all streams start again`);
        this.ring = [];
        this.current = head;
      } else {
        const last = events.length > 0 ? events[events.length - 1].seq : known.lastSeq;
        this.ring.push(...events);
        if (this.ring.length > RING) this.ring = this.ring.slice(-RING);
        this.current = { ...head, lastSeq: last };
      }
      more = events.length === READ;
      if (events.length > 0 || head.epoch !== known.epoch) {
        this.batches.clear();
        for (const listener of this.listeners) listener.onEvents();
      }
    }
  }
}

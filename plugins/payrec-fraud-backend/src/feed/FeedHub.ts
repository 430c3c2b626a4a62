import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Client } from 'pg';
import { openRawConnection } from '../database/rawConnection';
import { FeedEvent, FeedHead, readFeedPage, readHead } from './feedEvents';
import { FeedView, Frames, framesOf } from './frames';
import { Pause } from './Pause';
import { FEED_CHANNEL } from './Sequencer';

/** Events kept in memory for streams that follow the head. */
const RING = 4000;
const PAGE = 500;
/** Safety net under LISTEN/NOTIFY, and the pace while LISTEN is broken. */
const SAFETY_MS = 1000;
const WITHOUT_LISTEN_MS = 50;

export interface HubListener {
  /** New events are in the hub, or the epoch changed. Must not throw. */
  onEvents(): void;
}

/**
 * The feed as this process knows it: one reader for all its streams. It holds the newest events, so a stream that follows
 * the head costs no query; a stream further behind reads pages until it has caught up.
 */
export class FeedHub {
  private readonly listeners = new Set<HubListener>();
  private readonly pause = new Pause();
  private ring: FeedEvent[] = [];
  private current: FeedHead | undefined;
  private stopped = false;
  private running: Promise<void> | undefined;
  private listening: Client | undefined;
  private readonly shared = new Map<string, Frames>();

  constructor(
    private readonly deps: { readonly db: Knex; readonly logger: LoggerService; readonly now: () => number },
  ) {}

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

  wake(): void {
    this.pause.end();
  }

  /** Events after `seq` from memory; undefined when they are not (all) there. */
  after(seq: number): readonly FeedEvent[] | undefined {
    if (seq === this.head.lastSeq) return [];
    const first = this.ring[0];
    if (!first || seq + 1 < first.seq || seq > this.head.lastSeq) return undefined;
    return this.ring.slice(seq + 1 - first.seq);
  }

  /** Frames from memory of at most `limit` events, made once for all streams with the same view at the same place. */
  framesAfter(
    seq: number,
    heldSeq: number,
    view: FeedView,
    limit: number,
  ): (Frames & { readonly readSeq: number }) | undefined {
    const events = this.after(seq)?.slice(0, limit);
    if (!events) return undefined;
    const readSeq = events.length > 0 ? events[events.length - 1].seq : seq;
    const { actor } = view.sight;
    // Own rows are treated apart, so frames with one of them are nobody else's.
    const own = events.some(event => event.after.claimed_by === actor || event.before?.claimed_by === actor);
    const key = `${own ? actor : ''}|${seq}|${readSeq}|${heldSeq}|${view.key}`;
    let frames = this.shared.get(key);
    if (!frames) {
      frames = framesOf(events, view, { epoch: this.head.epoch, heldSeq, nowMs: this.deps.now() });
      this.shared.set(key, frames);
    }
    return { ...frames, readSeq };
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
    connection.on('notification', () => this.pause.end());
    const lost = () => {
      if (this.listening === connection) this.listening = undefined;
      this.pause.end();
    };
    connection.on('error', lost);
    connection.on('end', lost);
    await connection.query(`LISTEN ${FEED_CHANNEL}`);
    this.listening = connection;
  }

  private async read(): Promise<void> {
    for (let more = true; more && !this.stopped; ) {
      const known = this.head;
      const { head, events } = await readFeedPage(this.deps.db, known.lastSeq, PAGE);
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
      more = events.length === PAGE;
      if (events.length > 0 || head.epoch !== known.epoch) {
        this.shared.clear();
        for (const listener of this.listeners) listener.onEvents();
      }
    }
  }
}

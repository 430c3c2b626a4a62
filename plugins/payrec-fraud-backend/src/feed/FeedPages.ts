import { Sema } from 'async-sema';
import { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import { FeedBatch } from './FeedBatch';
import { FeedEvent, ResetReason, readFeedPage } from './feedEvents';

/** Events of a page. Pages are cut at its multiples, so that streams which catch up from different places soon share them. */
export const FEED_PAGE = 200;
const PAGES_KEPT = 50;
/** Batches and pages are not kept longer: filters by age are judged by the clock at which they were made. */
export const BATCH_KEPT_MS = 5000;
/** Of the pool, so much for streams that are behind: the hub and the intake need the rest. */
const READS_AT_ONCE = 3;

type Page = FeedBatch | Extract<ResetReason, 'epoch_changed' | 'pruned'>;

/**
 * Pages of the feed for streams that are behind. After a replica ended, all its clients are at nearly the same place of
 * another one, so a page is read and judged once for all of them. A page for each stream would take longer than the feed
 * needs to grow by one: nobody would arrive, and the hub, which needs the same cores and connections, would fall behind too.
 */
export class FeedPages {
  private readonly kept = new LRUCache<string, Promise<Page>>({
    max: PAGES_KEPT,
    ttl: BATCH_KEPT_MS,
    ttlAutopurge: true,
  });
  private readonly readers = new Sema(READS_AT_ONCE);

  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly now: () => number;
      /** The events after `seq`, at most `limit`, if they are in memory. */
      readonly held: (seq: number, limit: number) => readonly FeedEvent[];
    },
  ) {}

  /**
   * The page with the event after `seq`, which may begin before it, or why there is no going on from there. The table has
   * to hold an event after `seq`.
   * @throws when the table cannot be read
   */
  async after(seq: number, epoch: string): Promise<Page> {
    const from = Math.floor(seq / FEED_PAGE) * FEED_PAGE;
    const key = `${epoch}:${from}`;
    let asked = this.kept.get(key);
    if (!asked) {
      asked = this.make(from, epoch);
      this.kept.set(key, asked);
      const forget = () => this.kept.delete(key);
      // A page that still grows, or could not be read, is asked for again by the next.
      asked.then(page => (typeof page === 'string' || page.readSeq < from + FEED_PAGE) && forget(), forget);
    }
    const page = await asked;
    const goesOn = typeof page === 'string' || (page.firstSeq <= seq + 1 && page.readSeq > seq);
    return goesOn ? page : 'pruned';
  }

  private async make(from: number, epoch: string): Promise<Page> {
    const held = this.deps.held(from, FEED_PAGE);
    if (held.length === FEED_PAGE) return new FeedBatch(held, { epoch, nowMs: this.deps.now() });
    await this.readers.acquire();
    const { head, events } = await readFeedPage(this.deps.db, from, FEED_PAGE).finally(() => this.readers.release());
    if (head.epoch !== epoch) return 'epoch_changed';
    return events.length > 0 ? new FeedBatch(events, { epoch, nowMs: this.deps.now() }) : 'pruned';
  }
}

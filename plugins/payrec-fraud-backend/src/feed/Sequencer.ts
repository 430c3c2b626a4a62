import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { Client, QueryResult } from 'pg';
import { openRawConnection } from '../database/rawConnection';
import { Pause } from './Pause';

/** Notified when numbers were given, with the last of them. Readers read the table; the number says whether they need to. */
export const FEED_CHANNEL = 'payrec_fraud_feed';
/** Events numbered in one transaction. */
const BATCH = 1000;
const PRUNE_EVERY_MS = 30_000;
/**
 * While nothing comes it is looked for less often, sixty times a second being work for nothing. What this replica commits
 * wakes it; what another does waits that long once.
 */
const REST_AFTER_MS = 1000;
const REST_MS = 60;

/**
 * The separate first statement matters: the numbering statement takes its snapshot after the head row is locked, so it
 * sees what the previous holder committed. READ COMMITTED gives each statement a snapshot of its own.
 */
export const LOCK_HEAD = `SELECT last_seq FROM feed_head WHERE stream = 'alerts' FOR UPDATE`;
export const NUMBER_EVENTS = `
  WITH next AS (
    SELECT id, row_number() OVER (ORDER BY id) AS place
    FROM (SELECT id FROM alert_events WHERE seq IS NULL ORDER BY id LIMIT ${BATCH}) q
  ), head AS (
    SELECT last_seq FROM feed_head WHERE stream = 'alerts'
  ), numbered AS (
    UPDATE alert_events e SET seq = head.last_seq + next.place FROM next, head WHERE e.id = next.id RETURNING 1
  )
  UPDATE feed_head SET last_seq = last_seq + (SELECT count(*) FROM numbered)
  WHERE stream = 'alerts' AND EXISTS (SELECT 1 FROM numbered)
  RETURNING (SELECT count(*) FROM numbered)::int AS count, last_seq`;
/** Planned once per connection: numbering a batch of fifteen takes the server less time than planning how. */
const PREPARE = `
  PREPARE payrec_fraud_lock_head AS ${LOCK_HEAD};
  PREPARE payrec_fraud_number AS ${NUMBER_EVENTS}`;
const ROUND = `BEGIN;
  EXECUTE payrec_fraud_lock_head;
  EXECUTE payrec_fraud_number;
  SELECT pg_notify('${FEED_CHANNEL}', last_seq::text) FROM feed_head WHERE stream = 'alerts' ORDER BY stream;
  COMMIT`;

const prepared = new WeakSet<object>();

/**
 * Numbers committed events, densely and after their commit: the only way a reader with "everything after n" cannot miss a
 * row whose transaction took longer. Every replica has one; a session advisory lock lets one work at a time, and the lock
 * on the head row keeps the numbering right even if two did.
 */
export class Sequencer {
  private stopped = false;
  private active = false;
  private running: Promise<void> | undefined;
  private readonly pause = new Pause();
  private connection: Client | undefined;
  private prunedAt = 0;

  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly logger: LoggerService;
      readonly everyMs: number;
      readonly standbyMs: number;
      readonly keepEvents: number;
      readonly onSequenced?: (lastSeq: number) => void;
    },
  ) {}

  /** Whether this replica numbers now. */
  get isActive(): boolean {
    return this.active;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Hint that something was committed. */
  wake(): void {
    if (this.active) this.pause.end();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.pause.end();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        this.connection = await openRawConnection(this.deps.db);
        await this.lead(this.connection);
      } catch (error) {
        if (!this.stopped) this.deps.logger.warn(`The sequencer lost its connection and takes a new one: ${error}`);
      } finally {
        this.active = false;
        // Ends the session and with it the advisory lock.
        await this.connection?.end().catch(() => {});
        this.connection = undefined;
      }
      if (!this.stopped) await this.pause.forMs(this.deps.standbyMs);
    }
  }

  /** Waits for the lock, then numbers until stopped. @throws when the connection breaks. */
  private async lead(connection: Client): Promise<void> {
    while (!this.stopped && !(await this.tryLock(connection))) await this.pause.forMs(this.deps.standbyMs);
    // The planner would read the whole table for a batch that may be 1000 rows, and is fifteen.
    await connection.query('SET enable_hashjoin = off; SET enable_mergejoin = off');
    this.active = !this.stopped;
    let workedAt = Date.now();
    while (!this.stopped) {
      const numbered = await sequenceOnce(connection);
      if (numbered) this.deps.onSequenced?.(numbered.lastSeq);
      if (Date.now() - this.prunedAt > PRUNE_EVERY_MS) {
        this.prunedAt = Date.now();
        await pruneFeed(connection, this.deps.keepEvents);
      }
      if (numbered?.count === BATCH) continue;
      // After a round with events, whatever commits meanwhile waits for the next: under load a commit every millisecond
      // would be a round each.
      if (numbered) {
        workedAt = Date.now();
        await this.pause.fullMs(this.deps.everyMs);
        continue;
      }
      const rests = Date.now() - workedAt > REST_AFTER_MS;
      await this.pause.forMs(rests ? Math.max(REST_MS, this.deps.everyMs) : this.deps.everyMs);
    }
  }

  private async tryLock(connection: Client): Promise<boolean> {
    // Per schema: several portals may share a database.
    const { rows } = await connection.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended(current_schema() || ':${FEED_CHANNEL}', 0)) AS locked`,
    );
    return rows[0].locked;
  }
}

/** One round of numbering on a connection outside of a transaction; undefined when nothing waited. */
export async function sequenceOnce(
  connection: Pick<Client, 'query'>,
): Promise<{ count: number; lastSeq: number } | undefined> {
  const { rows } = await connection.query<{ some: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM alert_events WHERE seq IS NULL) AS some',
  );
  if (!rows[0].some) return undefined;
  if (!prepared.has(connection)) {
    await connection.query(PREPARE);
    prepared.add(connection);
  }
  try {
    // One message to the server; each statement of it still takes its own snapshot.
    const results: unknown = await connection.query(ROUND);
    const [, , numbered] = results as Array<QueryResult<{ count: number; last_seq: string }>>;
    return numbered.rows[0] && { count: numbered.rows[0].count, lastSeq: Number(numbered.rows[0].last_seq) };
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/**
 * Cursors further behind than `keepEvents` expire. The rows stay: they are the timeline of the alerts, which the law wants
 * kept; only their place in the feed is given up.
 */
export async function pruneFeed(connection: Pick<Client, 'query'>, keepEvents: number): Promise<void> {
  await connection.query(
    `UPDATE feed_head SET min_seq = last_seq - $1::bigint WHERE stream = 'alerts' AND last_seq - $1::bigint > min_seq`,
    [keepEvents],
  );
}

/** A new epoch: every cursor is void. To be called after the database was restored to an earlier time. */
export async function startNewEpoch(db: Knex): Promise<void> {
  await db.raw(`UPDATE feed_head SET epoch = gen_random_uuid(), min_seq = last_seq WHERE stream = 'alerts'`);
}

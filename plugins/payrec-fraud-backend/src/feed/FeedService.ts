import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { AlertFilter } from '@internal/plugin-payrec-fraud-common';
import { Response } from 'express';
import { Knex } from 'knex';
import { AlertSight } from '../access/AlertAccess';
import { FraudConfig } from '../config';
import { FeedHub } from './FeedHub';
import { FeedMetrics } from './feedMetrics';
import { FeedStream } from './FeedStream';
import { readHead } from './feedEvents';
import { Sequencer } from './Sequencer';

const MEASURE_MS = 5000;

/** Sequencer, hub and streams of one process. */
export class FeedService {
  readonly hub: FeedHub;
  private readonly sequencer: Sequencer;
  private readonly streams = new Set<FeedStream>();
  private timer: NodeJS.Timeout | undefined;
  private hintedAt = 0;
  private stopping = false;

  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly logger: LoggerService;
      readonly config: FraudConfig['feed'];
      readonly metrics: FeedMetrics;
      readonly now: () => number;
      /** Events in quarantine that nobody has resolved. */
      readonly quarantined: () => Promise<number>;
      /** Hint for badges, at most once a second; no content. */
      readonly hint?: (seq: number) => void;
    },
  ) {
    const { db, logger, config, now } = deps;
    this.hub = new FeedHub({ db, logger, now });
    this.sequencer = new Sequencer({
      db,
      logger,
      everyMs: config.sequenceEveryMs,
      standbyMs: config.standbyMs,
      keepEvents: config.keepEvents,
      onSequenced: lastSeq => {
        // NOTIFY reaches the hub too; in this process the call is sooner.
        this.hub.wake(lastSeq);
        if (now() - this.hintedAt < 1000) return;
        this.hintedAt = now();
        deps.hint?.(lastSeq);
      },
    });
  }

  async start(): Promise<void> {
    await this.hub.start();
    this.sequencer.start();
    this.timer = setInterval(() => {
      this.measure().catch(error => this.deps.logger.debug(`The feed could not be measured: ${error}`));
    }, MEASURE_MS);
    this.timer.unref();
  }

  /** Ends the streams first, so that clients go to another replica while this one still answers. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    for (const stream of this.streams) stream.end('shutdown', { event: 'bye', reason: 'shutdown' });
    await this.sequencer.stop();
    await this.hub.stop();
  }

  /** After every commit that changed an alert. */
  wake(): void {
    this.sequencer.wake();
  }

  get clients(): number {
    return this.streams.size;
  }

  get isSequencer(): boolean {
    return this.sequencer.isActive;
  }

  /** Runs one stream to its end. @throws ServiceUnavailableError when the process has as many as it may. */
  async stream(
    res: Response,
    ask: {
      readonly filter: AlertFilter;
      readonly sight: AlertSight;
      readonly cursor: string | undefined;
      readonly reauthorise: () => Promise<AlertSight>;
      readonly expiresAtMs: number | undefined;
    },
  ): Promise<void> {
    const { config, metrics } = this.deps;
    if (this.stopping || this.streams.size >= config.clientsMax) {
      throw new ServiceUnavailableError('This replica has as many streams as it may; connect again in a few seconds');
    }
    const stream = new FeedStream({
      ...ask,
      hub: this.hub,
      db: this.deps.db,
      res,
      heartbeatMs: config.heartbeatMs,
      reauthoriseMs: config.reauthoriseMs,
      bufferBytesMax: config.bufferBytesMax,
      now: this.deps.now,
      onFrames: count => metrics.frames.inc(count),
    });
    this.streams.add(stream);
    metrics.clients.set(this.streams.size);
    try {
      metrics.ends.inc({ reason: await stream.run() });
    } catch (error) {
      this.deps.logger.warn(`A stream of the feed failed: ${error}`);
      stream.end('failed');
      metrics.ends.inc({ reason: 'failed' });
      // Headers are out: an error body would end up in the stream.
      if (!res.headersSent) throw error;
    } finally {
      this.streams.delete(stream);
      metrics.clients.set(this.streams.size);
    }
  }

  async status() {
    const head = await readHead(this.deps.db);
    const { rows } = await this.deps.db.raw<{ rows: Array<{ count: number; lag_ms: number }> }>(
      `SELECT count(*)::int AS count,
         COALESCE(ceil(extract(epoch FROM clock_timestamp() - min(at)) * 1000), 0)::int AS lag_ms
       FROM alert_events WHERE seq IS NULL`,
    );
    return { head, unsequenced: rows[0].count, lagMs: Math.max(0, rows[0].lag_ms) };
  }

  private async measure(): Promise<void> {
    const { metrics } = this.deps;
    const { head, unsequenced, lagMs } = await this.status();
    metrics.head.set(head.lastSeq);
    metrics.unsequenced.set(unsequenced);
    metrics.lagSeconds.set(lagMs / 1000);
    metrics.quarantine.set(await this.deps.quarantined());
    metrics.sequencer.set(this.sequencer.isActive ? 1 : 0);
  }
}

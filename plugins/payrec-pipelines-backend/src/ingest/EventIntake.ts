import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { instantToEpochMs } from '@internal/plugin-payrec-common';
import { GroupCommit, getOrCreateCounter, getOrCreateHistogram } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { Clock } from '../clock';
import { repeatDeadlocked } from '../database';
import { dropFacets } from './dropFacets';
import { eventWarnings } from './eventWarnings';
import { asRecord, eventKey, LineageEvent, readEvent } from './readEvent';

type Row = readonly (string | null)[];

const ROWS_PER_WRITE = 400;
/** A clock that runs ahead this far is not believed. */
const SKEW_MS = 5 * 60_000;

/**
 * Stores events; once `accept` resolves they are in the database and survive a kill. Events that arrive together are
 * written together, which is what makes a thousand a second possible with one commit for many.
 */
export class EventIntake {
  private readonly rows: GroupCommit<Row>;
  private readonly received = getOrCreateCounter({
    name: 'payrec_lineage_events_received_total',
    help: 'OpenLineage events that came, by kind and result.',
    labelNames: ['kind', 'result'],
  });
  private readonly delay = getOrCreateHistogram({
    name: 'payrec_lineage_event_delay_seconds',
    help: 'Time from the event to its arrival.',
    buckets: [0.1, 1, 5, 15, 60, 300, 1800, 7200, 86_400],
  });

  constructor(
    private readonly options: {
      readonly db: Knex;
      readonly clock: Clock;
      readonly logger: LoggerService;
      readonly droppedFacets: ReadonlySet<string>;
      readonly queueEventsMax: number;
      readonly queueBytesMax: number;
      /** Called after each write. */
      readonly onStored: () => void;
    },
  ) {
    this.rows = new GroupCommit({
      concurrencyMax: 1,
      groupMax: ROWS_PER_WRITE,
      waitingMax: options.queueEventsMax,
      waitingBytesMax: options.queueBytesMax,
      write: rows => this.write(rows),
    });
  }

  /**
   * @throws InputError for an event that cannot be used; ServiceUnavailableError when more wait than may, or the database
   * does not answer: clients repeat after a 503, and after nothing else.
   */
  async accept(raw: unknown): Promise<void> {
    let event: LineageEvent;
    try {
      event = readEvent(raw);
    } catch (error) {
      if (error instanceof InputError) await this.reject();
      throw error;
    }
    const now = this.options.clock.now();
    const aheadMs = instantToEpochMs(event.eventTime) - instantToEpochMs(now);
    this.delay.observe(Math.max(0, -aheadMs / 1000));
    const warnings = [
      ...eventWarnings(raw),
      ...(aheadMs > SKEW_MS ? [`clockSkew: eventTime is ${Math.round(aheadMs / 1000)} s in the future`] : []),
    ];
    const body = JSON.stringify(dropFacets(asRecord(raw) ?? {}, this.options.droppedFacets));
    const row: Row = [
      eventKey(raw),
      now,
      event.eventTime,
      event.kind,
      event.kind === 'run' ? event.eventType : null,
      event.runId,
      event.job?.namespace ?? null,
      event.job?.name ?? null,
      event.dataset?.namespace ?? null,
      event.dataset?.name ?? null,
      event.producer,
      JSON.stringify(warnings),
      body,
    ];
    if (this.rows.isFull(1, body.length)) this.received.inc({ kind: event.kind, result: 'overload' });
    await this.rows.put([row], body.length);
    this.received.inc({ kind: event.kind, result: 'accepted' });
  }

  private async reject(): Promise<void> {
    this.received.inc({ kind: 'unknown', result: 'rejected' });
    await this.options.db
      .raw(
        `INSERT INTO ol_rejected (day, events) VALUES (CAST(? AS date), 1)
         ON CONFLICT (day) DO UPDATE SET events = ol_rejected.events + 1`,
        [this.options.clock.now().slice(0, 10)],
      )
      .catch(error => this.options.logger.warn('A rejected event could not be counted', error));
  }

  private async write(rows: readonly Row[]): Promise<void[]> {
    try {
      await repeatDeadlocked(() => this.insert(rows));
    } catch (error) {
      this.options.logger.error('Events could not be stored', error instanceof Error ? error : undefined);
      throw new ServiceUnavailableError('The event could not be stored; send it again in some seconds');
    }
    this.options.onStored();
    return rows.map(() => undefined);
  }

  private async insert(rows: readonly Row[]): Promise<void> {
    // One of a key per statement; sorted, so that two writers never wait for each other crosswise.
    const distinct = [...new Map(rows.map(row => [row[0], row])).values()].sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
    const columns = distinct[0].map((_, at) => distinct.map(row => row[at]));
    await this.options.db.raw(
      `INSERT INTO ol_event (key, received_at, event_at, kind, event_type, run_id, job_namespace, job_name,
         dataset_namespace, dataset_name, producer, warnings, body)
       SELECT * FROM unnest(?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[],
         ?::text[], ?::text[], ?::text[], ?::text[], ?::jsonb[], ?::text[])
       ON CONFLICT (key) DO NOTHING`,
      // The driver writes null elements as NULL; only knex's types do not know it.
      columns as string[][],
    );
  }
}

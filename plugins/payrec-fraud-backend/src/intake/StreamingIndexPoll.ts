import { LoggerService } from '@backstage/backend-plugin-api';
import { addDays, instantFromEpochMs, parseIsoDate } from '@internal/plugin-payrec-common';
import { SystemFinalIndex } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { POLL_PAGE, streamingAlertsAfter } from '../queries/streamingAlertQueries';
import { IntakeService } from './IntakeService';
import { moveWatermark, readWatermark } from './watermark';

/**
 * Rows may appear in the index a little after others that were published later, so every poll looks back this far; what it
 * has seen before is without effect by its event id.
 */
const OVERLAP_MS = 60_000;
/** Without a watermark: how far back the first poll begins. */
const FIRST_DAYS = 2;

/** Takes alerts from the Streaming Index, for pipelines that write it but call nobody. */
export class StreamingIndexPoll {
  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly index: Pick<SystemFinalIndex, 'query'>;
      readonly intake: Pick<IntakeService, 'ingest'>;
      readonly logger: LoggerService;
      /** Epoch ms. */
      readonly now: () => number;
    },
  ) {}

  /** Reads on from the watermark until the end; moves it after each page that was taken in. Answers how many events came. */
  async run(signal: AbortSignal): Promise<number> {
    const { db, index, intake, now } = this.deps;
    const today = parseIsoDate(instantFromEpochMs(now()).slice(0, 10));
    const watermark = await readWatermark(db);
    let afterMs = watermark ? Date.parse(watermark.at) - OVERLAP_MS : now() - FIRST_DAYS * 86_400_000;
    let afterEventId = '';
    for (let taken = 0; ; ) {
      const fromDate = parseIsoDate(instantFromEpochMs(afterMs).slice(0, 10));
      const { rows } = await index.query(
        streamingAlertsAfter,
        // A writer whose clock is ahead may have begun tomorrow.
        { fromDate, toDate: addDays(today, 1), afterMs, afterEventId },
        { reason: 'poll of the Streaming Index', signal },
      );
      if (rows.length === 0) return taken;
      await intake.ingest(
        rows.map(row => parsed(row.payload)),
        'poll',
      );
      const last = rows[rows.length - 1];
      afterMs = last.publishedMs;
      afterEventId = last.eventId;
      taken += rows.length;
      await moveWatermark(db, { at: instantFromEpochMs(afterMs), eventId: afterEventId });
      if (rows.length < POLL_PAGE || signal.aborted) return taken;
    }
  }
}

/** Text that is no JSON goes to quarantine as the text it is. */
function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

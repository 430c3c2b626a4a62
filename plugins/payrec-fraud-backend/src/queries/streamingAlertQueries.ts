import { IsoDate } from '@internal/plugin-payrec-common';
import { defineQuery } from '@internal/plugin-payrec-node';
import { z } from 'zod';

/** Rows of one page. */
export const POLL_PAGE = 500;

export type StreamingAlertsAfter = {
  /** First and last UTC day looked at. */
  readonly fromDate: IsoDate;
  readonly toDate: IsoDate;
  /** Sort key after which to read; epoch milliseconds and event id. */
  readonly afterMs: number;
  readonly afterEventId: string;
};

/**
 * Alert events published after a sort key, in the order of publication; at most {@link POLL_PAGE}.
 * Source: Streaming Index `streaming_alerts` (pipeline fraud-scoring, every micro-batch).
 */
export const streamingAlertsAfter = defineQuery({
  name: 'fraud.streamingAlertsAfter',
  reads: ['streaming_alerts'],
  rowLimit: POLL_PAGE,
  timeoutMs: 20_000,
  partition: ({ fromDate, toDate }: StreamingAlertsAfter) => ({ from: fromDate, to: toDate }),
  params: ({ afterMs, afterEventId }: StreamingAlertsAfter) => [BigInt(afterMs), BigInt(afterMs), afterEventId],
  sql: `SELECT CAST(a.published_epoch_ms AS VARCHAR) AS published_epoch_ms, a.event_id, a.payload
    FROM streaming_alerts a
    WHERE a.published_epoch_ms > CAST(? AS BIGINT) OR (a.published_epoch_ms = CAST(? AS BIGINT) AND a.event_id > ?)
    ORDER BY a.published_epoch_ms, a.event_id LIMIT 500`,
  row: z
    .object({ published_epoch_ms: z.string(), event_id: z.string(), payload: z.string() })
    .transform(row => ({ publishedMs: Number(row.published_epoch_ms), eventId: row.event_id, payload: row.payload })),
});

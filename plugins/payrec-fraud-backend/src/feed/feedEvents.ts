import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { prepared } from '../database/prepared';
import { AlertRow } from '../store/alertRow';

/** One numbered change. Shared by all streams of the process, so never altered. */
export type FeedEvent = {
  readonly seq: number;
  readonly kind: string;
  readonly at: Instant;
  readonly alertId: string;
  readonly rowVersion: number;
  readonly before: AlertRow | null;
  readonly after: AlertRow;
};

export type FeedHead = { readonly epoch: string; readonly lastSeq: number; readonly minSeq: number };
export type FeedPage = { readonly head: FeedHead; readonly events: readonly FeedEvent[] };

type HeadRow = { epoch: string; last_seq: string; min_seq: string };

/** The head; inside a REPEATABLE READ transaction it belongs to the rows read with it. */
export async function readHead(db: Knex): Promise<FeedHead> {
  const { rows } = await db.raw<{ rows: HeadRow[] }>(
    `SELECT epoch, last_seq, min_seq FROM feed_head WHERE stream = 'alerts' ORDER BY stream`,
  );
  return toHead(rows[0]);
}

/** Head and the events after `afterSeq`, at most `limit`, of one snapshot. */
export async function readFeedPage(db: Knex, afterSeq: number, limit: number): Promise<FeedPage> {
  const { rows } = await prepared<{
    rows: Array<
      HeadRow & {
        seq: string | null;
        kind: string;
        at: Date;
        alert_id: string;
        row_version: string;
        before: AlertRow | null;
        after: AlertRow;
      }
    >;
  }>(
    db,
    'feed_page',
    `SELECT h.epoch, h.last_seq, h.min_seq, e.seq, e.kind, e.at, e.alert_id, e.row_version, e.before, e.after
     FROM feed_head h
     LEFT JOIN LATERAL (
       SELECT seq, kind, at, alert_id, row_version, before, after FROM alert_events
       WHERE seq > ?::bigint AND seq <= h.last_seq ORDER BY seq LIMIT ?::int
     ) e ON TRUE
     WHERE h.stream = 'alerts'
     ORDER BY e.seq`,
    [afterSeq, limit],
  );
  return {
    head: toHead(rows[0]),
    events: rows
      .filter(row => row.seq !== null)
      .map(row => ({
        seq: Number(row.seq),
        kind: row.kind,
        at: instantFromEpochMs(row.at.getTime()),
        alertId: row.alert_id,
        rowVersion: Number(row.row_version),
        before: row.before,
        after: row.after,
      })),
  };
}

function toHead(row: HeadRow): FeedHead {
  return { epoch: row.epoch, lastSeq: Number(row.last_seq), minSeq: Number(row.min_seq) };
}

/** `epoch:seq` of a client; null for text that is none. */
export function parseFeedCursor(text: string): { epoch: string; seq: number } | null {
  const parts = /^([0-9a-f-]{36}):(\d{1,16})$/.exec(text);
  return parts && { epoch: parts[1], seq: Number(parts[2]) };
}

export type ResetReason = 'epoch_changed' | 'expired' | 'ahead' | 'pruned' | 'malformed';

/** Whether the feed can go on from a cursor, or why it cannot. */
export function judgeCursor(cursor: { epoch: string; seq: number } | null, head: FeedHead): ResetReason | null {
  if (!cursor) return 'malformed';
  if (cursor.epoch !== head.epoch) return 'epoch_changed';
  if (cursor.seq > head.lastSeq) return 'ahead';
  return cursor.seq < head.minSeq ? 'expired' : null;
}

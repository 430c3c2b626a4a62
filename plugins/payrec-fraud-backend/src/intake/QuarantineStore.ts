import { createHash, randomUUID } from 'node:crypto';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';

export type IntakeSource = 'http' | 'events' | 'poll';

export type QuarantineEntry = {
  readonly quarantineId: string;
  readonly source: IntakeSource;
  readonly eventId: string | null;
  readonly reason: string;
  readonly properties: string[];
  readonly payloadBytes: number;
  readonly receivedAt: Instant;
  readonly count: number;
  readonly resolvedAt: Instant | null;
  readonly resolvedBy: string | null;
  readonly resolution: 'retried' | 'discarded' | null;
};

/** Payload kept; a larger one is kept as its size only. */
const PAYLOAD_BYTES_MAX = 256 * 1024;

type Row = {
  quarantine_id: string;
  source: IntakeSource;
  event_id: string | null;
  reason: string;
  payload: unknown;
  payload_bytes: number;
  received_at: Date;
  count: number;
  resolved_at: Date | null;
  resolved_by: string | null;
  resolution: 'retried' | 'discarded' | null;
};

/** Events that could not become alerts. The same payload again counts up instead of filling the table. */
export class QuarantineStore {
  constructor(private readonly db: Knex) {}

  async add(bad: { source: IntakeSource; eventId: string | null; reason: string; payload: unknown; at: Instant }) {
    // A NUL is no text for PostgreSQL, in JSON neither.
    const text = (JSON.stringify(bad.payload) ?? 'null').replaceAll('\\u0000', '\\ufffd');
    const bytes = Buffer.byteLength(text);
    await this.db.raw(
      `INSERT INTO alert_quarantine
         (quarantine_id, fingerprint, source, event_id, reason, payload, payload_bytes, received_at)
       VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?)
       ON CONFLICT (fingerprint) DO UPDATE SET count = alert_quarantine.count + 1,
         received_at = excluded.received_at, reason = excluded.reason,
         resolved_at = NULL, resolved_by = NULL, resolution = NULL`,
      [
        `QRN-${randomUUID()}`,
        createHash('sha256').update(text).digest('hex'),
        bad.source,
        bad.eventId,
        bad.reason.slice(0, 1000),
        bytes > PAYLOAD_BYTES_MAX ? '{}' : text,
        bytes,
        bad.at,
      ],
    );
  }

  /** Newest first. `cursor` is time and id of the last row seen. */
  async list(options: {
    open?: boolean;
    limit: number;
    cursor?: readonly [string, string];
  }): Promise<QuarantineEntry[]> {
    const [at, id] = options.cursor ?? [null, null];
    const { rows } = await this.db.raw<{ rows: Row[] }>(
      `SELECT * FROM alert_quarantine
       WHERE (CAST(:open AS boolean) IS NULL OR (resolved_at IS NULL) = CAST(:open AS boolean))
         AND (CAST(:at AS timestamptz) IS NULL OR (received_at, quarantine_id) < (CAST(:at AS timestamptz), :id))
       ORDER BY received_at DESC, quarantine_id DESC LIMIT :limit`,
      { open: options.open ?? null, at, id, limit: options.limit },
    );
    return rows.map(toEntry);
  }

  async openCount(): Promise<number> {
    const { rows } = await this.db.raw<{ rows: Array<{ count: number }> }>(
      'SELECT count(*)::int AS count FROM alert_quarantine WHERE resolved_at IS NULL',
    );
    return rows[0].count;
  }

  /** @throws NotFoundError; ConflictError when somebody was faster. */
  async resolve(id: string, by: { actor: string; resolution: 'retried' | 'discarded'; at: Instant }) {
    const { rows } = await this.db.raw<{ rows: Row[] }>(
      `UPDATE alert_quarantine SET resolved_at = ?, resolved_by = ?, resolution = ?
       WHERE quarantine_id = ? AND resolved_at IS NULL RETURNING *`,
      [by.at, by.actor, by.resolution, id],
    );
    if (rows[0]) return { entry: toEntry(rows[0]), payload: rows[0].payload, source: rows[0].source };
    const known = await this.db.raw<{ rows: Row[] }>(
      'SELECT * FROM alert_quarantine WHERE quarantine_id = ? ORDER BY quarantine_id',
      [id],
    );
    if (known.rows[0]) throw new ConflictError(`Event ${id} was ${known.rows[0].resolution} by another person already`);
    throw new NotFoundError(`There is no event ${id} in quarantine`);
  }
}

function toEntry(row: Row): QuarantineEntry {
  return {
    quarantineId: row.quarantine_id,
    source: row.source,
    eventId: row.event_id,
    reason: row.reason,
    properties:
      typeof row.payload === 'object' && row.payload !== null && !Array.isArray(row.payload)
        ? Object.keys(row.payload).slice(0, 50)
        : [],
    payloadBytes: row.payload_bytes,
    receivedAt: instantFromEpochMs(row.received_at.getTime()),
    count: row.count,
    resolvedAt: row.resolved_at && instantFromEpochMs(row.resolved_at.getTime()),
    resolvedBy: row.resolved_by,
    resolution: row.resolution,
  };
}

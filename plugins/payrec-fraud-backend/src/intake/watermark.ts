import { Instant } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';

/** How far the poll of the Streaming Index has come: the last row taken in, by time and event id. */
export type Watermark = { readonly at: Instant; readonly eventId: string };

const SOURCE = 'streaming_index';

export async function readWatermark(db: Knex): Promise<Watermark | undefined> {
  const { rows } = await db.raw<{ rows: Array<{ position: Watermark }> }>(
    'SELECT position FROM intake_watermarks WHERE source = ? ORDER BY source',
    [SOURCE],
  );
  return rows[0]?.position;
}

/** Only moves forward: a slower replica cannot set it back. */
export async function moveWatermark(db: Knex, to: Watermark): Promise<void> {
  await db.raw(
    `INSERT INTO intake_watermarks (source, position, updated_at) VALUES (?, ?::jsonb, clock_timestamp())
     ON CONFLICT (source) DO UPDATE SET position = excluded.position, updated_at = excluded.updated_at
     WHERE (intake_watermarks.position ->> 'at', intake_watermarks.position ->> 'eventId')
       < (excluded.position ->> 'at', excluded.position ->> 'eventId')`,
    [SOURCE, JSON.stringify(to)],
  );
}

export async function watermarkText(db: Knex): Promise<string | null> {
  return (await readWatermark(db))?.at ?? null;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { createTestDatabase, createTestFinalIndex, tableRow, writeSeed } from '@internal/plugin-payrec-testkit';
import { alertEvent } from '../__testUtils__/alertEvents';
import { startReplica } from '../__testUtils__/startReplica';
import { openDatabase } from '../database/openDatabase';
import { StreamingIndexPoll } from './StreamingIndexPoll';
import { readWatermark } from './watermark';

jest.setTimeout(120_000);

it('takes in what is after the watermark, page by page, and nothing twice', async () => {
  const database = await createTestDatabase();
  const root = await mkdtemp(path.join(tmpdir(), 'payrec-poll-'));
  await openDatabase(mockServices.database({ knex: database.knex, migrations: { skip: false } }));
  const replica = await startReplica(database.knex, { withFeed: false });
  const start = Date.parse('2026-11-20T23:59:00.000Z');
  const row = (at: number, payload: string) => {
    const ms = start + at * 200;
    return tableRow(
      'streaming_alerts',
      {},
      {
        business_date: new Date(ms).toISOString().slice(0, 10),
        published_epoch_ms: BigInt(ms),
        event_id: `E-${String(at).padStart(5, '0')}`,
        merchant_id: 'M1',
        payload,
        ingested_at: new Date(ms).toISOString(),
      },
    );
  };
  const event = (at: number) => JSON.stringify(alertEvent({ eventId: `SE-${at}`, eventAt: '2026-11-20T23:59:00Z' }));
  await writeSeed(root, {
    streaming_alerts: [...Array.from({ length: 700 }, (_, at) => row(at, event(at))), row(700, '{')],
  });
  const index = await createTestFinalIndex(root, { duckdb: { threads: 1 } });
  try {
    const poll = new StreamingIndexPoll({
      db: database.knex,
      index: index.system,
      intake: replica.intake,
      logger: mockServices.logger.mock(),
      now: () => start + 300_000,
    });
    expect(await poll.run(new AbortController().signal)).toBe(701);
    expect(await readWatermark(database.knex)).toEqual({ at: '2026-11-21T00:01:20.000Z', eventId: 'E-00700' });
    await poll.run(new AbortController().signal);
    const { rows } = await database.knex.raw('SELECT count(*)::int AS n FROM alerts');
    expect(rows).toEqual([{ n: 700 }]);
    expect(await replica.quarantine.openCount()).toBe(1);
  } finally {
    await index.close();
    await replica.stop();
    await database.drop();
    await rm(root, { recursive: true, force: true });
  }
});

import { alertEvent } from '../__testUtils__/alertEvents';
import { feedPlace, has, until } from '../__testUtils__/feedPlace';
import { ReadStream } from '../__testUtils__/readStream';
import { Replica, sightOf } from '../__testUtils__/startReplica';
import { startNewEpoch } from './Sequencer';

jest.setTimeout(120_000);

const place = feedPlace();
const { replica, stream, head, fill, closeAfter } = place;

const claim = (on: Replica, alertId: string, actor: string) =>
  on.alerts.transaction(async trx => {
    const [row] = await on.alerts.lock(trx, [alertId]);
    await on.alerts.change(
      trx,
      row,
      { claimed_by: actor, lease_until: row.received_at, state: 'IN_REVIEW', fence: row.fence + 1 },
      { kind: 'claim', actor },
    );
  });

describe('the stream', () => {
  it('goes on from a cursor on any replica, without loss and without repetition', async () => {
    const [one, two] = [await replica(), await replica()];
    const first = await stream(one.url);
    await first.until(frames => frames.length > 0);
    await one.intake.ingest(
      [1, 2, 3].map(n => alertEvent({ alertId: `A-${n}` })),
      'http',
    );
    await first.until(has('A-3'));
    first.close();
    await two.intake.ingest(
      [4, 5, 6].map(n => alertEvent({ alertId: `A-${n}` })),
      'http',
    );
    const second = await stream(two.url, { lastEventId: first.lastId() });
    await second.until(has('A-6'));
    expect([...first.upserts(), ...second.upserts()].map(frame => frame.alertId)).toEqual(
      [1, 2, 3, 4, 5, 6].map(n => `A-${n}`),
    );
  });

  it('catches up from far behind, further than the memory of the replica', async () => {
    const one = await replica();
    const from = await head();
    await fill(one, 4400);
    const reader = await stream(one.url, { lastEventId: `${from.epoch}:${from.seq}` });
    await reader.until(() => reader.upserts().length === 4400);
    expect(reader.upserts().map(frame => frame.seq)).toEqual(
      Array.from({ length: 4400 }, (_, at) => from.seq + at + 1),
    );
  });

  it('reads a page of the table once for all streams that are behind, wherever they begin', async () => {
    const one = await replica();
    const from = await head();
    await fill(one, 4400);
    const pages = new Set<string>();
    let reads = 0;
    place.knex.on('query', ({ sql, bindings }: { sql: string; bindings: readonly unknown[] }) => {
      // The hub reads longer ones.
      if (!sql.includes('LEFT JOIN LATERAL') || bindings[1] !== 200) return;
      reads += 1;
      pages.add(String(bindings[0]));
    });
    const places = Array.from({ length: 30 }, (_, at) => at * 3);
    const readers = await Promise.all(
      places.map(at =>
        stream(one.url, { lastEventId: `${from.epoch}:${from.seq + at}`, filter: { merchantId: ['M9'] } }),
      ),
    );
    const arrived = (frames: ReadonlyArray<ReadStream['frames'][number]>) =>
      frames.some(frame => frame.event === 'tick' && frame.seq === from.seq + 4400);
    await Promise.all(readers.map(reader => reader.until(arrived)));
    // The memory of the hub covers the last 4,000; the first 400 are two or three pages.
    expect(reads).toBe(pages.size);
    expect(reads).toBeLessThanOrEqual(3);
    expect(reads).toBeGreaterThan(0);
  });

  it('ticks while it catches up over hidden events, so that a client cut meanwhile does not begin again', async () => {
    const one = await replica({ sights: () => sightOf({ merchants: new Set(['M9']) }) });
    const from = await head();
    await fill(one, 1600);
    const { pages } = one.feed.hub;
    const read = pages.after.bind(pages);
    jest.spyOn(pages, 'after').mockImplementation(async (...args) => {
      await new Promise(resolve => setTimeout(resolve, 300));
      return read(...args);
    });
    const reader = await stream(one.url, { lastEventId: `${from.epoch}:${from.seq}` });
    const onTheWay = (seq: number) => seq > from.seq && seq < from.seq + 1600;
    await reader.until(frames => frames.some(frame => frame.event === 'tick' && onTheWay(frame.seq)));
    expect(reader.upserts()).toEqual([]);
  });

  test.each<[string, (now: { epoch: string; seq: number }) => string, string]>([
    ['another epoch (RT-04)', () => '11111111-1111-4111-8111-111111111111:9000', 'epoch_changed'],
    ['a number ahead of the head', now => `${now.epoch}:${now.seq + 1}`, 'ahead'],
    ['an expired number', now => `${now.epoch}:3`, 'expired'],
    ['text that is none', () => '17', 'malformed'],
  ])('answers a cursor of %s with a reset and ends', async (_, cursorOf, reason) => {
    await place.knex.raw('UPDATE feed_head SET last_seq = 8200, min_seq = 4');
    const one = await replica();
    const reader = await stream(one.url, { lastEventId: cursorOf(await head()) });
    await reader.ended;
    expect(reader.frames).toEqual([{ event: 'reset', reason }]);
  });

  it('resets open streams when a new epoch begins', async () => {
    const one = await replica();
    const reader = await stream(one.url);
    await reader.until(frames => frames.length > 0);
    await startNewEpoch(place.knex);
    one.feed.hub.wake();
    await reader.ended;
    expect(reader.frames[reader.frames.length - 1]).toEqual({ event: 'reset', reason: 'epoch_changed' });
  });

  it('filters at the server and keeps the cursor provable (RT-13)', async () => {
    await place.knex.raw('UPDATE feed_head SET last_seq = 50');
    const one = await replica();
    const reader = await stream(one.url, { filter: { merchantId: ['M1'] } });
    await reader.until(frames => frames.length > 0);
    await one.intake.ingest(
      ['M1', 'M2', 'M1'].map(merchantId => alertEvent({ merchantId })),
      'http',
    );
    await reader.until(() => reader.upserts().length === 2);
    expect(reader.upserts().map(({ prev, seq, skipped }) => ({ prev, seq, skipped }))).toEqual([
      { prev: 50, seq: 51, skipped: 0 },
      { prev: 51, seq: 53, skipped: 1 },
    ]);
  });

  it('moves the cursor over hidden events with ticks, so that a person who sees nothing proves 0 gaps too', async () => {
    const one = await replica({ sights: () => sightOf({ merchants: new Set(['M9']) }) });
    const reader = await stream(one.url);
    await one.intake.ingest([alertEvent(), alertEvent()], 'http');
    const { seq } = await until(head, now => now.seq === 2);
    await reader.until(frames =>
      frames.some(frame => frame.event === 'tick' && frame.seq === seq && frame.skipped === 2),
    );
    expect(reader.upserts()).toEqual([]);
    expect(reader.raw()).not.toContain('A-');
  });

  it('keeps the row somebody works on when its score falls out of the filter, and lets it go for others (RT-07)', async () => {
    const one = await replica({ sights: person => sightOf({ actor: person }) });
    const filter = { scoreMin: '0.80' };
    await one.intake.ingest([alertEvent({ alertId: 'A-9', score: 0.91 })], 'http');
    await claim(one, 'A-9', 'user:default/ana');
    await until(head, now => now.seq === 2);
    const ana = await stream(one.url, { filter, person: 'user:default/ana' });
    const lee = await stream(one.url, { filter, person: 'user:default/lee' });
    await ana.until(frames => frames.length > 0);
    await lee.until(frames => frames.length > 0);
    await one.intake.ingest([alertEvent({ alertId: 'A-9', scoreVersion: 2, score: 0.42 })], 'http');
    await ana.until(has('A-9'));
    await lee.until(has('A-9'));
    expect(ana.upserts()).toMatchObject([
      {
        matches: false,
        alert: { score: '0.42000', previousScore: '0.91000', state: 'IN_REVIEW', claimedBy: 'user:default/ana' },
      },
    ]);
    expect(lee.frames.filter(frame => frame.event !== 'tick')).toMatchObject([{ event: 'leave', alertId: 'A-9' }]);
  });

  it('masks per person in the bytes themselves, and hides the own account (SE-01, SE-07)', async () => {
    const one = await replica({
      sights: person =>
        person === 'viewer' ? sightOf({ maskLevel: 'M0' }) : sightOf({ actor: person, ownUserIds: new Set(['U55']) }),
    });
    const viewer = await stream(one.url, { person: 'viewer' });
    const analyst = await stream(one.url, { person: 'user:default/ana' });
    await viewer.until(frames => frames.length > 0);
    await analyst.until(frames => frames.length > 0);
    await one.intake.ingest(
      [
        alertEvent({ alertId: 'A-own', entities: { userId: 'U55' } }),
        alertEvent({
          alertId: 'A-1',
          entities: {
            pan: '4111 1111 1111 1111',
            iban: 'DE89370400440532013000',
            email: 'jose.nunez@example.com',
            name: 'Žofia Kováčová',
            ip: '203.0.113.77',
          },
        }),
      ],
      'http',
    );
    await viewer.until(has('A-1'));
    await analyst.until(has('A-1'));
    expect(analyst.upserts().map(frame => [frame.alertId, frame.skipped])).toEqual([['A-1', 1]]);
    expect(viewer.upserts()[1].alert.subject).toMatchObject({
      pan: '************1111',
      iban: 'DE89**************3000',
      email: 'j***@example.com',
      name: 'Ž. K.',
      ip: '203.0.113.0/24',
    });
    expect(analyst.upserts()[0].alert.subject).toMatchObject({
      pan: '411111******1111',
      name: 'Žofia Kováčová',
      ip: '203.0.113.77',
    });
    expect(viewer.raw() + analyst.raw()).not.toMatch(/4111\s?1111\s?1111\s?1111|370400440532|nunez/);
    expect(viewer.raw()).not.toMatch(/Kováčová|203\.0\.113\.77/);
  });

  it('ends when the right is gone or has changed, and beats the heart until then', async () => {
    let sight = () => sightOf();
    const one = await replica({
      sights: () => sight(),
      config: { feed: { heartbeatMilliseconds: 50, reauthoriseMilliseconds: 300 } },
    });
    const reader = await stream(one.url);
    await reader.until(frames => frames.filter(frame => frame.event === 'tick').length > 2);
    sight = () => sightOf({ merchants: new Set(['M2']) });
    await reader.ended;
    expect(reader.frames[reader.frames.length - 1]).toEqual({ event: 'bye', reason: 'scope_changed' });

    const again = await stream(one.url);
    sight = () => {
      throw Object.assign(new Error('no'), { name: 'NotAllowedError' });
    };
    await again.ended;
    expect(again.frames[again.frames.length - 1]).toEqual({ event: 'bye', reason: 'denied' });
  });

  it('ends with the token of the client', async () => {
    const one = await replica({ expiresAtMs: Date.now() + 300 });
    const reader = await stream(one.url);
    await reader.ended;
    expect(reader.frames[reader.frames.length - 1]).toEqual({ event: 'bye', reason: 'token_expired' });
  });

  it('cuts a client that does not read, without holding up the others (RT-10)', async () => {
    const one = await replica();
    const { createConnection } = jest.requireActual<typeof import('node:net')>('node:net');
    const socket = createConnection(Number(new URL(one.url).port), '127.0.0.1');
    closeAfter({ close: () => socket.destroy() });
    socket.pause();
    socket.write('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n');
    const good = await stream(one.url);
    await good.until(frames => frames.length > 0);
    await until(
      async () => one.feed.clients,
      clients => clients === 2,
    );
    let slowest = 0;
    let produced = 0;
    // Until the buffers of the kernel are full too, at most 20,000 frames.
    for (; produced < 20_000 && one.feed.clients === 2; produced += 200) {
      const started = Date.now();
      await one.intake.ingest(
        Array.from({ length: 200 }, () => alertEvent()),
        'http',
      );
      const expected = produced + 200;
      await good.until(() => good.upserts().length === expected);
      slowest = Math.max(slowest, Date.now() - started);
    }
    expect(one.feed.clients).toBe(1);
    expect(slowest).toBeLessThan(1000);
    // What it missed is there when it comes back.
    const { epoch } = await head();
    const back = await stream(one.url, { lastEventId: `${epoch}:0` });
    await back.until(() => back.upserts().length === produced);
  });
});

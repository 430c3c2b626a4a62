import { FeedFrame } from '../schemas/feed';
import { FeedClient, FeedConnection, FeedTransport } from './FeedClient';
import { FeedChange, FeedMessage, FeedPlace, FeedStart } from './protocol';
import { sseMessages } from './sseMessages';

const AT = '2026-11-24T08:00:00.000Z';
const E1 = '11111111-1111-4111-8111-111111111111';
const E2 = '22222222-2222-4222-8222-222222222222';

const leave = (prev: number, seq: number, skipped = 0): FeedFrame => ({
  event: 'leave',
  prev,
  seq,
  skipped,
  kind: 'closed',
  alertId: `A-${seq}`,
  rowVersion: seq,
  at: AT,
});
const tick = (prev: number, seq: number, head = seq): FeedFrame => ({
  event: 'tick',
  prev,
  seq,
  skipped: seq - prev,
  head,
  at: AT,
});
const message = (frame: FeedFrame): FeedMessage => ({ event: frame.event, data: JSON.stringify(frame) });

/** One connection: its frames, then what becomes of it. */
type Act = { frames: FeedFrame[]; then: 'close' | 'stay' } | { answer: 'denied' | 'refused' };
const start = (seq: number, epoch = E1): FeedStart => ({ cursor: { epoch, seq }, items: [], totalCount: 0 });

/** Plays snapshots and connections in their order; the last connection stays open. */
class Script implements FeedTransport {
  readonly asked: Array<FeedPlace | 'snapshot'> = [];
  private push: ((frame: FeedFrame) => void) | null = null;

  constructor(private readonly snapshots: Array<FeedStart | Error>, private readonly acts: Act[]) {}

  async snapshot(): Promise<FeedStart> {
    this.asked.push('snapshot');
    const next = this.snapshots.shift();
    if (!next) throw new Error('The script has no further snapshot');
    if (next instanceof Error) throw next;
    return next;
  }

  async connect(cursor: FeedPlace): Promise<FeedConnection> {
    this.asked.push(cursor);
    const act = this.acts.shift() ?? { frames: [], then: 'stay' };
    if ('answer' in act) return act.answer === 'denied' ? { kind: 'denied' } : { kind: 'refused', status: 503 };
    const { frames, then } = act;
    const next = () =>
      new Promise<FeedFrame>(resolve => {
        this.push = resolve;
      });
    async function* messages() {
      for (const frame of frames) yield message(frame);
      if (then === 'close') return;
      for (;;) yield message(await next());
    }
    return { kind: 'open', messages: messages() };
  }

  /** One more frame on the connection that stays. */
  async send(frame: FeedFrame): Promise<void> {
    this.push?.(frame);
    await settle();
  }
}

/** Lets promises and due timers run. */
async function settle(ms = 0): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
}

function play(script: Script, options: { pauseBufferMax?: number; watchdogMs?: number } = {}) {
  const changes: FeedChange[] = [];
  const starts: FeedStart[] = [];
  const client = new FeedClient({
    transport: script,
    listener: { onSnapshot: snapshot => starts.push(snapshot), onChange: change => changes.push(change) },
    isDenied: error => error instanceof Error && error.message === '403',
    random: () => 0,
    ...options,
  });
  const done = client.run();
  return { client, changes, starts, done, seqs: () => changes.map(change => change.seq) };
}

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-11-24T08:00:00.400Z') });
});
afterEach(() => jest.useRealTimers());

test('goes on from the snapshot, and measures the age of what arrives', async () => {
  const { client, seqs } = play(
    new Script([start(100)], [{ frames: [leave(100, 101), leave(101, 102)], then: 'stay' }]),
  );
  await settle();
  expect(seqs()).toEqual([101, 102]);
  expect(client.status).toMatchObject({ phase: 'live', cursor: { epoch: E1, seq: 102 }, gaps: 0, ageMs: 400 });
  client.stopFeed();
});

test('a server that filters leaves no hole (RT-13): prev is the cursor held, skipped says the rest', async () => {
  const { client, seqs } = play(
    new Script(
      [start(50)],
      [{ frames: [leave(50, 51), leave(51, 53, 1), tick(53, 60), tick(60, 60, 64)], then: 'stay' }],
    ),
  );
  await settle();
  expect(seqs()).toEqual([51, 53]);
  expect(client.status).toMatchObject({ cursor: { seq: 60 }, headSeq: 64, gaps: 0, repeats: 0 });
  client.stopFeed();
});

test('resumes with the cursor it holds after the stream was closed', async () => {
  const script = new Script(
    [start(1)],
    [
      { frames: [leave(1, 2)], then: 'close' },
      { frames: [leave(2, 3)], then: 'stay' },
    ],
  );
  const { client, seqs } = play(script);
  await settle();
  expect(client.status.phase).toBe('reconnecting');
  await settle(300);
  expect(script.asked).toEqual(['snapshot', { epoch: E1, seq: 1 }, { epoch: E1, seq: 2 }]);
  expect(seqs()).toEqual([2, 3]);
  client.stopFeed();
});

test('drops what came already and goes on', async () => {
  const { client, seqs } = play(
    new Script([start(1)], [{ frames: [leave(1, 2), leave(1, 2), leave(2, 3)], then: 'stay' }]),
  );
  await settle();
  expect(seqs()).toEqual([2, 3]);
  expect(client.status).toMatchObject({ repeats: 1, gaps: 0 });
  client.stopFeed();
});

test('never applies a frame behind a hole, but reads again in full', async () => {
  const script = new Script(
    [start(1), start(5)],
    [
      { frames: [leave(1, 2), leave(3, 4)], then: 'stay' },
      { frames: [leave(5, 6)], then: 'stay' },
    ],
  );
  const { client, seqs, starts } = play(script);
  await settle();
  expect(seqs()).toEqual([2, 6]);
  expect(starts).toHaveLength(2);
  expect(client.status).toMatchObject({ gaps: 1, resets: 1, lastReset: { reason: 'gap' } });
  client.stopFeed();
});

test('an epoch that changed (RT-04) leads to a new snapshot and a smaller number is fine there', async () => {
  const script = new Script(
    [start(9000), start(8200, E2)],
    [
      { frames: [{ event: 'reset', reason: 'epoch_changed' }], then: 'close' },
      { frames: [leave(8200, 8201)], then: 'stay' },
    ],
  );
  const { client, seqs } = play(script);
  await settle();
  expect(seqs()).toEqual([8201]);
  expect(client.status).toMatchObject({ cursor: { epoch: E2, seq: 8201 }, resets: 1, gaps: 0 });
  client.stopFeed();
});

test('silence is a dead connection', async () => {
  const script = new Script(
    [start(1)],
    [
      { frames: [], then: 'stay' },
      { frames: [leave(1, 2)], then: 'stay' },
    ],
  );
  const { client, seqs } = play(script, { watchdogMs: 40_000 });
  await settle(39_000);
  expect(client.status.phase).toBe('live');
  await settle(1_001);
  expect(client.status).toMatchObject({ phase: 'reconnecting', error: 'No beat for 40 s' });
  await settle(300);
  expect(seqs()).toEqual([2]);
  client.stopFeed();
});

test('waits longer after each failure, and not at all when told to try', async () => {
  const script = new Script(
    [start(1)],
    [{ answer: 'refused' }, { answer: 'refused' }, { answer: 'refused' }, { frames: [leave(1, 2)], then: 'stay' }],
  );
  const { client, seqs } = play(script);
  await settle(250);
  expect(script.asked).toHaveLength(3);
  await settle(499);
  expect(script.asked).toHaveLength(3);
  await settle(1);
  expect(script.asked).toHaveLength(4);
  expect(client.status.error).toBe('The feed answered 503');
  client.retryNow();
  await settle();
  expect(seqs()).toEqual([2]);
  client.stopFeed();
});

test.each<[string, Script]>([
  ['the snapshot is refused', new Script([new Error('403')], [])],
  ['the stream is refused', new Script([start(1)], [{ answer: 'denied' }])],
  [
    'the right is taken away while reading',
    new Script([start(1)], [{ frames: [{ event: 'bye', reason: 'denied' }], then: 'close' }]),
  ],
])('does not ask again when %s', async (_, script) => {
  const { client, done } = play(script);
  await settle();
  await done;
  expect(client.status.phase).toBe('denied');
});

test('another scope means another snapshot; a shutdown only another connection', async () => {
  const script = new Script(
    [start(1), start(7)],
    [
      { frames: [{ event: 'bye', reason: 'shutdown' }], then: 'close' },
      { frames: [{ event: 'bye', reason: 'scope_changed' }], then: 'close' },
    ],
  );
  const { client } = play(script);
  await settle();
  expect(script.asked).toEqual([
    'snapshot',
    { epoch: E1, seq: 1 },
    { epoch: E1, seq: 1 },
    'snapshot',
    { epoch: E1, seq: 7 },
  ]);
  client.stopFeed();
});

test('paused, changes are counted and nothing is shown; resumed, all come in order', async () => {
  const script = new Script([start(1)], [{ frames: [leave(1, 2)], then: 'stay' }]);
  const { client, seqs } = play(script);
  await settle();
  client.pause();
  await script.send(leave(2, 3));
  await script.send(leave(3, 5, 1));
  await script.send(tick(5, 9));
  expect(seqs()).toEqual([2]);
  expect(client.status).toMatchObject({ paused: { waiting: 2 }, cursor: { seq: 2 }, headSeq: 9 });
  client.resume();
  expect(seqs()).toEqual([2, 3, 5]);
  expect(client.status).toMatchObject({ paused: null, cursor: { seq: 9 }, caughtUp: { changes: 2 } });
  client.stopFeed();
});

test('a pause longer than the buffer is read again from where it began', async () => {
  const script = new Script(
    [start(1)],
    [
      { frames: [], then: 'stay' },
      { frames: [leave(1, 2), leave(2, 3), leave(3, 4)], then: 'stay' },
    ],
  );
  const { client, seqs } = play(script, { pauseBufferMax: 2 });
  await settle();
  client.pause();
  for (const seq of [2, 3, 4]) await script.send(leave(seq - 1, seq));
  expect(client.status.paused?.waiting).toBe(3);
  client.resume();
  await settle(1);
  expect(script.asked).toEqual(['snapshot', { epoch: E1, seq: 1 }, { epoch: E1, seq: 1 }]);
  expect(seqs()).toEqual([2, 3, 4]);
  expect(client.status).toMatchObject({ gaps: 0, caughtUp: { changes: 3 } });
  client.stopFeed();
});

test('bytes may be cut anywhere, also inside a character', async () => {
  const bytes = new TextEncoder().encode(
    'id: e:7\nevent: leave\ndata: {"name":"Zürich"}\n\n: hello\n\nevent: tick\ndata: {}\n\n',
  );
  for (let size = 1; size < bytes.length; size += 3) {
    let at = 0;
    const reader = {
      async read() {
        if (at >= bytes.length) return { done: true };
        const value = bytes.slice(at, at + size);
        at += size;
        return { done: false, value };
      },
      async cancel() {},
    };
    const found: FeedMessage[] = [];
    for await (const one of sseMessages(reader)) found.push(one);
    expect(found).toEqual([
      { event: 'leave', id: 'e:7', data: '{"name":"Zürich"}' },
      { event: 'tick', id: undefined, data: '{}' },
    ]);
  }
});

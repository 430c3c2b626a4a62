/*
 * Clients of the feed bench: each holds one stream, comes back after every cut at the next replica with the cursor it
 * holds, and keeps which numbers it was given. What is wrong is counted here; what is missing is judged by the parent,
 * which knows what should have come. Frames are read with as little work as possible: it is the server that is measured.
 */
import http from 'node:http';
import { ClientReport, ClientsOrder } from './protocol';

const SEQ_MAX = 1_000_000;
/** Silence after which a connection counts as dead. */
const WATCHDOG_MS = 5000;

class Client {
  readonly seen = new Uint8Array(SEQ_MAX);
  cursor: number | undefined;
  epoch = '';
  private request: http.ClientRequest | undefined;
  private connectedAt = 0;
  private turn: number;
  private heardAt = Date.now();
  private generation = 0;
  stopped = false;
  report: ClientReport = { repeated: 0, gaps: 0, resets: 0, connections: 0, frames: 0 };

  constructor(readonly merchant: number | null, index: number, private readonly order: ClientsOrder) {
    this.turn = index;
  }

  connect(): void {
    if (this.stopped) return;
    this.generation += 1;
    const mine = this.generation;
    const { urls, cursorProtocol } = this.order;
    const url = urls[this.turn % urls.length];
    this.turn += 1;
    const filter = this.merchant === null ? {} : { merchantId: [`M${this.merchant}`] };
    const again = () => {
      if (mine !== this.generation) return;
      this.generation += 1;
      setTimeout(() => this.connect(), 50 + Math.random() * 150);
    };
    const held = cursorProtocol && this.cursor !== undefined;
    this.heardAt = Date.now();
    this.request = http.get(
      `${url}/stream?filter=${encodeURIComponent(JSON.stringify(filter))}`,
      { agent: false, headers: held ? { 'last-event-id': `${this.epoch}:${this.cursor}` } : {} },
      answer => {
        if (answer.statusCode !== 200) {
          answer.resume();
          again();
          return;
        }
        this.report.connections += 1;
        this.connectedAt = Date.now();
        let rest = '';
        answer.on('data', (bytes: Buffer) => {
          if (mine !== this.generation) return;
          this.heardAt = Date.now();
          // One byte, one character: what is read here is ASCII, and decoding the rest is the cost of a screen.
          const text = rest === '' ? bytes.toString('latin1') : rest + bytes.toString('latin1');
          let from = 0;
          for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n', from)) {
            this.take(text, from, end);
            from = end + 2;
          }
          rest = text.slice(from);
        });
        answer.on('close', again);
        answer.on('error', again);
      },
    );
    this.request.on('error', again);
  }

  /** Cuts the connection, as a network does. */
  cut(): void {
    this.request?.destroy();
  }

  watch(): void {
    if (Date.now() - this.heardAt > WATCHDOG_MS) this.cut();
  }

  /** One message of the stream, `text` from `from` to `end`. */
  private take(text: string, from: number, end: number): void {
    if (text.startsWith('event: ', from)) {
      // Frames without an id end the stream.
      if (text.startsWith('event: reset', from)) {
        this.report.resets += 1;
        this.cursor = undefined;
      }
      return;
    }
    if (!text.startsWith('id: ', from)) return;
    // `id: <epoch of 36 characters>:<seq>`, then the name of the event and the place it follows on.
    const seq = numberAt(text, from + 41);
    const isTick = text.startsWith('event: tick', text.indexOf('\n', from) + 1);
    const prev = numberAt(text, text.indexOf('"prev":', from) + 7);
    const fresh = this.cursor === undefined || (!this.order.cursorProtocol && this.connectedAt > 0 && isTick);
    if (!fresh && prev !== this.cursor) this.report.gaps += 1;
    if (this.epoch === '') this.epoch = text.slice(from + 4, from + 40);
    this.cursor = seq;
    if (isTick) return;
    this.report.frames += 1;
    if (this.seen[seq] === 1) this.report.repeated += 1;
    this.seen[seq] = 1;
    const at = text.indexOf('"at":"', from);
    if (at < 0 || at > end) return;
    const committedAt = Date.parse(text.slice(at + 6, at + 30));
    latencies.push(committedAt, this.heardAt - committedAt, this.connectedAt);
  }
}

/** The decimal number that begins at a place. */
function numberAt(text: string, at: number): number {
  let value = 0;
  for (let place = at; ; place += 1) {
    const digit = text.charCodeAt(place) - 48;
    if (!(digit >= 0 && digit <= 9)) return value;
    value = value * 10 + digit;
  }
}

/** In threes: when committed (ms), how long it took, when the connection was made. */
const latencies: number[] = [];
let clients: Client[] = [];

process.on('message', (order: ClientsOrder | { urls: string[] } | { collect: number[] } | { cut: number }) => {
  if ('merchants' in order) {
    clients = order.merchants.map((merchant, index) => new Client(merchant, index, order));
    clients.forEach((client, index) => setTimeout(() => client.connect(), index * 4));
    setInterval(() => clients.forEach(client => client.watch()), 1000);
  } else if ('cut' in order) {
    clients[order.cut % clients.length]?.cut();
  } else if ('collect' in order) {
    const head = Math.max(...clients.map(client => client.cursor ?? 0));
    process.send?.({
      cursors: clients.map(client => client.cursor ?? -1),
      ...(order.collect.length > 0 && {
        seen: clients.map(client => Buffer.from(client.seen.buffer, 0, head + 1).toString('latin1')),
        reports: clients.map(client => client.report),
        latencies: Float64Array.from(latencies),
      }),
    });
  }
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

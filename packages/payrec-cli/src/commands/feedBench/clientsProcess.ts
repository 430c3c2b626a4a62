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
        answer.setEncoding('utf8');
        answer.on('data', (text: string) => {
          if (mine !== this.generation) return;
          this.heardAt = Date.now();
          rest += text;
          for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
            this.take(rest.slice(0, end));
            rest = rest.slice(end + 2);
          }
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

  private take(message: string): void {
    if (message.startsWith('event: ')) {
      // Frames without an id end the stream.
      if (message.startsWith('event: reset')) {
        this.report.resets += 1;
        this.cursor = undefined;
      }
      return;
    }
    const parts = /^id: ([0-9a-f-]{36}):(\d+)\nevent: (\w+)\ndata: \{"event":"\w+","prev":(\d+)/.exec(message);
    if (!parts) return;
    const [, epoch, seqText, event, prevText] = parts;
    const seq = Number(seqText);
    const fresh = this.cursor === undefined || (!this.order.cursorProtocol && this.connectedAt > 0 && event === 'tick');
    if (!fresh && Number(prevText) !== this.cursor) this.report.gaps += 1;
    this.epoch = epoch;
    this.cursor = seq;
    if (event === 'tick') return;
    this.report.frames += 1;
    if (this.seen[seq] === 1) this.report.repeated += 1;
    this.seen[seq] = 1;
    const at = /"at":"([^"]+)"/.exec(message);
    if (at) latencies.push([Date.parse(at[1]), Date.now() - Date.parse(at[1]), this.connectedAt]);
  }
}

/** When committed (ms), how long it took, when the connection was made. */
const latencies: Array<[number, number, number]> = [];
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
        latencies,
      }),
    });
  }
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

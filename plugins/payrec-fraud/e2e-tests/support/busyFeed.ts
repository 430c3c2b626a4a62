import { Page } from '@playwright/test';

export type BusyFeed = {
  /** Alerts of the queue. */
  rows: number;
  /** Events a second: nine of ten change an alert of the queue, one of ten brings a new one. */
  eventsPerSecond: number;
};

/**
 * Puts a long queue and a fast feed in front of the console: the page asks for snapshot and stream as ever and gets both
 * from inside the browser, since no test runner answers a stream in pieces. The first alert of the real portal is the
 * pattern, so what is drawn has the shape of what the backend sends.
 */
export async function serveBusyFeed(page: Page, options: BusyFeed): Promise<void> {
  await page.addInitScript(({ rows, eventsPerSecond }: BusyFeed) => {
    const EPOCH = '6f9619ff-8b86-4d01-b42d-00c04fc964ff';
    const JSON_HEADERS = { headers: { 'content-type': 'application/json' } };
    const realFetch = window.fetch.bind(window);
    const MERCHANTS = 40;
    const CURRENCIES = ['EUR', 'USD', 'GBP', 'JPY', 'KWD'];
    const startMs = Date.now();
    let seq = 1_000;
    let added = 0;
    let pattern: Record<string, any> = {};
    const versions = new Uint32Array(rows).fill(1);
    const iso = (minutes: number) => new Date(startMs + minutes * 60_000).toISOString();
    const idOf = (index: number) => `ALR-BUSY-${String(index).padStart(6, '0')}`;
    const alertOf = (index: number, change: object) => ({
      ...pattern,
      alertId: idOf(index),
      state: 'NEW',
      disposition: null,
      claimedBy: null,
      leaseUntil: null,
      score: '0.91000',
      amount: { minor: String(1_000 + index), currency: CURRENCIES[index % CURRENCIES.length] },
      merchantId: `m-${index % MERCHANTS}`,
      merchantName: `Merchant ${index % MERCHANTS}`,
      slaDueAt: iso(30 + index / 100),
      receivedAt: iso(-20),
      viewers: [],
      ...change,
    });
    const frame = () => {
      const isNew = seq % 10 === 0;
      // Mostly rows in sight: a change that is not drawn costs less than one that is.
      const index = isNew ? rows + added++ : (seq * 7) % (seq % 2 ? 40 : rows);
      const rowVersion = isNew ? 1 : ++versions[index];
      const score = `0.${String(80 + (seq % 20)).padStart(2, '0')}000`;
      const alert = alertOf(index, { rowVersion, score, previousScore: isNew ? null : '0.91000' });
      const prev = seq++;
      const at = new Date().toISOString();
      const head = { event: 'upsert', prev, seq, skipped: 0, kind: isNew ? 'create' : 'score', at };
      const data = { ...head, alertId: alert.alertId, rowVersion, matches: true, alert };
      return `id: ${EPOCH}:${seq}\nevent: upsert\ndata: ${JSON.stringify(data)}\n\n`;
    };
    const stream = (signal: AbortSignal | null | undefined) => {
      const encoder = new TextEncoder();
      let timer = 0;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          const beginMs = performance.now();
          let sent = 0;
          timer = window.setInterval(() => {
            const due = Math.floor(((performance.now() - beginMs) * eventsPerSecond) / 1_000);
            for (; sent < due; sent++) controller.enqueue(encoder.encode(frame()));
            (window as any).payrecBusy = { sent };
          }, 1_000 / eventsPerSecond);
          signal?.addEventListener('abort', () => {
            window.clearInterval(timer);
            controller.error(new DOMException('aborted', 'AbortError'));
          });
        },
        cancel: () => window.clearInterval(timer),
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    };
    window.fetch = async (input, init) => {
      const request = input instanceof Request ? input : undefined;
      const url = request?.url ?? String(input);
      if (url.includes('/v1/feed/stream')) return stream(init?.signal ?? request?.signal);
      if (url.includes('/v1/presence')) return new Response(JSON.stringify({ items: [] }), JSON_HEADERS);
      if (!url.includes('/v1/feed/snapshot')) return realFetch(input, init);
      const real = await (await realFetch(input, init)).json();
      pattern = real.items[0];
      if (!pattern) throw new Error('The portal has no alert that could be the pattern');
      const items = Array.from({ length: rows }, (_, index) => alertOf(index, { rowVersion: 1 }));
      const answer = { ...real, epoch: EPOCH, seq, cursor: `${EPOCH}:${seq}`, items, totalCount: rows };
      return new Response(JSON.stringify({ ...answer, nextCursor: undefined }), JSON_HEADERS);
    };
  }, options);
}

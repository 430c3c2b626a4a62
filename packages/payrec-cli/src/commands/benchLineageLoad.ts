import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

/** A client that gets no answer sends again, as OpenLineage clients do after a 503 or a lost connection. */
const RETRY_MS = 250;
const BATCH_EVENTS = 500;

export type Target = { readonly port: number; readonly token: string };
export type SentEvent = { readonly runId: string; readonly body: string };
export type Outcome = {
  /** Time from sending to the 201 of each event, in ms; of one that was sent again, of the last attempt. */
  readonly acceptMs: readonly number[];
  readonly acknowledged: readonly SentEvent[];
};

/** START and COMPLETE of one run after another, of 200 jobs; event `number` is the same text each time it is asked for. */
function eventBody(runId: string, number: number, at: string): string {
  const lane = Math.floor(number / 2) % 200;
  return JSON.stringify({
    eventType: number % 2 === 0 ? 'START' : 'COMPLETE',
    eventTime: at,
    producer: 'https://example.com/bench',
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: { runId },
    job: { namespace: 'bench', name: `job-${lane}` },
    inputs: [{ namespace: 's3://bench', name: `in-${lane}` }],
    outputs: [{ namespace: 's3://bench', name: `out-${lane}/dt=2026-03-0${1 + (number % 9)}` }],
  });
}

/** Sends at a steady rate whether or not answers come, until the last one is acknowledged. */
export async function sendSteadily(target: Target, rate: number, seconds: number): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const acceptMs: number[] = [];
  const acknowledged: SentEvent[] = [];
  const open = new Set<Promise<void>>();
  const total = rate * seconds;
  const began = performance.now();
  let runId = '';
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * rate));
    for (; sent < due; sent += 1) {
      if (sent % 2 === 0) runId = randomUUID();
      const event = { runId, body: eventBody(runId, sent, new Date().toISOString()) };
      const one = untilAccepted(agent, target, event.body).then(ms => {
        acceptMs.push(ms);
        acknowledged.push(event);
      });
      open.add(one);
      one.finally(() => open.delete(one)).catch(() => {});
    }
    await pause(2);
  }
  await Promise.all(open);
  agent.destroy();
  return { acceptMs, acknowledged };
}

/** Sends events again in batches, in another order. */
export async function sendAgain(target: Target, events: readonly SentEvent[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const shuffled = [...events].sort((a, b) => (a.runId < b.runId ? -1 : 1)).reverse();
  for (let at = 0; at < shuffled.length; at += BATCH_EVENTS) {
    const batch = shuffled.slice(at, at + BATCH_EVENTS).map(one => one.body);
    await untilAccepted(agent, target, `[${batch.join(',')}]`, '/batch');
  }
  agent.destroy();
}

async function untilAccepted(agent: Agent, target: Target, body: string, path = ''): Promise<number> {
  for (;;) {
    const began = performance.now();
    const status = await send(agent, target, body, path).catch(() => 0);
    if (status === 201 || status === 204) return performance.now() - began;
    if (status >= 200 && status < 500 && status !== 408) {
      throw new Error(`The ingest answered ${status}; the bench sends good events only`);
    }
    await pause(RETRY_MS);
  }
}

function send(agent: Agent, { port, token }: Target, body: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path: `/api/payrec-pipelines/lineage${path}`,
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      answer => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', reject);
      },
    );
    call.once('error', reject);
    call.end(body);
  });
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

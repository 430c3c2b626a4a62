import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { STREAM_GROUPS, StreamGroup, streamLagSeconds } from './streamLag';

export type MetricServer = { readonly url: string; stop(): Promise<void> };

const QUERY = /^max\(kafka_consumergroup_lag_seconds\{group="([\w-]+)"\}\)$/;
const POINTS_MAX = 11_000;
const BODY_BYTES_MAX = 64 * 1024;

/**
 * What the portal asks for the lag of the demo's streams: Prometheus' HTTP API as far as `query` and `query_range` go, for
 * the queries of app-config.demo.yaml. A group nobody knows has no series, as in Prometheus.
 */
export async function startMetricServer(): Promise<MetricServer> {
  const server = createServer((request, response) => {
    answer(request).then(
      body => send(response, 200, { status: 'success', data: body }),
      (error: Error) => send(response, 400, { status: 'error', errorType: 'bad_data', error: error.message }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const form = request.method === 'POST' ? new URLSearchParams(await bodyOf(request)) : searchParams;
  const query = form.get('query') ?? '';
  const group = QUERY.exec(query)?.[1];
  if (group === undefined) throw new Error(`The demo knows max(kafka_consumergroup_lag_seconds{group="…"}) only`);
  const known = STREAM_GROUPS.find(one => one === group);
  if (pathname === '/api/v1/query') {
    const at = secondsOf(form, 'time', Date.now() / 1000);
    return { resultType: 'vector', result: known ? [{ metric: { group }, value: pointOf(known, at) }] : [] };
  }
  if (pathname !== '/api/v1/query_range') throw new Error(`The demo has no ${pathname}`);
  const [start, end, step] = ['start', 'end', 'step'].map(name => secondsOf(form, name));
  const count = Math.floor((end - start) / step) + 1;
  if (!(step > 0 && count > 0 && count <= POINTS_MAX)) throw new Error(`A range has 1 to ${POINTS_MAX} points`);
  const values = Array.from({ length: count }, (_, n) => start + n * step);
  return {
    resultType: 'matrix',
    result: known ? [{ metric: { group }, values: values.map(at => pointOf(known, at)) }] : [],
  };
}

function pointOf(group: StreamGroup, seconds: number): [number, string] {
  return [seconds, String(streamLagSeconds(group, seconds * 1000))];
}

/** A time or a step in seconds. @throws Error when it is none. */
function secondsOf(form: URLSearchParams, name: string, otherwise?: number): number {
  const text = form.get(name);
  if (text === null && otherwise !== undefined) return otherwise;
  const value = Number(text ?? NaN);
  if (!Number.isFinite(value)) throw new Error(`${name} "${text}" is not a number of seconds`);
  return value;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > BODY_BYTES_MAX) throw new Error('The query is too long');
  }
  return text;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

import { performance } from 'node:perf_hooks';
import { IsoDate, parseIsoDate } from '@internal/plugin-payrec-common';
import { Command, Option } from 'commander';
import { Ask, ReadEndpoint, readEndpoints } from './benchQueryRequests';

type Options = {
  readonly url: string;
  readonly token: string;
  readonly metricsToken?: string;
  readonly rounds: string;
};

type Figures = { readonly p50: number; readonly p95: number };
/** Milliseconds of one request: as the client waited, and what of it the engine worked. */
type Timing = { readonly portal: number; readonly engine: number };

/** What the portal adds may take this long: authentication, permission, parsing, its own tables, checking, JSON, one HTTP trip. */
const OVERHEAD_TARGET_MS = 15;
/** Connections, JIT, footers of files. */
const WARM_UP = 3;

/**
 * `bench query`: p50 and p95 of every read endpoint of a running portal, beside the time its engine took for the very same
 * queries, as the portal's own metrics have it. One client, one request at a time, so that what the metrics grow by is that
 * request's. Exit 1 when the portal adds more than the target.
 */
export function registerBenchQuery(bench: Command): void {
  bench
    .command('query')
    .description('latency of every read endpoint of a running portal beside its query engine')
    .option('--url <url>', 'backend of the portal, used by nobody else meanwhile', 'http://127.0.0.1:7007')
    .addOption(
      new Option('--token <token>', 'user token (yarn payrec token <persona>)')
        .env('PAYREC_TOKEN')
        .makeOptionMandatory(),
    )
    .option('--metrics-token <token>', 'bearer token of /metrics, where the portal asks for one')
    .option('--rounds <number>', 'requests per endpoint', '40')
    .action(run);
}

async function run(options: Options): Promise<void> {
  const rounds = Number(options.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds "${options.rounds}" is not a whole number`);
  const ask = portal(options.url, options.token);
  const engineMs = engineClock(options.url, options.metricsToken);
  const endpoints = await readEndpoints(ask, await latestDay(ask));
  let worst = 0;
  process.stdout.write(`${'endpoint (ms)'.padEnd(42)} portal p50  p95   engine p50  p95    adds p95\n`);
  for (const endpoint of endpoints) {
    const timings = await measure(endpoint, rounds, ask, engineMs);
    const portalTime = figures(timings.map(each => each.portal));
    const engineTime = figures(timings.map(each => each.engine));
    const added = figures(timings.map(each => each.portal - each.engine));
    worst = Math.max(worst, added.p95);
    const shown = [portalTime.p50, portalTime.p95, engineTime.p50, engineTime.p95, added.p95];
    process.stdout.write(
      `${endpoint.name.padEnd(42)} ${shown.map(ms => oneDecimal.format(ms).padStart(9)).join(' ')}\n`,
    );
  }
  const kept = worst <= OVERHEAD_TARGET_MS;
  process.stdout.write(
    `\n${endpoints.length} endpoints; portal over engine p95: at most ${oneDecimal.format(
      worst,
    )} ms, target ${OVERHEAD_TARGET_MS} ms: ${kept ? 'kept' : 'MISSED'}\n`,
  );
  process.exitCode = kept ? 0 : 1;
}

const oneDecimal = new Intl.NumberFormat('en', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  useGrouping: false,
});

async function measure(
  endpoint: ReadEndpoint,
  rounds: number,
  ask: Ask,
  engineMs: () => Promise<number>,
): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (let round = 0; round < rounds + WARM_UP; round += 1) {
    const before = await engineMs();
    const started = performance.now();
    await ask(endpoint.path(round));
    const waited = performance.now() - started;
    const engine = (await engineMs()) - before;
    // Queries of one answer may run beside each other; the portal adds nothing then, but not less than nothing.
    if (round >= WARM_UP) timings.push({ portal: waited, engine: Math.min(engine, waited) });
  }
  return timings;
}

function figures(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return { p50: at(0.5), p95: at(0.95) };
}

/** Milliseconds all queries of the portal have taken so far. */
function engineClock(url: string, token: string | undefined): () => Promise<number> {
  const address = `${url.replace(/\/+$/, '')}/metrics`;
  return async () => {
    const answer = await fetch(address, { headers: token ? { authorization: `Bearer ${token}` } : {} });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}; give its token with --metrics-token`);
    let seconds = 0;
    for (const line of (await answer.text()).split('\n')) {
      const found = /^payrec_query_duration_seconds_sum\{.*\} (\S+)$/.exec(line);
      if (found) seconds += Number(found[1]);
    }
    return seconds * 1000;
  };
}

function portal(url: string, token: string): Ask {
  const base = url.replace(/\/+$/, '');
  return async path => {
    const answer = await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) {
      throw new Error(`${path} answered ${answer.status}; is the portal running at ${base}, and the token still good?`);
    }
    return answer.json();
  };
}

async function latestDay(ask: Ask): Promise<IsoDate> {
  const { asOf } = (await ask('/api/payrec/v1/status')) as { asOf: { businessDate: string | null } | null };
  if (!asOf?.businessDate) throw new Error('The portal has an empty index; there is nothing to measure');
  return parseIsoDate(asOf.businessDate);
}

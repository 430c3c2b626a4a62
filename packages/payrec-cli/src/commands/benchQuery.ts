import { performance } from 'node:perf_hooks';
import { IsoDate, parseIsoDate } from '@internal/plugin-payrec-common';
import { Command, Option } from 'commander';
import { BareEngine, openBareDuckDb, openBareTrino } from './benchQueryBare';
import { MeasuredPortal, RecordedStatement, startMeasuredPortal } from './benchQueryPortal';
import { Ask, ReadEndpoint, readEndpoints } from './benchQueryRequests';

type Options = {
  readonly rounds: string;
  readonly engine: 'duckdb' | 'trino';
  readonly trino?: string;
  readonly only?: string;
};

type Figures = { readonly p50: number; readonly p95: number };
/** Milliseconds of the requests as the client waited, and of the bare engine for the statements of those that asked it. */
type Timings = { readonly portal: number[]; readonly bare: number[] };

/** What the portal adds may take this long: authentication, permission, parsing, its own tables, checking, JSON, one HTTP trip. */
const OVERHEAD_TARGET_MS = 15;
/**
 * Rounds nobody counts. A process that has just started runs uncompiled code, which is not what people meet: over its first
 * thousand answers the overview's median falls from 19 to 13 ms, half of that within the first three hundred.
 */
const WARM_UP = 200;
/**
 * So many requests, then their statements on the bare engine, and so on. One by one each would find the processor's caches
 * full of the other, as nobody does who opens a page. The first block is not counted: the bare engine opens its connection.
 */
const BLOCK = 10;

/**
 * `bench query`: p50 and p95 of every read endpoint, beside the bare engine's for the same SQL with the same values, asked
 * in turn. Exit 1 when the portal's p95 is more than the target above the bare engine's for any endpoint that asks it.
 */
export function registerBenchQuery(bench: Command): void {
  bench
    .command('query')
    .description(
      'latency of every read endpoint beside the bare engine for the same SQL; starts the demo portal for it',
    )
    .option('--rounds <number>', 'requests per endpoint', '40')
    .option('--only <text>', 'endpoints whose name contains the text')
    .addOption(new Option('--engine <engine>', 'engine of the portal').choices(['duckdb', 'trino']).default('duckdb'))
    .option('--trino <url>', 'coordinator that holds the index, for --engine trino')
    .action(run);
}

async function run(options: Options): Promise<void> {
  const rounds = Number(options.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds "${options.rounds}" is not a whole number`);
  if (options.engine === 'trino' && !options.trino) throw new Error('--engine trino needs --trino <url>');
  const portal = await startMeasuredPortal(
    options.engine === 'trino' ? ['--engine', 'trino', '--trino', options.trino!] : [],
  );
  try {
    const bare = options.trino ? openBareTrino(options.trino) : await openBareDuckDb(portal.indexRoot);
    try {
      await compare(portal, bare, { rounds, only: options.only ?? '' });
    } finally {
      await bare.close();
    }
  } finally {
    await portal.stop();
  }
}

async function compare(
  portal: MeasuredPortal,
  bare: BareEngine,
  { rounds, only }: { rounds: number; only: string },
): Promise<void> {
  const ask = await portal.as('finn.operator');
  const endpoints = await readEndpoints(ask, await latestDay(ask));
  const asMerchant = await portal.as('mila.merchant-a');
  const asked = [
    ...endpoints.map(endpoint => ({ endpoint, ask, name: endpoint.name })),
    // The other half of the permission system: a condition on merchants, compiled into the SQL.
    ...endpoints
      .filter(({ name }) => name === 'payrec listTransactions' || name === 'payrec getSummary')
      .map(endpoint => ({ endpoint, ask: asMerchant, name: `${endpoint.name}, a merchant` })),
  ].filter(({ name }) => name.includes(only));

  const alone: string[] = [];
  let worst = 0;
  let measured = 0;
  say(`${'endpoint (ms)'.padEnd(NAME)}  portal p50    p95    bare p50    p95    p95 over bare`);
  for (const { endpoint, ask: askOne } of asked) {
    for (let round = 0; round < WARM_UP; round += 1) await askOne(endpoint.path(round));
  }
  const timed = asked.map(one => ({ ...one, timings: { portal: [], bare: [] } as Timings }));
  // Block by block over all endpoints, so that a slow minute of the machine is not the figure of one of them.
  for (let first = 0; first < BLOCK + rounds; first += BLOCK) {
    const block = Array.from({ length: Math.min(BLOCK, BLOCK + rounds - first) }, (_, at) => first + at);
    for (const { timings, ...one } of timed) {
      const { portal: ofPortal, bare: ofBare } = await measure(one.endpoint, block, { ask: one.ask, portal, bare });
      if (first === 0) continue;
      timings.portal.push(...ofPortal);
      timings.bare.push(...ofBare);
    }
  }
  for (const { name, timings } of timed) {
    const ofPortal = figures(timings.portal);
    const shown = `${name.padEnd(NAME)} ${ms(ofPortal.p50)} ${ms(ofPortal.p95)}`;
    // Some ask it once in a while, such as for the names of accounts; a percentile of one value says nothing.
    if (timings.bare.length < timings.portal.length / 2) {
      alone.push(shown);
      continue;
    }
    const ofBare = figures(timings.bare);
    const over = ofPortal.p95 - ofBare.p95;
    measured += 1;
    worst = Math.max(worst, over);
    say(`${shown}   ${ms(ofBare.p50)} ${ms(ofBare.p95)}   ${ms(over)}${over > OVERHEAD_TARGET_MS ? '  MISSED' : ''}`);
  }
  if (alone.length > 0)
    say(`\nanswered without the engine in most rounds (PostgreSQL and memory)\n${alone.join('\n')}`);
  const kept = worst <= OVERHEAD_TARGET_MS;
  say(
    `\n${measured} endpoints ask the engine; p95 over the bare engine: at most ${ms(worst).trim()} ms, ` +
      `target ${OVERHEAD_TARGET_MS} ms: ${kept ? 'kept' : 'MISSED'}`,
  );
  process.exitCode = kept ? 0 : 1;
}

const NAME = 46;
const oneDecimal = new Intl.NumberFormat('en', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  useGrouping: false,
});
const ms = (value: number) => oneDecimal.format(value).padStart(9);
const say = (line: string) => process.stdout.write(`${line}\n`);

/** A block of requests, then their own statements on the bare engine: what else the machine does hits both alike. */
async function measure(
  endpoint: ReadEndpoint,
  rounds: readonly number[],
  how: { ask: Ask; portal: MeasuredPortal; bare: BareEngine },
): Promise<Timings> {
  const timings: Timings = { portal: [], bare: [] };
  const recorded: RecordedStatement[][] = [];
  for (const round of rounds) {
    await how.portal.takeStatements();
    timings.portal.push(await took(() => how.ask(endpoint.path(round))));
    recorded.push(await how.portal.takeStatements());
  }
  for (const statements of recorded.filter(some => some.length > 0)) {
    timings.bare.push(
      await took(async () => {
        for (const statement of statements) await how.bare.run(statement);
      }),
    );
  }
  return timings;
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function figures(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return { p50: at(0.5), p95: at(0.95) };
}

async function latestDay(ask: Ask): Promise<IsoDate> {
  const { asOf } = (await ask('/api/payrec/v1/status')) as { asOf: { businessDate: string | null } | null };
  if (!asOf?.businessDate) throw new Error('The portal has an empty index; there is nothing to measure');
  return parseIsoDate(asOf.businessDate);
}

import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';
import { addDays, IsoDate, parseIsoDate } from '@internal/plugin-payrec-common';
import { DefinedQuery } from '@internal/plugin-payrec-node';
import { DuckDbEngine, Engine, scopedStatement, TrinoEngine } from '@internal/plugin-payrec-node/system';
// A backend plugin exports its plugin only; the texts of its endpoints are reached by folder.
/* eslint-disable @backstage/no-forbidden-package-imports */
import {
  dayTotals,
  transactionById,
  transactionPage,
} from '@internal/plugin-payrec-backend/src/queries/transactionQueries';
/* eslint-enable @backstage/no-forbidden-package-imports */
import { Command, Option } from 'commander';

type Options = {
  readonly url: string;
  readonly token: string;
  readonly root: string;
  readonly trino?: string;
  readonly rounds: string;
};

/** One way of asking the same question twice: over HTTP, and the bare engine with the same text. */
type Case = {
  readonly name: string;
  readonly path: (day: IsoDate) => string;
  readonly bare: (engine: Engine, day: IsoDate) => Promise<unknown>;
};

type Figures = { readonly p50: number; readonly p95: number };

/** Portal p95 over bare p95 may be this much: authentication, permission, parsing, checking, JSON, one HTTP trip. */
const OVERHEAD_TARGET_MS = 15;

/**
 * `bench query`: p50 and p95 of the read endpoints of a running portal beside the bare engine's for the same SQL.
 * Every round asks for another day, so that no answer comes from the portal's cache.
 */
export function registerBenchQuery(bench: Command): void {
  bench
    .command('query')
    .description('latency of the read endpoints of a running portal beside the bare engine')
    .option('--url <url>', 'backend of the portal', 'http://127.0.0.1:7007')
    .addOption(
      new Option('--token <token>', 'user token (yarn payrec token <persona>)')
        .env('PAYREC_TOKEN')
        .makeOptionMandatory(),
    )
    .option('--root <folder>', 'index of the portal, for the bare embedded engine', 'data/final-index')
    .option('--trino <url>', 'coordinator, when the portal runs on Trino')
    .option('--rounds <number>', 'requests per endpoint', '40')
    .action(run);
}

async function run(options: Options): Promise<void> {
  const rounds = Number(options.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds "${options.rounds}" is not a whole number`);
  const ask = portal(options.url, options.token);
  const latest = await latestDay(ask);
  const engine = await openBare(options);
  try {
    let worst = 0;
    process.stdout.write(`${'endpoint'.padEnd(28)} portal p50  p95    bare p50  p95    over p95 (ms)\n`);
    for (const each of await casesFor(ask, latest)) {
      const days = Array.from({ length: rounds + 2 }, (_, index) => addDays(latest, -(index % 60)));
      const viaPortal = await measure(days, day => ask(each.path(day)));
      const viaEngine = await measure(days, day => each.bare(engine, day));
      const over = viaPortal.p95 - viaEngine.p95;
      worst = Math.max(worst, over);
      const figures = [viaPortal.p50, viaPortal.p95, viaEngine.p50, viaEngine.p95, over].map(ms =>
        ms.toFixed(1).padStart(9),
      );
      process.stdout.write(`${each.name.padEnd(28)} ${figures.join(' ')}\n`);
    }
    const kept = worst <= OVERHEAD_TARGET_MS;
    process.stdout.write(
      `\nportal over bare p95: at most ${worst.toFixed(1)} ms, target ${OVERHEAD_TARGET_MS} ms: ${
        kept ? 'kept' : 'MISSED'
      }\n`,
    );
    process.exitCode = kept ? 0 : 1;
  } finally {
    await engine.close();
  }
}

async function casesFor(ask: Ask, latest: IsoDate): Promise<Case[]> {
  // The list needs a row per case of its own: a transaction of each day, found once and outside the measurement.
  const ids = new Map<string, string>();
  for (let back = 0; back < 60; back += 1) {
    const day = addDays(latest, -back);
    const page = await ask(`/api/payrec/v1/transactions?from=${day}&to=${day}&limit=1`);
    const [first] = (page as { items: Array<{ txnId: string }> }).items;
    ids.set(day, first?.txnId ?? 'none');
  }
  return [
    {
      name: 'payrec transactions, a week',
      path: day => `/api/payrec/v1/transactions?from=${addDays(day, -6)}&to=${day}&limit=51`,
      bare: (engine, day) => bare(engine, transactionPage, { from: addDays(day, -6), to: day, rows: 52 }),
    },
    {
      name: 'payrec transaction',
      path: day => `/api/payrec/v1/transactions/${encodeURIComponent(ids.get(day)!)}?businessDate=${day}`,
      bare: (engine, day) => bare(engine, transactionById, { txnId: ids.get(day)!, businessDate: day }),
    },
    {
      name: 'payrec summary of a day',
      path: day => `/api/payrec/v1/summary?businessDate=${day}`,
      bare: (engine, day) => bare(engine, dayTotals, { businessDate: day }),
    },
  ];
}

async function bare<P, R>(engine: Engine, query: DefinedQuery<P, R>, params: P): Promise<unknown> {
  const statement = scopedStatement(query, params, { scope: null, dialect: engine.dialect });
  return engine.read({
    name: `bench.${query.name}`,
    ...statement,
    maxRows: query.rowLimit,
    signal: AbortSignal.timeout(query.timeoutMs),
  });
}

/** The first two are warm-up: connections, JIT, footers of files. */
async function measure(days: readonly IsoDate[], once: (day: IsoDate) => Promise<unknown>): Promise<Figures> {
  const times: number[] = [];
  for (const [index, day] of days.entries()) {
    const started = performance.now();
    await once(day);
    if (index >= 2) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.ceil(share * times.length) - 1)];
  return { p50: at(0.5), p95: at(0.95) };
}

type Ask = (path: string) => Promise<unknown>;

function portal(url: string, token: string): Ask {
  const base = url.replace(/\/+$/, '');
  return async path => {
    const answer = await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${token}` } });
    // A day without the transaction is an answer too, and takes the same way.
    if (!answer.ok && answer.status !== 404) {
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

async function openBare({ root, trino }: Options): Promise<Engine> {
  if (!trino) return DuckDbEngine.open({ root: resolve(root) });
  return new TrinoEngine({
    server: trino.replace(/\/+$/, ''),
    catalog: 'lake',
    schema: 'final_index',
    source: 'payrec-bench',
    user: 'payrec',
    impersonate: false,
  });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseIsoDate } from '@internal/plugin-payrec-common';
import { EngineSession } from '@internal/plugin-payrec-node';
import { DuckDbEngine, Engine } from '@internal/plugin-payrec-node/system';
import { readRunInputs, runMatching, writeMatchTables } from '@internal/plugin-payrec-reconciliation-backend/bench';
import { Command, InvalidArgumentError, Option } from 'commander';
import { KnownTruth, References, writeBenchIndex } from './benchReconcileData';
import { openBenchTrino } from './benchTrino';

/** Times and loads for people; no money here. */
const twoDecimals = new Intl.NumberFormat('en', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  useGrouping: false,
});
const decimal = (value: number): string => twoDecimals.format(value);

type Options = {
  readonly engine: 'duckdb' | 'trino';
  readonly left: number;
  readonly references: References;
  readonly runs: number;
  readonly threads: number;
  readonly memory: string;
};

type Timing = {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMb: number;
  readonly stepMs: ReadonlyMap<string, number>;
};

const WINDOW = { from: parseIsoDate('2026-03-01'), to: parseIsoDate('2026-05-31') };
const UNITS = [0, 1, 2, 3].map(account => `ACC${account}|EUR`);
/** Nothing was published before, and every file counts. */
const FIRST_RUN = {
  units: UNITS,
  window: WINDOW,
  pointers: new Map(),
  uncounted: [],
  lateFiles: [],
  ingestSeq: '0',
};

/**
 * `bench reconcile`: matches generated rows with a known truth, from the Parquet of the index to the Parquet of the run, and
 * says how long it took. Exit 1 when a match is missing or wrong. On Trino, a server of its own unless `TRINO_URL` names one.
 */
export function registerBenchReconcile(bench: Command): void {
  bench
    .command('reconcile')
    .description('time matching from Parquet to Parquet on generated rows with a known result')
    .addOption(new Option('--engine <engine>', 'engine to match on').choices(['duckdb', 'trino']).default('duckdb'))
    .option('--left <rows>', 'transactions to match', parseCount, 1_000_000)
    .addOption(
      new Option('--references <kind>', 'each once, or each three times')
        .choices(['unique', 'repeated'])
        .default('unique'),
    )
    .option('--runs <count>', 'runs, of which the median counts', parseCount, 3)
    .option('--threads <count>', 'threads of the engine', parseCount, cpus().length)
    .option('--memory <size>', 'memory limit of the engine', '4GB')
    .action(async (options: Options) => {
      const root = await mkdtemp(join(tmpdir(), 'payrec-bench-'));
      try {
        const truth = await writeBenchIndex(root, options.left, options.references);
        const { engine, close } = await openEngine(root, options);
        try {
          await report(engine, truth, options);
        } finally {
          await close();
        }
      } finally {
        await rm(root, { recursive: true, force: true });
      }
    });
}

async function openEngine(
  root: string,
  { engine, threads, memory }: Options,
): Promise<{ engine: Engine; close: () => Promise<void> }> {
  if (engine === 'trino') return openBenchTrino(root, line => process.stdout.write(`${line}\n`));
  const embedded = await DuckDbEngine.open({ root, threads, memoryLimit: memory });
  return { engine: embedded, close: () => embedded.close() };
}

async function report(engine: Engine, truth: KnownTruth, options: Options) {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const threads = options.engine === 'duckdb' ? `${options.threads} threads` : 'threads of the server';
  say(`${truth.rows} rows (${options.left} left), references ${options.references}, ${options.engine}, ${threads},`);
  say(`load of the machine ${decimal(loadavg()[0])} on ${cpus().length} cores before the first run`);
  const timings: Timing[] = [];
  for (let run = 1; run <= options.runs; run += 1) {
    const timing = await timeRun(engine, truth, `bench-${run}`);
    timings.push(timing);
    // On a machine that does other work too, processor time says more than the clock.
    say(
      `run ${run}: ${decimal(timing.seconds)} s (${decimal(timing.cpuSeconds)} s of processor), peak RSS ${
        timing.peakRssMb
      } MB`,
    );
  }
  const median = [...timings].sort((a, b) => a.seconds - b.seconds)[Math.floor(timings.length / 2)];
  for (const [step, ms] of median.stepMs) say(`  ${step.padEnd(8)} ${decimal(ms / 1000)} s`);
  say(
    `median ${decimal(median.seconds)} s, ${Math.round(
      truth.rows / median.seconds,
    )} rows/s; every match right, none missing`,
  );
}

async function timeRun(engine: Engine, truth: KnownTruth, runId: string): Promise<Timing> {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const sampler = setInterval(sample, 20);
  try {
    return await engine.withSession({ name: 'bench.reconcile' }, async session => {
      const started = Date.now();
      const cpuBefore = process.cpuUsage();
      const stepMs = new Map<string, number>();
      const timed = async <T>(step: string, work: () => Promise<T>) => {
        const before = Date.now();
        const result = await work();
        stepMs.set(step, Date.now() - before);
        return result;
      };
      await timed('read', async () => {
        await readRunInputs(session, FIRST_RUN);
      });
      const units = UNITS.map(unit => ({ unit, asOf: WINDOW.to, windowStart: WINDOW.from }));
      const result = await runMatching(session, { pinned: 'table', fx: 'table' }, units);
      for (const [step, ms] of result.stepMs) stepMs.set(step, ms);
      await timed('write', async () => {
        await writeMatchTables(session, runId, UNITS);
      });
      const seconds = (Date.now() - started) / 1000;
      const cpu = process.cpuUsage(cpuBefore);
      sample();
      const broken = result.proof.filter(one => one.mustBeZeroMinor !== 0n || one.miscountedRows !== 0n);
      if (broken.length > 0) throw new Error(`The proof is not zero for ${broken.map(one => one.unit).join(', ')}`);
      await assertTruth(session, truth);
      return { seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6, peakRssMb: Math.round(peak / 1e6), stepMs };
    });
  } finally {
    clearInterval(sampler);
  }
}

/** Every group joins rows of the same number, and each pass found as many as there are. @throws Error naming what differs. */
async function assertTruth(session: EngineSession, truth: KnownTruth) {
  const found = await session.all(
    `SELECT pass AS result, count(*) AS n FROM out_groups GROUP BY pass
     UNION ALL SELECT 'break', count(*) FROM out_breaks ORDER BY result`,
  );
  const actual = new Map(found.map(({ result, n }) => [String(result), Number(n)]));
  for (const result of new Set([...truth.expected.keys(), ...actual.keys()])) {
    const [wanted, got] = [truth.expected.get(result) ?? 0, actual.get(result) ?? 0];
    if (wanted !== got) throw new Error(`${result}: ${got} found, ${wanted} are there`);
  }
  const [{ n }] = await session.all(
    `SELECT count(*) AS n FROM out_members l JOIN out_members r ON r.group_id = l.group_id AND r.side = 'R'
     WHERE l.side = 'L' AND l.pass <> 'P3_BATCH' AND substr(l.row_id, 2) <> substr(r.row_id, 2)`,
  );
  if (n !== '0') throw new Error(`${n} transactions are matched with a line of another`);
}

function parseCount(value: string): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError(`"${value}" is not a whole number above 0`);
  return count;
}

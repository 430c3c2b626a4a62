import { ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { Command, InvalidArgumentError } from 'commander';
import { Outcome, sendAgain, sendSteadily } from './benchLineageLoad';

type Options = { readonly rate: number; readonly seconds: number; readonly warmup: number; readonly kill: boolean };
type Database = Awaited<ReturnType<typeof createTestDatabase>>;

const TOKEN = 'bench-token-0123456789abcdef';
const ACCEPT_P99_MS = 50;
/** Linux counts CPU of a process in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/**
 * `bench lineage`: run events at a steady rate against a backend of its own. Says the time to accept and the CPU, proves
 * that each acknowledged event is in the database, then sends all of them again and proves that the registry has each once;
 * with `--kill` the backend is killed (SIGKILL) a few times meanwhile. Exit 1 when one is missing or counted twice, or
 * without `--kill` when p99 is over 50 ms.
 */
export function registerBenchLineage(bench: Command): void {
  bench
    .command('lineage')
    .description('OpenLineage events at a steady rate: time to accept, none lost, none counted twice')
    .option('--rate <events>', 'events a second', parseCount, 1000)
    .option('--seconds <count>', 'how long', parseCount, 60)
    .option('--warmup <count>', 'seconds of the same load before, which are checked and not timed', parseCount, 5)
    .option('--kill', 'kill the backend with SIGKILL while events come', false)
    .action(async (options: Options) => {
      const database = await createTestDatabase();
      // Here and not in the server, which is killed before it could remove it.
      const root = await mkdtemp(join(tmpdir(), 'payrec-bench-lineage-'));
      const server = new Server(database.connection, root);
      try {
        await server.start();
        await run(options, server, database);
      } finally {
        server.kill();
        await database.drop();
        await rm(root, { recursive: true, force: true });
      }
    });
}

async function run(options: Options, server: Server, database: Database): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const target = { port: server.port, token: TOKEN };
  const warm = await sendSteadily(target, options.rate, options.warmup);
  const cpuBefore = server.cpuSeconds();
  const ownBefore = process.cpuUsage();
  let kills = 0;
  const killer = options.kill
    ? setInterval(() => {
        kills += 1;
        server.restart().catch(error => say(String(error)));
      }, Math.max(5_000, (options.seconds * 1000) / 4))
    : undefined;
  const outcome = await sendSteadily(target, options.rate, options.seconds);
  clearInterval(killer);
  await server.ready;
  const cpu = server.cpuSeconds() - cpuBefore;
  const own = process.cpuUsage(ownBefore);
  const sent = [...warm.acknowledged, ...outcome.acknowledged];

  const lost = await countLost(database, sent);
  say(`${sent.length} events acknowledged at ${options.rate}/s, ${kills} kills, ${lost} lost`);
  const p99 = sayTimes(outcome, say);
  if (!options.kill) {
    const count = outcome.acknowledged.length;
    say(
      `CPU of the backend ${((cpu * 1000) / count).toFixed(2)} ms an event (${cpu.toFixed(1)} s), of the load ` +
        `${((own.user + own.system) / 1000 / count).toFixed(2)} ms`,
    );
  }
  say(`in the registry ${await untilFolded(database)} s after the last of them`);
  const before = await registryOf(database);
  await sendAgain(target, sent);
  await untilFolded(database);
  const after = await registryOf(database);
  const same =
    JSON.stringify(before) === JSON.stringify(after) && before.doubled === 0 && before.events === sent.length;
  say(
    `${before.events} events of ${before.runs} runs in the registry; all sent again: ` +
      `${same ? 'the same, each once' : `now ${JSON.stringify(after)}, before ${JSON.stringify(before)}`}`,
  );
  if (lost > 0 || !same || (!options.kill && p99 > ACCEPT_P99_MS)) process.exitCode = 1;
}

function sayTimes({ acceptMs }: Outcome, say: (text: string) => void): number {
  const sorted = [...acceptMs].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map(share => at(share).toFixed(1));
  say(`accept p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, max ${max} ms`);
  return at(0.99);
}

/** Acknowledged events that are not stored, by run and type. */
async function countLost({ knex }: Database, sent: Outcome['acknowledged']): Promise<number> {
  const { rows } = await knex.raw(`SELECT run_id || ' ' || event_type AS id FROM "payrec-pipelines".ol_event`);
  const stored = new Set(rows.map((row: { id: string }) => row.id));
  return sent.filter(one => !stored.has(`${one.runId} ${JSON.parse(one.body).eventType}`)).length;
}

/** What the registry says in numbers and as one hash; `doubled` are runs with more events than were sent. */
async function registryOf({ knex }: Database) {
  const { rows } = await knex.raw(
    `SELECT count(*)::int AS runs, coalesce(sum(events), 0)::int AS events,
       count(*) FILTER (WHERE events > 2)::int AS doubled,
       md5(string_agg(run_id || state || events || coalesce(started_at::text, '') || coalesce(ended_at::text, ''), ','
         ORDER BY run_id)) AS hash,
       (SELECT count(*)::int FROM "payrec-pipelines".lineage_edge) AS edges,
       (SELECT count(*)::int FROM "payrec-pipelines".lineage_run_io) AS io,
       (SELECT count(*)::int FROM "payrec-pipelines".ol_event) AS stored
     FROM "payrec-pipelines".lineage_run`,
  );
  return rows[0] as { runs: number; events: number; doubled: number; hash: string };
}

/** @returns whole seconds it took. @throws Error after two minutes. */
async function untilFolded({ knex }: Database): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { rows } = await knex.raw(
      `SELECT count(*)::int AS open FROM "payrec-pipelines".ol_event WHERE NOT projected`,
    );
    if (rows[0].open === 0) return Math.round((performance.now() - began) / 1000);
    if (performance.now() - began > 120_000) {
      throw new Error(`${rows[0].open} events are not in the registry after two minutes`);
    }
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

/** The backend in a process of its own, on one port over all restarts. */
class Server {
  readonly port = 20_000 + Math.floor(Math.random() * 20_000);
  ready: Promise<void> = Promise.resolve();
  private child?: ChildProcess;

  constructor(private readonly connection: string, private readonly root: string) {}

  start(): Promise<void> {
    const args = [this.connection, String(this.port), TOKEN, this.root];
    const child = fork(require.resolve('./benchLineageServer.ts'), args, {
      execArgv: ['--max-semi-space-size=64', '--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')],
      // A line of log for each of a thousand requests a second is not what is measured.
      env: { ...process.env, LOG_LEVEL: process.env.PAYREC_DEBUG ? 'info' : 'warn' },
      stdio: ['ignore', process.env.PAYREC_DEBUG ? 'inherit' : 'ignore', 'inherit', 'ipc'],
    });
    this.child = child;
    this.ready = new Promise((resolve, reject) => {
      // The transform of TypeScript tells its parent about each file; only the word of our own counts.
      child.on('message', message => message === 'ready' && resolve());
      child.once('exit', code => reject(new Error(`The backend of the bench ended with ${code}`)));
    });
    return this.ready;
  }

  kill(): void {
    this.child?.removeAllListeners('exit');
    this.child?.kill('SIGKILL');
  }

  restart(): Promise<void> {
    this.kill();
    return this.start();
  }

  /** User and system time of the process so far; 0 where the system does not say. */
  cpuSeconds(): number {
    try {
      const fields = readFileSync(`/proc/${this.child!.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    } catch {
      return 0;
    }
  }
}

function parseCount(value: string): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new InvalidArgumentError(`"${value}" is not a whole number above 0`);
  }
  return count;
}

import { ChildProcess, fork, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { PostgresServer } from '@internal/plugin-payrec-testkit';
import { Command } from 'commander';
import { Client } from 'pg';
import { ClientReport, ClientsAnswer, ClientsOrder } from './feedBench/protocol';

type Options = {
  readonly seconds: string;
  readonly rate: string;
  readonly writers: string;
  readonly clients: string;
  readonly whole: string;
  readonly kills: boolean;
  readonly cursor: boolean;
  readonly strain: string;
  readonly profiles?: string;
};

const MERCHANTS = 100;
const REPLICA_PORTS = 2;
/** After a replica or the sequencer was killed, so long nothing is measured. */
const KILL_WINDOW_MS = 1500;
/** So long a fresh connection catches up and is not measured. */
const CONNECT_WINDOW_MS = 1000;
const P99_TARGET_MS = 100;
const STRAIN_AFTER_MS = 12_000;
const STRAIN_MS = 15_000;

/**
 * `bench feed`: alerts at a steady rate through the real intake, streams over HTTP from two replicas as processes of their
 * own, and random kills of connections, replicas and the sequencer. Counts what was lost, repeated or a gap, against the
 * table; measures from the write of a change (before its commit) to the client outside of the kills.
 */
export function registerBenchFeed(bench: Command): void {
  bench
    .command('feed')
    .description('the fraud feed under load and kills: lost, repeated, gaps, time from commit to client')
    .option('--seconds <number>', 'length of the load', '60')
    .option('--rate <number>', 'alerts per second', '1000')
    .option('--writers <number>', 'connections that write', '16')
    .option('--clients <number>', 'streams', '500')
    .option('--whole <number>', 'of them, streams of the whole feed; the others filter one merchant of 100', '10')
    .option('--no-kills', 'leave everything alive')
    .option('--no-cursor', 'the same clients without the cursor protocol: shows that the check fails')
    .option(
      '--strain <number>',
      'processes that take what processor they get for 15 s in between: streams fall behind',
      '0',
    )
    .option('--profiles <folder>', 'writes a CPU profile of every process that was not killed')
    .action(run);
}

async function run(options: Options): Promise<void> {
  const [seconds, rate, writers, clients, whole] = (['seconds', 'rate', 'writers', 'clients', 'whole'] as const).map(
    name => {
      const value = Number(options[name]);
      if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} "${options[name]}" is not a whole number`);
      return value;
    },
  );
  const strain = Number(options.strain);
  if (!Number.isInteger(strain) || strain < 0) throw new Error(`--strain "${options.strain}" is not a whole number`);
  const children = new Set<ChildProcess>();
  const postgres = await PostgresServer.start();
  const admin = new Client({ connectionString: postgres.connectionString() });
  try {
    await admin.connect();
    // By path and not by export: replicas and writers are processes of their own, and a process is forked from a file.
    const kit = dirname(require.resolve('@internal/plugin-payrec-fraud-backend/package.json'));
    await migrate(postgres, kit);
    const start = (script: string, env: Record<string, string> = {}) => {
      const child = fork(script, {
        execArgv: [
          ...['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')],
          ...(options.profiles ? ['--cpu-prof', `--cpu-prof-dir=${options.profiles}`] : []),
        ],
        env: { ...process.env, NODE_OPTIONS: '', BENCH_DATABASE: postgres.connectionString(), ...env },
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      children.add(child);
      child.once('exit', () => children.delete(child));
      return child;
    };
    const replicaScript = join(kit, 'src/__testUtils__/bench/replicaProcess.ts');
    const proxies = await Promise.all(
      Array.from({ length: REPLICA_PORTS }, async () => {
        const child = start(replicaScript, { BENCH_PORT: '0' });
        return { child, port: await portOf(child) };
      }),
    );
    const urls = proxies.map(({ port }) => `http://127.0.0.1:${port}`);
    const readers = start(join(__dirname, 'feedBench/clientsProcess.ts'));
    await answer(readers, message => message === 'ready');
    const order: ClientsOrder = {
      urls,
      merchants: Array.from({ length: clients }, (_, index) => (index < whole ? null : index % MERCHANTS)),
      cursorProtocol: options.cursor,
    };
    readers.send(order);
    const writing = start(join(kit, 'src/__testUtils__/bench/writerProcess.ts'), {
      BENCH_WRITERS: String(writers),
      BENCH_RATE: String(rate),
      BENCH_SECONDS: String(seconds),
      BENCH_MERCHANTS: String(MERCHANTS),
    });
    await answer(writing, message => message === 'ready');
    await until(async () => (await cursorsOf(readers)).every(cursor => cursor >= 0), 30_000);
    process.stderr.write(`${clients} streams are open; writing for ${seconds} s\n`);
    const done = answer(writing, message => typeof message === 'object' && message !== null && 'done' in message);
    writing.send('go');
    const quiet: Array<[number, number]> = [];
    const killing = options.kills ? kill({ proxies, start, replicaScript, readers, admin, seconds, quiet }) : undefined;
    const strained = setTimeout(() => strainProcessor(strain, children), STRAIN_AFTER_MS);
    const { done: written } = (await done) as { done: { acknowledged: number; failed: number; seconds: number } };
    clearTimeout(strained);
    await killing;
    const head = await settled(admin);
    if (options.cursor) {
      await until(async () => (await cursorsOf(readers)).every(cursor => cursor === head), 30_000).catch(() => {});
    } else await new Promise(resolve => setTimeout(resolve, 3000));
    const asked = answer(readers, message => typeof message === 'object' && message !== null && 'seen' in message);
    readers.send({ collect: [1] });
    const verdict = await judge(admin, (await asked) as ClientsAnswer, order, quiet);
    print({ ...verdict, ...written, head, clients, kills: quiet.length });
    if (verdict.lost + verdict.repeated + verdict.gaps > 0) process.exitCode = 1;
  } finally {
    if (options.profiles) {
      for (const child of children) if (child.connected) child.disconnect();
      await until(async () => children.size === 0, 10_000).catch(() => {});
    }
    for (const child of children) child.kill('SIGKILL');
    await admin.end().catch(() => {});
    await postgres.stop();
  }
}

/** The plugin's own migrations, run as its knex would. */
async function migrate(postgres: PostgresServer, kit: string): Promise<void> {
  const child = fork(join(kit, 'src/__testUtils__/bench/migrateProcess.ts'), {
    execArgv: ['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')],
    env: { ...process.env, NODE_OPTIONS: '', BENCH_DATABASE: postgres.connectionString() },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const code = await new Promise<number | null>(resolve => child.once('exit', resolve));
  if (code !== 0) throw new Error('The tables of the bench could not be made; the lines above say why');
}

type Place = {
  readonly proxies: Array<{ child: ChildProcess; port: number }>;
  readonly start: (script: string, env?: Record<string, string>) => ChildProcess;
  readonly replicaScript: string;
  readonly readers: ChildProcess;
  readonly admin: Client;
  readonly seconds: number;
  /** Times (epoch ms) in which nothing is measured. */
  readonly quiet: Array<[number, number]>;
};

/** Kills at random: ten connections a second, the sequencer every few seconds, a replica every fifteen. */
async function kill({ proxies, start, replicaScript, readers, admin, seconds, quiet }: Place): Promise<void> {
  const end = Date.now() + seconds * 1000;
  let nextSequencer = Date.now() + 4000;
  let nextReplica = Date.now() + 8000;
  while (Date.now() < end - 3000) {
    await new Promise(resolve => setTimeout(resolve, 100));
    readers.send({ cut: Math.floor(Math.random() * 1_000_000) });
    if (Date.now() > nextSequencer) {
      nextSequencer = Date.now() + 4000 + Math.random() * 4000;
      quiet.push([Date.now() - 200, Date.now() + KILL_WINDOW_MS]);
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
           AND pid IN (SELECT pid FROM pg_stat_activity WHERE state = 'idle' OR query LIKE '%feed_head%')`,
      );
    }
    if (Date.now() > nextReplica) {
      nextReplica = Date.now() + 15_000;
      const place = proxies[Math.floor(Math.random() * proxies.length)];
      const window: [number, number] = [Date.now() - 200, Number.POSITIVE_INFINITY];
      quiet.push(window);
      place.child.kill('SIGKILL');
      place.child = start(replicaScript, { BENCH_PORT: String(place.port) });
      // The start of a process takes a core for seconds; that belongs to the kill.
      await portOf(place.child);
      window[1] = Date.now() + KILL_WINDOW_MS;
    }
  }
}

/** Work of others on the same machine, for a while. */
function strainProcessor(count: number, children: Set<ChildProcess>): void {
  for (let made = 0; made < count; made += 1) {
    const script = `const end = Date.now() + ${STRAIN_MS}; while (Date.now() < end);`;
    const child = spawn(process.execPath, ['-e', script], {
      stdio: 'ignore',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    children.add(child);
    child.once('exit', () => children.delete(child));
  }
}

/** Against the table: what each client should have been given, and what it was. */
async function judge(admin: Client, given: ClientsAnswer, order: ClientsOrder, quiet: Array<[number, number]>) {
  const { rows } = await admin.query<{ seq: string; merchant: string; before: string | null }>(
    `SELECT seq, after ->> 'merchant_id' AS merchant, before ->> 'merchant_id' AS before FROM alert_events ORDER BY seq`,
  );
  const holes = rows.filter((row, at) => Number(row.seq) !== at + 1).length;
  const seen = (given.seen ?? []).map(text => Buffer.from(text, 'latin1'));
  let lost = 0;
  let expected = 0;
  for (const [index, merchant] of order.merchants.entries()) {
    for (const row of rows) {
      if (merchant !== null && row.merchant !== `M${merchant}`) continue;
      expected += 1;
      if (seen[index]?.[Number(row.seq)] !== 1) lost += 1;
    }
  }
  const sum = (pick: (report: ClientReport) => number) =>
    (given.reports ?? []).reduce((total, report) => total + pick(report), 0);
  const calm: number[] = [];
  const measured = given.latencies ?? new Float64Array();
  for (let place = 0; place < measured.length; place += 3) {
    const [at, ms, connectedAt] = measured.subarray(place, place + 3);
    if (at <= connectedAt + CONNECT_WINDOW_MS) continue;
    if (!quiet.some(([from, to]) => at >= from && at <= to)) calm.push(ms);
  }
  calm.sort((a, b) => a - b);
  const quantile = (q: number) => calm[Math.min(calm.length - 1, Math.floor(calm.length * q))] ?? Number.NaN;
  return {
    lost,
    expected,
    repeated: sum(report => report.repeated),
    gaps: sum(report => report.gaps) + holes,
    resets: sum(report => report.resets),
    connections: sum(report => report.connections),
    frames: sum(report => report.frames),
    measured: calm.length,
    p50: quantile(0.5),
    p99: quantile(0.99),
    max: quantile(1),
  };
}

function print(figures: Record<string, number>): void {
  const { lost, repeated, gaps, p50, p99, max } = figures;
  const write = (line: string) => process.stdout.write(`${line}\n`);
  write(
    `written      ${figures.acknowledged} alerts in ${figures.seconds.toFixed(1)} s, ${figures.failed} refused; head ${
      figures.head
    }`,
  );
  write(
    `streams      ${figures.clients}, ${figures.connections} connections, ${figures.frames} frames, ${figures.resets} resets`,
  );
  write(`kills        ${figures.kills} of replicas and the sequencer, besides connections`);
  write(`lost         ${lost} of ${figures.expected}`);
  write(`repeated     ${repeated}`);
  write(`gaps         ${gaps}`);
  write(
    `commit→client p50 ${p50} ms, p99 ${p99} ms, max ${max} ms (${figures.measured} frames outside the kills; target p99 ${P99_TARGET_MS} ms)`,
  );
  write(lost + repeated + gaps === 0 ? 'nothing lost, repeated or missing' : 'FAILED: the feed was not complete');
}

/** Waits until everything has a number and answers the head. */
async function settled(admin: Client): Promise<number> {
  await until(async () => {
    const { rows } = await admin.query('SELECT 1 FROM alert_events WHERE seq IS NULL LIMIT 1');
    return rows.length === 0;
  }, 30_000);
  const { rows } = await admin.query<{ last_seq: string }>('SELECT last_seq FROM feed_head ORDER BY stream');
  return Number(rows[0].last_seq);
}

async function cursorsOf(readers: ChildProcess): Promise<number[]> {
  const asked = answer(readers, message => typeof message === 'object' && message !== null && 'cursors' in message);
  readers.send({ collect: [] });
  return ((await asked) as ClientsAnswer).cursors;
}

async function portOf(child: ChildProcess): Promise<number> {
  const said = await answer(child, message => typeof message === 'object' && message !== null && 'url' in message);
  return Number(new URL((said as { url: string }).url).port);
}

/** The next message of that form; an error when the process ends before. */
function answer(child: ChildProcess, is: (message: unknown) => boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`A process of the bench ended with code ${code}`));
    const listen = (message: unknown) => {
      if (!is(message)) return;
      child.off('message', listen);
      child.off('exit', gone);
      resolve(message);
    };
    child.on('message', listen);
    child.once('exit', gone);
  });
}

async function until(good: () => Promise<boolean>, ms: number): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (await good()) return;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  throw new Error(`Waited ${ms} ms in vain`);
}

import { randomUUID } from 'node:crypto';
import { fork, ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { Command, InvalidArgumentError } from 'commander';

type Options = { readonly rate: number; readonly seconds: number; readonly kill: boolean };

const TOKEN = 'bench-token-0123456789abcdef';
/** A client that gets no answer sends again, as OpenLineage clients do after a 503 or a lost connection. */
const RETRY_MS = 250;

/**
 * `bench lineage`: run events at a steady rate against a backend of its own. Says the time to accept, and proves that each
 * acknowledged event is in the database; with `--kill` the backend is killed (SIGKILL) a few times meanwhile. Exit 1 when
 * one is missing, or without `--kill` when p99 is over 50 ms.
 */
export function registerBenchLineage(bench: Command): void {
  bench
    .command('lineage')
    .description('OpenLineage events at a steady rate: time to accept, and none lost')
    .option('--rate <events>', 'events a second', parseCount, 1000)
    .option('--seconds <count>', 'how long', parseCount, 60)
    .option('--kill', 'kill the backend with SIGKILL while events come', false)
    .action(async (options: Options) => {
      const database = await createTestDatabase();
      let server: ChildProcess | undefined;
      try {
        const port = 20_000 + Math.floor(Math.random() * 20_000);
        const start = () => startServer(database.connection, port);
        server = await start();
        const outcome = await load(options, port, async () => {
          if (!server) return;
          server.kill('SIGKILL');
          server = await start();
        });
        await report(options, outcome, database);
      } finally {
        server?.kill('SIGKILL');
        await database.drop();
      }
    });
}

type Outcome = {
  readonly acceptMs: readonly number[];
  readonly acknowledged: ReadonlySet<string>;
  readonly kills: number;
};

async function load(options: Options, port: number, kill: () => Promise<void>): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const acceptMs: number[] = [];
  const acknowledged = new Set<string>();
  const open = new Set<Promise<void>>();
  const total = options.rate * options.seconds;
  const began = performance.now();
  let kills = 0;
  const killer = options.kill
    ? setInterval(() => {
        kills += 1;
        kill().catch(error => process.stdout.write(`${error}\n`));
      }, Math.max(5_000, (options.seconds * 1000) / 4))
    : undefined;
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * options.rate));
    for (; sent < due; sent += 1) {
      const runId = randomUUID();
      const one = sendUntilAccepted(agent, port, runId, sent).then(ms => {
        acceptMs.push(ms);
        acknowledged.add(runId);
      });
      open.add(one);
      one.finally(() => open.delete(one));
    }
    await new Promise(resolve => setTimeout(resolve, 2));
  }
  clearInterval(killer);
  await Promise.all(open);
  agent.destroy();
  return { acceptMs, acknowledged, kills };
}

async function sendUntilAccepted(agent: Agent, port: number, runId: string, number: number): Promise<number> {
  const body = JSON.stringify({
    eventType: 'COMPLETE',
    eventTime: new Date().toISOString(),
    producer: 'https://example.com/bench',
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: { runId },
    job: { namespace: 'bench', name: `job-${number % 200}` },
    inputs: [{ namespace: 's3://bench', name: `in-${number % 200}` }],
    outputs: [{ namespace: 's3://bench', name: `out-${number % 200}/dt=2026-03-0${1 + (number % 9)}` }],
  });
  for (;;) {
    const began = performance.now();
    const status = await send(agent, port, body).catch(() => 0);
    if (status === 201) return performance.now() - began;
    if (status >= 400 && status < 500) throw new Error(`The ingest answered ${status}; the bench sends good events`);
    await new Promise(resolve => setTimeout(resolve, RETRY_MS));
  }
}

function send(agent: Agent, port: number, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path: '/api/payrec-pipelines/lineage',
        method: 'POST',
        headers: {
          authorization: `Bearer ${TOKEN}`,
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

function startServer(connection: string, port: number): Promise<ChildProcess> {
  const child = fork(require.resolve('./benchLineageServer.ts'), [connection, String(port), TOKEN], {
    execArgv: ['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', code => reject(new Error(`The backend of the bench ended with ${code}`)));
  });
}

async function report(
  options: Options,
  { acceptMs, acknowledged, kills }: Outcome,
  database: Awaited<ReturnType<typeof createTestDatabase>>,
): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const { rows } = await database.knex.raw(`SELECT run_id FROM "payrec-pipelines".ol_event ORDER BY run_id`);
  const stored = new Set(rows.map((row: { run_id: string }) => row.run_id));
  const lost = [...acknowledged].filter(runId => !stored.has(runId)).length;
  const sorted = [...acceptMs].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  say(`${acknowledged.size} events acknowledged at ${options.rate}/s, ${kills} kills, ${lost} lost`);
  say(`accept p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`);
  const foldedBy = Date.now() + 120_000;
  for (;;) {
    const { rows: open } = await database.knex.raw(
      `SELECT count(*)::int AS open FROM "payrec-pipelines".ol_event WHERE NOT projected`,
    );
    if (open[0].open === 0) break;
    if (Date.now() > foldedBy) throw new Error(`${open[0].open} events are not in the registry after two minutes`);
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  say(`in the registry ${Math.round((120_000 - (foldedBy - Date.now())) / 1000)} s after the last of them`);
  if (lost > 0 || (!options.kill && at(0.99) > 50)) process.exitCode = 1;
}

function parseCount(value: string): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new InvalidArgumentError(`"${value}" is not a whole number above 0`);
  }
  return count;
}

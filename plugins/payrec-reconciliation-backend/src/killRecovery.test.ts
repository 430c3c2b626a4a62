import { ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '@internal/plugin-payrec-testkit';
import createKnex, { Knex } from 'knex';
import { KILL_PHASES, KillPhase, REPORT, STRANGE_CREDIT, WAIT_MS, killWorkload } from './__testUtils__/killWorkload';
import { TestReconciliation, createPlace, startReconciliation } from './__testUtils__/startReconciliation';

/** A few rounds in every test run; `yarn test:kill` asks for 60. */
const ROUNDS = Number(process.env.PAYREC_KILL_ROUNDS ?? 3);

jest.setTimeout(400_000);

/** A kill -9 of the process, not of a promise: what it held in memory is gone, what it wrote is all there is. */
describe(`kill -9 at ${ROUNDS} random points of intake, run and decision`, () => {
  let template: string;
  let spare: Target;
  /** What each phase takes on this machine at this hour; kills fall anywhere in it. */
  let phaseMs: Record<KillPhase, number>;
  const killedIn = new Map<string, number>();
  const connections: string[] = [];

  beforeAll(async () => {
    const place = await createPlace();
    await place.knex.destroy();
    await rm(place.root, { recursive: true, force: true });
    template = decodeURIComponent(new URL(place.connection).pathname.slice(1));
    connections.push(template);
    phaseMs = await uncut(await newPlace('uncut'));
    spare = spawnTarget();
  });
  afterAll(async () => {
    spare.process.kill('SIGKILL');
    const postgres = await startPostgres();
    for (const name of connections) await postgres.dropDatabase(name);
    // Which points were met is part of the result of a test that looks for them at random.
    const met = [...killedIn].map(([phase, rounds]) => `${phase} ${rounds}`).join(', ');
    process.stdout.write(`killed while in: ${met}\n`);
  });

  /** A migrated, empty database by copy, and an empty index. */
  async function newPlace(suffix: string): Promise<{ root: string; connection: string }> {
    const postgres = await startPostgres();
    const name = `kill_${process.pid}_${suffix}`;
    await runSql(postgres.connectionString(), `CREATE DATABASE ${name} TEMPLATE ${template}`);
    connections.push(name);
    return {
      root: await mkdtemp(path.join(tmpdir(), 'payrec-kill-')),
      connection: postgres.connectionString(name),
    };
  }

  // The phases take turns, since by time alone the short ones would hardly be met.
  test.each(
    Array.from({ length: ROUNDS }, (_, at) => {
      const turn = Math.floor(at / KILL_PHASES.length);
      const turns = Math.ceil(ROUNDS / KILL_PHASES.length);
      return [
        at + 1,
        Math.floor((100 * (turn + Math.random())) / turns),
        KILL_PHASES[at % KILL_PHASES.length],
      ] as const;
    }),
  )('round %i, killed at %i %% of %s: nothing is lost, doubled or half-visible', async (round, percent, phase) => {
    const place = await newPlace(`${round}`);
    const target = spare;
    spare = spawnTarget();
    const met = await kill(target, place, { phase, delayMs: (percent / 100) * phaseMs[phase] });
    killedIn.set(met, (killedIn.get(met) ?? 0) + 1);

    const knex = createKnex({ client: 'pg', connection: place.connection, pool: { min: 0, max: 10 } });
    const portal = await startReconciliation(
      { root: place.root, knex },
      { owner: 'restarted', config: { leaseSeconds: 1, pollMilliseconds: 20 }, waitMs: WAIT_MS },
    );
    try {
      await expectNothingHalf(portal, knex);
      portal.start();
      await killWorkload(portal);
      await expectNothingHalf(portal, knex);
      await expectTheEnd(portal, knex);
    } finally {
      await portal.close();
      await knex.destroy();
      await rm(place.root, { recursive: true, force: true });
    }
  });
});

/** A process with everything loaded, that waits for its round. */
type Target = { process: ChildProcess; ready: Promise<void> };

function spawnTarget(): Target {
  const child = fork(path.join(__dirname, '__testUtils__/killTarget.ts'), {
    execArgv: ['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const ready = new Promise<void>((resolve, reject) => {
    // The TypeScript loader talks over the same channel, in objects.
    child.on('message', message => message === 'ready' && resolve());
    child.once('exit', code => reject(new Error(`The process to kill ended by itself with ${code}`)));
  });
  // Heard by whoever awaits it; a spare that is never used must not fail the run.
  ready.catch(() => {});
  return { process: child, ready };
}

const isSaid = (message: unknown): message is string => typeof message === 'string' && message !== 'ready';

/** Milliseconds each phase takes when nobody kills it. */
async function uncut(place: { root: string; connection: string }): Promise<Record<KillPhase, number>> {
  const target = spawnTarget();
  await target.ready;
  const said: Array<{ what: string; at: number }> = [];
  const done = new Promise<void>(resolve =>
    target.process.on('message', message => {
      if (!isSaid(message)) return;
      said.push({ what: message, at: performance.now() });
      if (said.length > KILL_PHASES.length || message.startsWith('failed')) resolve();
    }),
  );
  target.process.send(place);
  await done;
  expect(said.map(({ what }) => what)).toEqual([...KILL_PHASES, 'done']);
  target.process.kill('SIGKILL');
  await rm(place.root, { recursive: true, force: true });
  const [intake, run, decision, takeover] = KILL_PHASES.map((_, at) => said[at + 1].at - said[at].at);
  return { intake, run, decision, takeover };
}

/**
 * Lets the process work until `delayMs` into the phase, kills it, and answers the phase it was in then. A workload that
 * fails before is a failure of the test.
 */
async function kill(
  target: Target,
  place: { root: string; connection: string },
  at: { phase: KillPhase; delayMs: number },
): Promise<string> {
  await target.ready;
  const said: string[] = [];
  const reached = new Promise<void>(resolve =>
    target.process.on('message', message => {
      if (!isSaid(message)) return;
      said.push(message);
      if (message === at.phase || message.startsWith('failed')) resolve();
    }),
  );
  const ended = new Promise<void>(resolve => target.process.once('exit', () => resolve()));
  target.process.send(place);
  await reached;
  await new Promise(resolve => setTimeout(resolve, at.delayMs));
  target.process.kill('SIGKILL');
  await ended;
  expect(said.filter(message => message.startsWith('failed'))).toEqual([]);
  return said[said.length - 1];
}

async function runSql(connection: string, sql: string): Promise<void> {
  const knex = createKnex({ client: 'pg', connection, pool: { min: 0, max: 1 } });
  try {
    await knex.raw(sql);
  } finally {
    await knex.destroy();
  }
}

/** What must hold at every moment, also right after a kill. */
async function expectNothingHalf(portal: TestReconciliation, knex: Knex): Promise<void> {
  // A file that counts has all its rows in the index, once.
  const rows = await indexRows(portal);
  for (const file of await knex('statement_files').where({ state: 'ingested' })) {
    const found = rows.filter(row => row.sha256 === file.sha256 && row.kind !== 'statements');
    expect(found.reduce((sum, row) => sum + row.rows, 0)).toBe(file.line_count);
  }
  expect(rows.every(row => row.rows === row.ids)).toBe(true);
  // A published unit has all its rows in the match tables, and its breaks are those of that very run.
  for (const pointer of await knex('recon_pointers')) {
    const unit = await knex('recon_run_units').where({ run_id: pointer.run_id, unit: pointer.unit }).first();
    expect(unit).toMatchObject({ state: 'published', proof_minor: '0' });
    const { members, breaks } = await matchRows(portal, pointer.match_run_id);
    expect(members + breaks).toBe(unit.left_count + unit.right_count);
    const present = await knex('breaks').where({ unit: pointer.unit, present: true });
    expect(present.every(one => one.match_run_id === pointer.match_run_id)).toBe(true);
  }
  // State, history and log of a decision are one.
  for (const decision of await knex('decisions').orderBy('seq')) {
    expect(await knex('break_events').where({ decision_seq: decision.seq })).toHaveLength(1);
  }
  const states = (await knex('breaks').whereNotNull('decided_action')).map(one => [one.decided_action, one.state]);
  for (const [action, state] of states) expect(state).toBe(action === 'propose' ? 'proposed' : 'approved');
  expect(await portal.decisions.isChainIntact()).toBe(true);
  const orphans = await knex('statement_file_chunks').whereNotIn('file_id', knex('statement_files').select('id'));
  expect(orphans).toEqual([]);
}

/** Where the workload ends, however often it was cut. */
async function expectTheEnd(portal: TestReconciliation, knex: Knex): Promise<void> {
  const files = await knex('statement_files').orderBy('seq');
  expect(files.map(file => [file.file_name, file.state, file.line_count, file.duplicate_line_count])).toEqual([
    ['report.csv', 'ingested', 25, 0],
    ['bank.sta', 'ingested', 2, 0],
  ]);
  const rows = await indexRows(portal);
  expect(rows.map(row => [row.kind, row.rows]).sort()).toEqual([
    ['statement_lines', 2],
    ['statements', 1],
    ['transactions', 25],
  ]);
  expect((await portal.decisions.list({ limit: 10 })).map(one => one.action)).toEqual(['approve', 'propose']);
  const unfinished = await knex('recon_runs').whereIn('state', ['queued', 'running', 'failed']);
  expect(unfinished).toEqual([]);
  expect(await knex('recon_run_units').where({ busy: true })).toEqual([]);
  const [pointer] = await knex('recon_pointers');
  const unit = await knex('recon_run_units').where({ run_id: pointer.run_id, unit: pointer.unit }).first();
  expect(unit).toMatchObject({
    expected_minor: REPORT.gross.toString(),
    received_minor: REPORT.payout.toString(),
    explained_minor: (REPORT.gross - REPORT.payout).toString(),
    unexplained_minor: '0',
  });
  const breaks = await knex('breaks').orderBy('break_class');
  expect(breaks.filter(one => one.break_class === 'MISSING_LEFT')).toEqual([
    expect.objectContaining({ state: 'approved', right_minor: STRANGE_CREDIT.toString(), version: 4 }),
  ]);
}

type IndexRows = { kind: string; sha256: string; rows: number; ids: number };

async function indexRows(portal: TestReconciliation): Promise<IndexRows[]> {
  const found = await portal.system.withSession({ reason: 'kill test' }, session =>
    session.all(`SELECT 'transactions' AS kind, source_file_sha256, CAST(count(*) AS VARCHAR) AS n, CAST(count(DISTINCT txn_id) AS VARCHAR) AS ids
        FROM final_index.transactions GROUP BY source_file_sha256
      UNION ALL SELECT 'statements', source_file_sha256, CAST(count(*) AS VARCHAR), CAST(count(DISTINCT statement_id) AS VARCHAR)
        FROM final_index.statements GROUP BY source_file_sha256
      UNION ALL SELECT 'statement_lines', source_file_sha256, CAST(count(*) AS VARCHAR), CAST(count(DISTINCT line_id) AS VARCHAR)
        FROM final_index.statement_lines GROUP BY source_file_sha256`),
  );
  return found.map(row => ({
    kind: String(row.kind),
    sha256: String(row.source_file_sha256),
    rows: Number(row.n),
    ids: Number(row.ids),
  }));
}

async function matchRows(portal: TestReconciliation, matchRunId: string): Promise<{ members: number; breaks: number }> {
  const [row] = await portal.system.withSession({ reason: 'kill test' }, session =>
    session.all(
      `SELECT CAST((SELECT count(*) FROM final_index.match_members WHERE run_id = ?) AS VARCHAR) AS members,
         CAST((SELECT count(*) FROM final_index.match_breaks WHERE run_id = ?) AS VARCHAR) AS breaks`,
      [matchRunId, matchRunId],
    ),
  );
  return { members: Number(row.members), breaks: Number(row.breaks) };
}

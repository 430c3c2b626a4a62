import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { lineageParts } from './__testUtils__/lineageParts';
import { FromReplica } from './__testUtils__/lineageProcess';
import { registryContent } from './__testUtils__/registryContent';

const RUNS = 120;
const lake = (name: string, facets: object = {}) => ({ namespace: 's3://lake', name, facets });

/** A START and a COMPLETE of each run of eight jobs in a chain; some name the table by its other name. */
const EVENTS = Array.from({ length: RUNS }, (_, run) => run).flatMap(run => {
  const job = run % 8;
  const minute = String(run % 60).padStart(2, '0');
  const symlinks = { identifiers: [{ namespace: 'trino://t:1', name: `lake.n${job + 1}`, type: 'TABLE' }] };
  const base = { run: { runId: `run-${run}` }, job: { namespace: 'p', name: `make.n${job + 1}`, facets: {} } };
  const input = run % 3 === 0 ? { namespace: 'trino://t:1', name: `lake.n${job}` } : lake(`n${job}`);
  const fields = { amount: { inputFields: [{ namespace: 's3://lake', name: `n${job}`, field: 'amount' }] } };
  return [
    { ...base, eventType: 'START', eventTime: `2026-03-02T06:${minute}:00Z` },
    {
      ...base,
      eventType: run % 11 === 0 ? 'FAIL' : 'COMPLETE',
      eventTime: `2026-03-02T07:${minute}:00Z`,
      inputs: [input],
      outputs: [lake(`n${job + 1}/dt=2026-03-0${1 + (run % 4)}`, { symlinks, columnLineage: { fields } })],
    },
  ];
});

/** Every event twice, in an order of its own for each seed. */
function shuffled(seed: number): number[] {
  let state = seed;
  const order = [...EVENTS.keys(), ...EVENTS.keys()];
  for (let at = order.length - 1; at > 0; at -= 1) {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}

async function startReplica(connection: unknown) {
  const child: ChildProcess = fork(resolve(__dirname, '__testUtils__/lineageProcess.ts'), {
    execArgv: ['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')],
    env: { ...process.env, PAYREC_TEST_CONNECTION: JSON.stringify(connection) },
  });
  const stored = new Set<number>();
  const waiting: (() => void)[] = [];
  child.on('message', (message: FromReplica) => {
    if ('stored' in message) waiting[message.stored]();
  });
  await once(child, 'message');
  return {
    child,
    stored,
    /** Sends and waits for the acknowledgement; never answered by a process that was killed. */
    send: (at: number) =>
      new Promise<void>(acknowledged => {
        const delivery = waiting.push(() => {
          stored.add(at);
          acknowledged();
        });
        child.send({ delivery: delivery - 1, event: EVENTS[at] });
      }),
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

it('two processes, one of them killed midway, make the registry that one makes', async () => {
  const logger = mockServices.logger.mock();
  const [alone, shared] = [await createTestDatabase(), await createTestDatabase()];
  const replicas: Awaited<ReturnType<typeof startReplica>>[] = [];
  try {
    const one = await lineageParts(alone.knex, logger, () => {});
    for (const event of EVENTS) await one.intake.accept(event);
    while (await one.projector.step()) continue;
    await one.projector.step();
    const expected = await registryContent(one.db);
    expect(expected.length).toBeGreaterThan(RUNS);

    const { db } = await lineageParts(shared.knex, logger, () => {});
    replicas.push(...(await Promise.all([startReplica(shared.connection), startReplica(shared.connection)])));
    const [killed, survivor] = replicas;
    // Each gets all events twice; half of the first one's are on their way when it is killed.
    const toKilled = shuffled(7);
    const first = toKilled.slice(0, 60).map(at => killed.send(at));
    const toSurvivor = shuffled(11)
      .slice(0, 120)
      .map(at => survivor.send(at));
    await Promise.all(first.slice(0, 30));
    for (const at of toKilled.slice(60, 240)) killed.send(at);
    await killed.kill();
    await Promise.all(toSurvivor);
    const acknowledged = new Set([...killed.stored, ...survivor.stored]);
    const inDatabase = async () => Number((await db('ol_event').count({ rows: '*' }).first())!.rows);
    expect(await inDatabase()).toBeGreaterThanOrEqual(acknowledged.size);

    // What clients do: whatever was not acknowledged is sent again, to whoever is left.
    await Promise.all(shuffled(13).map(at => survivor.send(at)));
    expect(await inDatabase()).toBe(EVENTS.length);
    const open = () => db('ol_event').where({ projected: false }).first();
    while (await open()) await new Promise(next => setTimeout(next, 100));
    expect(await registryContent(db)).toEqual(expected);
  } finally {
    for (const { child } of replicas) child.kill('SIGKILL');
    await alone.drop();
    await shared.drop();
  }
}, 240_000);

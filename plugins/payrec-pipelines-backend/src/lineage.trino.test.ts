import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Engine, TrinoEngine } from '@internal/plugin-payrec-node/system';
import { startTestTrino } from '@internal/plugin-payrec-testkit';
import { LineageDataset, LineageGraph, LineageJob } from '@internal/plugin-payrec-pipelines-common';
import { startListeningPortal } from './__testUtils__/startListeningPortal';

const QUERIES = 30;
const EVENTS = 10_000;
/** Of each batch as many come with plan and statistics, 60 kB each; the others as with `disabled-facets` in the listener. */
const BATCH = 500;
const HEAVY_OF_BATCH = 25;
const SCHEMA = `lineage_${randomUUID().slice(0, 8)}`;
const HEAVY_FACETS = ['trino_metadata', 'trino_query_statistics', 'trino_query_context'];

describe('the OpenLineage listener of Trino', () => {
  let trino: Awaited<ReturnType<typeof startTestTrino>>;
  let engine: Engine;
  let portal: Awaited<ReturnType<typeof startListeningPortal>>;
  /** The end of a query as Trino sends it, before the portal takes the plan out. */
  let sent: string;

  const run = (sql: string) =>
    engine.read({ name: 'test.lineage', sql, params: [], maxRows: 10, signal: AbortSignal.timeout(60_000) });
  const report = (n: number) =>
    run(
      `${n % 3 === 0 ? '/* by hand */ ' : ''}INSERT INTO ${SCHEMA}.report${n % 2 === 0 ? '\n' : ' '}
       SELECT merchant, sum(amount) AS amount FROM ${SCHEMA}.settled WHERE amount > ${n} AND merchant <> 'M''${n}' GROUP BY merchant`,
    );
  const folded = async () => {
    for (let turn = 0; turn < 600; turn += 1) {
      const status = await portal.get<{ pending: number; rejectedLastDay: number }>('ingest');
      if (status.pending === 0) return status;
      await sleep(100);
    }
    throw new Error('Events are still not in the registry');
  };
  const jobs = async () => (await portal.get<{ items: LineageJob[] }>('jobs', { limit: '100' })).items;
  const reportJobs = async () => (await jobs()).filter(({ name }) => name.includes('report'));
  /** Trino posts after it has answered. */
  const arrived = async (wanted: number, statement = 'INSERT INTO%report') => {
    for (let turn = 0; turn < 300; turn += 1) {
      const [{ n }] = await portal
        .knex('payrec-pipelines.ol_event')
        .where({ event_type: 'COMPLETE' })
        .andWhere('body', 'like', `%${statement}%`)
        .count({ n: '*' });
      if (Number(n) >= wanted) return;
      await sleep(100);
    }
    throw new Error(`${wanted} events did not arrive`);
  };

  beforeAll(async () => {
    trino = await startTestTrino();
    if (!trino.lineage) throw new Error('PAYREC_TRINO_LINEAGE does not say where the listener of TRINO_URL posts');
    engine = new TrinoEngine(trino.options);
    await run(`CREATE SCHEMA ${SCHEMA}`);
    for (const table of ['arrived', 'settled', 'report']) {
      await run(`CREATE TABLE ${SCHEMA}.${table} (merchant VARCHAR, amount BIGINT)`);
    }
    await run(`INSERT INTO ${SCHEMA}.arrived VALUES ('M1', 100), ('M2', 200)`);
    sent = await recordOne(trino.lineage.url, () => report(0));
    portal = await startListeningPortal(trino.lineage, [
      {
        namespace: trino.url.replace('http', 'trino'),
        pattern: `^lake\\.${SCHEMA}\\.(.+)$`,
        asNamespace: 's3://settlement-lake',
        asName: '$1',
      },
    ]);
  }, 300_000);
  afterAll(async () => {
    if (engine) await run(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
    await engine?.close();
    await portal?.stop();
    await trino?.stop();
  }, 120_000);

  it('refuses another token', async () => {
    expect((await portal.post('lineage', '{}', 'not-the-token-of-anybody')).status).toBe(401);
  });

  it('makes one job of ten thousand queries of one statement, in one chain with the writer of the files', async () => {
    for (const facet of HEAVY_FACETS) expect(sent).toContain(`"${facet}"`);
    // What wrote the files tells it in names of files, by a client of its own.
    const writer = {
      eventType: 'COMPLETE',
      eventTime: new Date().toISOString(),
      producer: 'https://github.com/OpenLineage/OpenLineage/tree/1.52.0/integration/spark',
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
      run: { runId: randomUUID() },
      job: { namespace: 'payments-prod', name: 'settlement_stream.append' },
      outputs: [{ namespace: 's3://settlement-lake', name: 'arrived/business_date=2026-11-24' }],
    };
    expect((await portal.post('lineage', JSON.stringify(writer))).status).toBe(201);
    await run(`INSERT INTO ${SCHEMA}.settled SELECT merchant, amount FROM ${SCHEMA}.arrived WHERE amount > 0`);
    for (let n = 0; n < QUERIES; n += 1) await report(n);
    await arrived(QUERIES);
    expect(await folded()).toMatchObject({ rejectedLastDay: 0 });
    expect(await reportJobs()).toMatchObject([{ runsTotal: QUERIES, integration: 'TRINO' }]);

    const [heavy, slim] = [sent, withoutHeavyFacets(sent)];
    for (let from = 0; from < EVENTS; from += BATCH) {
      const events = Array.from({ length: BATCH }, (_, at) => likeSent(at < HEAVY_OF_BATCH ? heavy : slim, from + at));
      const answer = await portal.post('lineage/batch', `[${events.join(',')}]`);
      expect([answer.status, await answer.text()]).toEqual([204, '']);
    }
    expect(await folded()).toMatchObject({ rejectedLastDay: 0 });
    const [job, ...others] = await reportJobs();
    expect(others).toEqual([]);
    expect(job.runsTotal).toBe(QUERIES + EVENTS);

    const graph = await portal.get<LineageGraph>('lineage', {
      ...{ kind: 'job', namespace: job.namespace, name: job.name },
      direction: 'up',
    });
    expect(chainOf(graph)).toEqual([
      'settlement_stream.append',
      'arrived',
      expect.stringMatching(/settled/),
      'settled',
      job.name,
    ]);
    const kept = await portal
      .knex('payrec-pipelines.ol_event')
      .where(any => HEAVY_FACETS.forEach(name => void any.orWhere('body', 'like', `%${name}%`)))
      .count({ n: '*' });
    expect(kept).toEqual([{ n: '0' }]);
  }, 300_000);

  it('keeps what one session of ours did apart from no other session', async () => {
    const before = (await jobs()).length;
    for (const amount of [1n, 2n]) {
      await engine.withSession({ name: 'test.lineage' }, session =>
        session.run(`CREATE TABLE scratch AS SELECT merchant FROM ${SCHEMA}.settled WHERE amount > ?`, [amount]),
      );
    }
    await arrived(2, 'CREATE TABLE scratch');
    await arrived(2, 'DROP SCHEMA');
    await folded();
    const { items } = await portal.get<{ items: LineageDataset[] }>('datasets', { q: 'scratch' });
    expect(items).toMatchObject([{ name: 'lake.session_*.scratch' }]);
    // The schema made, the table, the schema dropped.
    expect((await jobs()).length - before).toBe(3);
  }, 120_000);
});

/** Names up the data from the focus, which is last; one node of each depth, or the chain forks. */
function chainOf({ nodes, edges, focus }: LineageGraph): unknown[] {
  const up = (id: string): string[] => {
    const before = edges.filter(({ to }) => to === id);
    if (before.length > 1) throw new Error(`${before.length} nodes lead to ${id}`);
    return [...(before.length === 1 ? up(before[0].from) : []), id];
  };
  return up(focus).map(id => nodes.find(node => node.id === id)?.name);
}

/** Body of the COMPLETE event of what `work` runs, posted to `url`, where nobody else listens. */
async function recordOne(url: string, work: () => Promise<unknown>): Promise<string> {
  const { hostname, port } = new URL(url);
  let keep: (body: string) => void;
  const kept = new Promise<string>(resolve => (keep = resolve));
  const server = createServer(async (req, res) => {
    const body = await text(req);
    // Kept open, the connection would be a dead one for the portal that comes after.
    res.writeHead(201, { connection: 'close' }).end();
    if (body.includes('"COMPLETE"') && body.includes('.report')) keep(body);
  });
  await new Promise<void>(resolve => server.listen(Number(port), hostname, resolve));
  await work();
  const body = await kept;
  await new Promise(resolve => server.close(resolve));
  return body;
}

function withoutHeavyFacets(body: string): string {
  const event = JSON.parse(body);
  for (const name of HEAVY_FACETS) delete event.run.facets[name];
  return JSON.stringify(event);
}

/** The same event of another run of the statement: ids, time and literals are others. */
function likeSent(body: string, n: number): string {
  const { job, run, eventTime } = JSON.parse(body);
  const time = new Date(Date.parse(eventTime) + n * 10).toISOString();
  return body
    .replaceAll(job.name, `20261124_100000_${String(n).padStart(5, '0')}_abcde`)
    .replaceAll(run.runId, randomUUID())
    .replaceAll(eventTime, time)
    .replace('amount > 0', `amount > ${n}`)
    .replace(`'M''0'`, `'M''${n}'`);
}

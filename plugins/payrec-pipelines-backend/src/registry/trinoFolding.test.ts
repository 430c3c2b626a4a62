import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { Instant } from '@internal/plugin-payrec-common';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { readLineageConfig } from '../config';
import { openDatabase } from '../database';
import { EventIntake } from '../ingest/EventIntake';
import { createNaming } from '../openlineage/naming';
import { Projector } from './Projector';

const SAMPLES = path.resolve(__dirname, '../../../../../shared/samples/openlineage');
const QUERIES = 10_000;

it('makes one job of ten thousand queries of one statement, in one chain with the writer of its files', async () => {
  if (!existsSync(SAMPLES)) {
    process.stdout.write(`skipped: ${SAMPLES} is not there\n`);
    return;
  }
  const sample = (name: string) => JSON.parse(readFileSync(path.join(SAMPLES, `${name}.json`), 'utf8'));
  const database = await createTestDatabase();
  try {
    const db = await openDatabase(mockServices.database({ knex: database.knex, migrations: { skip: false } }));
    const config = readLineageConfig(
      new ConfigReader({
        payrec: {
          pipelines: {
            lineage: {
              queueEventsMax: 50_000,
              datasetAliases: [
                {
                  namespace: 'trino://localhost:18080',
                  pattern: '^lake\\.fi\\.(.+)$',
                  asNamespace: 's3://recon-lake',
                  asName: 'fi/$1',
                },
              ],
            },
          },
        },
      }),
    );
    const logger = mockServices.logger.mock();
    const clock = { now: () => '2026-11-22T13:00:00Z' as Instant };
    const intake = new EventIntake({ ...config, db, clock, logger, onStored: () => {} });
    const projector = new Projector({ db, naming: createNaming(config) });
    const complete = sample('trino_476_insert_complete');
    delete complete.run.facets.trino_metadata;
    const start = sample('trino_476_insert_start');
    const sql: string = complete.job.facets.sql.query;
    const events: object[] = [sample('trino_476_fail')];
    for (let n = 0; n < QUERIES; n += 1) {
      const id = `20261122_120512_${String(n).padStart(5, '0')}_2jib8`;
      // The same statement with other literals, spacing and a comment.
      const query = `${n % 3 === 0 ? '/* nightly */ ' : ''}${sql.replace('1000', String(n))}${
        n % 2 === 0 ? '\n' : ';'
      }`;
      const facets = { ...complete.job.facets, sql: { ...complete.job.facets.sql, query } };
      const one = (from: typeof complete) => ({
        ...from,
        run: { ...from.run, runId: `run-${n}` },
        job: { ...from.job, name: id, facets },
      });
      if (n % 10 === 0) events.push(one(start));
      events.push(one(complete));
    }
    events.push({
      eventTime: '2026-11-22T11:00:00Z',
      run: { runId: 'writer' },
      job: { namespace: 'payments-prod', name: 'write' },
      eventType: 'COMPLETE',
      outputs: [{ namespace: 's3://recon-lake', name: 'fi/l/dt=2026-11-22' }],
    });
    for (let at = 0; at < events.length; at += 500) {
      await Promise.all(events.slice(at, at + 500).map(event => intake.accept(event)));
    }
    const { rows: open } = await db.raw('SELECT count(*)::int AS n FROM ol_event WHERE NOT projected');
    expect(open[0].n).toBe(events.length);
    while (await projector.step()) continue;
    const jobs = await db('lineage_job').orderBy('name').pluck('name');
    // The failed query writes the same table by another statement.
    expect(jobs).toHaveLength(3);
    expect(jobs.filter(name => name.startsWith('lake.fi.t.'))).toHaveLength(2);
    const [{ runs }] = (
      await db.raw('SELECT max(n)::int AS runs FROM (SELECT count(*) AS n FROM lineage_run GROUP BY job_id) c')
    ).rows;
    expect(runs).toBe(QUERIES);
    const { rows: chain } = await db.raw(
      `SELECT w.name AS writer, count(DISTINCT r.id)::int AS readers FROM lineage_job w
       JOIN lineage_edge o ON o.job_id = w.id AND o.direction = 'output'
       JOIN lineage_edge i ON i.dataset_id = o.dataset_id AND i.direction = 'input' JOIN lineage_job r ON r.id = i.job_id
       WHERE w.name = 'write' GROUP BY w.name ORDER BY w.name`,
    );
    expect(chain).toEqual([{ writer: 'write', readers: 1 }]);
    const kept = await db('ol_event').where({ run_id: 'run-1' }).first('body');
    expect(kept.body).not.toMatch(/query_plan|processedInputRows/);
  } finally {
    await database.drop();
  }
}, 180_000);

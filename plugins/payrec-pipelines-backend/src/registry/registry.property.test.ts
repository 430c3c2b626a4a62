import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { Instant } from '@internal/plugin-payrec-common';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import fc from 'fast-check';
import { readLineageConfig } from '../config';
import { openDatabase } from '../database';
import { EventIntake } from '../ingest/EventIntake';
import { createNaming } from '../openlineage/naming';
import { registryContent } from './__testUtils__/registryContent';
import { Projector } from './Projector';

const DATASETS = [
  { namespace: 's3://lake', name: 'index' },
  { namespace: 's3://lake', name: 'index/dt=2026-03-01' },
  { namespace: 's3://lake', name: 'raw', facets: { schema: { fields: [{ name: 'a', type: 'int' }] } } },
  {
    namespace: 's3://lake',
    name: 'index',
    facets: {
      symlinks: { identifiers: [{ namespace: 'trino://t:1', name: 'lake.index', type: 'TABLE' }] },
      columnLineage: { fields: { x: { inputFields: [{ namespace: 's3://lake', name: 'raw', field: 'a' }] } } },
    },
  },
  { namespace: 'trino://t:1', name: 'lake.index' },
];

it('is the same registry for any order, repetition and grouping of delivery', async () => {
  const database = await createTestDatabase();
  const db = await openDatabase(mockServices.database({ knex: database.knex, migrations: { skip: false } }));
  const projector = new Projector({
    db,
    naming: createNaming({ hostAliases: [], datasetAliases: [] }),
    batchEvents: 3,
  });
  const intake = new EventIntake({
    ...readLineageConfig(new ConfigReader({})),
    db,
    clock: { now: () => '2026-03-03T00:00:00Z' as Instant },
    logger: mockServices.logger.mock(),
    onStored: () => {},
  });
  const deliver = async (events: readonly object[]) => {
    await db.raw(`TRUNCATE ol_event, lineage_run, lineage_run_io, lineage_job_io, lineage_edge, lineage_col_edge,
      lineage_col_source, lineage_dataset_version, lineage_alias, lineage_dataset, lineage_job RESTART IDENTITY CASCADE`);
    for (const event of events) {
      await intake.accept(event);
      if (JSON.stringify(event).length % 2 === 0) while (await projector.step()) continue;
    }
    while (await projector.step()) continue;
    // The last step takes less than a whole batch.
    await projector.step();
    return registryContent(db);
  };
  const event = fc.record({
    type: fc.constantFrom('START', 'RUNNING', 'COMPLETE', 'FAIL', 'OTHER'),
    minute: fc.integer({ min: 10, max: 14 }),
    run: fc.constantFrom('r1', 'r2', 'q'),
    inputs: fc.subarray(DATASETS, { maxLength: 2 }),
    outputs: fc.subarray(DATASETS, { maxLength: 2 }),
  });
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        async (drawn, random) => {
          const events = drawn.map(({ type, minute, run, inputs, outputs }) => ({
            eventType: type,
            eventTime: `2026-03-02T06:${minute}:00Z`,
            run: { runId: run, facets: run === 'q' ? { processing_engine: { name: 'trino' } } : {} },
            job:
              run === 'q'
                ? {
                    namespace: 'p',
                    name: '20261122_120152_00093_8hcsq',
                    facets: { sql: { query: 'insert into x select 1' } },
                  }
                : { namespace: 'p', name: 'load', facets: { documentation: { description: `at ${minute}` } } },
            inputs,
            outputs,
          }));
          const shuffled = [...events, ...events]
            .map(one => ({ one, rank: random.next().value as number }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ one }) => one);
          const first = await deliver(events);
          expect(await deliver(shuffled)).toEqual(first);
        },
      ),
      { numRuns: 25 },
    );
  } finally {
    await database.drop();
  }
}, 180_000);

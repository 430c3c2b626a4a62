import { LoggerService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { Instant } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { readLineageConfig } from '../../config';
import { openDatabase } from '../../database';
import { EventIntake } from '../../ingest/EventIntake';
import { createNaming } from '../../openlineage/naming';
import { Projector } from '../Projector';

/** What takes events and what folds them, on a database that is brought up to date. */
export async function lineageParts(knex: Knex, logger: LoggerService, onStored: () => void) {
  const db = await openDatabase({ getClient: async () => knex });
  return {
    db,
    projector: new Projector({
      db,
      naming: createNaming({ hostAliases: [], datasetAliases: [] }),
      batchEvents: 20,
    }),
    intake: new EventIntake({
      ...readLineageConfig(new ConfigReader({})),
      db,
      clock: { now: () => '2026-03-03T00:00:00Z' as Instant },
      logger,
      onStored,
    }),
  };
}

import { mockServices } from '@backstage/backend-test-utils';
import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import { FinalIndexUnavailableError, TooManyQueriesError } from '@internal/plugin-payrec-node';
import { createPlace, Place } from '../__testUtils__/startReconciliation';
import { IntakeQueue } from '../database/IntakeQueue';
import { StatementIntake } from '../statements/intake/StatementIntake';
import { Changes } from './Changes';
import { FileWorker } from './FileWorker';
import { RunService } from './RunService';

jest.setTimeout(60_000);

const TURNS = 8;

let place: Place;
beforeEach(async () => {
  place = await createPlace();
});
afterEach(() => place.remove());

/** State of a file on the real queue whose reading failed as told, turn after turn; `stopping` as the process ends each time. */
async function afterTurns(fail: () => Error, stopping = false) {
  await place.knex('statement_files').insert({
    ...{ id: 'FIL-1', sha256: 'a'.repeat(64), file_name: 'bank.sta', size_bytes: 1, state: 'received' },
    ...{ uploaded_by: 'user:default/finn.operator', uploaded_at: '2026-11-24T01:00:00Z' },
  });
  const worker = new FileWorker({
    queue: new IntakeQueue(place.knex),
    intake: {
      takeIn: async () => {
        throw fail();
      },
    } as unknown as StatementIntake,
    runs: {} as unknown as RunService,
    changes: { announce: () => {} } as unknown as Changes,
    emitRunEvent: async () => {},
    logger: mockServices.logger.mock(),
    owner: 'replica-1',
    leaseSeconds: 60,
    runAfterStatement: () => false,
    now: () => instantFromEpochMs(Date.parse('2026-11-24T02:00:00Z')),
  });
  const shutdown = new AbortController();
  if (stopping) shutdown.abort(new Error('The process ends'));
  for (let turn = 0; turn < TURNS; turn += 1) await worker.step(shutdown.signal);
  return (await place.knex('statement_files').first('state')).state;
}

test.each<[string, string, () => Error, boolean]>([
  [
    'received',
    'the engine does not answer',
    () => new FinalIndexUnavailableError('The query engine does not answer'),
    false,
  ],
  ['received', 'the engine is busy', () => new TooManyQueriesError('Too many queries', 1), false],
  ['received', 'the process ends', () => new Error('aborted'), true],
  ['rejected', 'reading it fails for a reason of ours', () => new Error('a bug'), false],
])('a file is %s when %s again and again', async (state, _, fail, stopping) => {
  expect(await afterTurns(fail, stopping)).toBe(state);
});

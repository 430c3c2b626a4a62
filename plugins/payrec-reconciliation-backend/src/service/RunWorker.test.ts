import { mockServices } from '@backstage/backend-test-utils';
import { Instant, instantFromEpochMs, parseIsoDate } from '@internal/plugin-payrec-common';
import { FinalIndexUnavailableError } from '@internal/plugin-payrec-node';
import { createPlace, Place } from '../__testUtils__/startReconciliation';
import { BreakStore } from '../database/BreakStore';
import { RunStore } from '../database/RunStore';
import type { RunTrigger } from '../database/RunStore';
import { Changes } from './Changes';
import { RunJob, RunOutcome } from './RunJob';
import { RunWorker } from './RunWorker';

jest.setTimeout(60_000);

const UNIT = { unit: 'ACC-USD|USD', currency: 'USD' };
const MINUTE = 60_000;

let place: Place;
beforeEach(async () => {
  place = await createPlace();
});
afterEach(() => place.remove());

/** A worker whose matching does as told, on the real queue; `tries` says how often it was started. */
function startWorker(match: () => RunOutcome, breaks = new BreakStore(place.knex)) {
  const runs = new RunStore(place.knex);
  let at = Date.parse('2026-11-24T02:00:00Z');
  let tries = 0;
  const worker = new RunWorker({
    runs,
    breaks,
    job: {
      execute: async () => {
        tries += 1;
        return match();
      },
    } as unknown as RunJob,
    changes: { announce: () => {} } as unknown as Changes,
    emitRunEvent: async () => {},
    logger: mockServices.logger.mock(),
    owner: 'replica-1',
    leaseSeconds: 60,
    dataVersion: async () => 'v1',
    now: (): Instant => instantFromEpochMs(at),
  });
  return {
    async night(trigger: RunTrigger, minutes: number) {
      const id = await runs.enqueue({
        id: `RUN-${trigger}`,
        trigger,
        requestedBy: null,
        requestKey: null,
        asOfDate: parseIsoDate('2026-11-23'),
        now: instantFromEpochMs(at),
        units: [UNIT],
      });
      for (let minute = 0; minute < minutes; minute++) {
        await worker.step(new AbortController().signal);
        at += MINUTE;
      }
      const [run] = await place.knex('recon_runs').where({ id });
      return { state: run.state as string, tries };
    },
  };
}

test.each([
  ['schedule', { state: 'failed', tries: 3 }],
  ['statement', { state: 'failed', tries: 3 }],
  ['manual', { state: 'failed', tries: 1 }],
] as const)('a run of trigger %s that fails for a reason unknown ends as %j', async (trigger, expected) => {
  const worker = startWorker(() => {
    throw new Error('IO Error: disk full');
  });
  await expect(worker.night(trigger, 20)).resolves.toEqual(expected);
});

test('an engine that does not answer for half an hour costs no run', async () => {
  const worker = startWorker(() => {
    throw new FinalIndexUnavailableError('Trino does not answer');
  });
  await expect(worker.night('schedule', 30)).resolves.toEqual({ state: 'queued', tries: 30 });
});

test('a run that published stays published when the breaks cannot be counted after it', async () => {
  const breaks = new BreakStore(place.knex);
  jest.spyOn(breaks, 'vacuum').mockRejectedValue(new Error('canceling statement due to lock timeout'));
  const worker = startWorker(() => ({ published: [UNIT.unit], refused: [], rows: { left: 1, right: 1 } }), breaks);
  await expect(worker.night('schedule', 3)).resolves.toEqual({ state: 'published', tries: 1 });
  expect(breaks.vacuum).toHaveBeenCalledTimes(1);
});

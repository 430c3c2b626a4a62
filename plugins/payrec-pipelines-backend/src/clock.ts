import { createServiceFactory, createServiceRef } from '@backstage/backend-plugin-api';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';

/** `fixed`: set by hand, so nothing is judged between two moves of it but on request. */
export type Clock = { now(): Instant; readonly fixed?: boolean };

/** The time of day, replaced where scenarios run on a fixed clock. */
export const pipelinesClockServiceRef = createServiceRef<Clock>({
  id: 'payrec.pipelines.clock',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({ service, deps: {}, factory: () => ({ now: () => instantFromEpochMs(Date.now()) }) }),
});

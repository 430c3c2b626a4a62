import { createServiceFactory, createServiceRef } from '@backstage/backend-plugin-api';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';

export type Clock = { now(): Instant };

/** The time of day, replaced where scenarios run on a fixed clock. */
export const pipelinesClockServiceRef = createServiceRef<Clock>({
  id: 'payrec.pipelines.clock',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({ service, deps: {}, factory: () => ({ now: () => instantFromEpochMs(Date.now()) }) }),
});

import { defineContract } from '@internal/plugin-payrec-common';
import { lineageEndpoints } from './lineage/endpoints';
import { operationsEndpoints } from './operations/endpoints';
import { slaEndpoints } from './sla/endpoints';

/** Operational Monitoring: lineage registry, runs, SLAs and incidents. */
export const pipelinesContract = defineContract({
  pluginId: 'payrec-pipelines',
  title: 'Operational Monitoring',
  version: '1.0.0',
  endpoints: { ...lineageEndpoints, ...slaEndpoints, ...operationsEndpoints },
});

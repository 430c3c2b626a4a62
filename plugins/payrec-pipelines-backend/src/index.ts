/**
 * Operational Monitoring: OpenLineage server, registry, SLAs and incidents.
 *
 * @packageDocumentation
 */
export { pipelinesPlugin as default } from './plugin';
export { type Clock, pipelinesClockServiceRef } from './clock';

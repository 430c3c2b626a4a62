import { asRecord } from './readEvent';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TYPES = ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'];
const WARNINGS_MAX = 20;

/**
 * What OpenLineage 2-0-2 forbids and we accept all the same, in words; at most 20. Written by hand, since the published
 * schema comes in no package (docs/decisions/0012).
 */
export function eventWarnings(raw: unknown): string[] {
  const event = asRecord(raw) ?? {};
  const found: string[] = [];
  const say = (text: string) => {
    if (found.length < WARNINGS_MAX) found.push(text);
  };
  for (const key of ['producer', 'schemaURL'] as const) {
    const value = event[key];
    if (value === undefined) say(`${key} is missing`);
    else if (typeof value !== 'string' || !URL.canParse(value)) say(`${key} is not a URI`);
  }
  const time = String(event.eventTime);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(time)) {
    say('eventTime is not an RFC 3339 date-time with a zone; taken as UTC where it has none');
  }
  const run = asRecord(event.run);
  if (run) {
    if (typeof run.runId === 'string' && !UUID.test(run.runId)) say('run.runId is not a UUID; kept as it is');
    if (event.eventType !== undefined && !TYPES.includes(String(event.eventType))) {
      say(`eventType "${String(event.eventType).slice(0, 30)}" is not one of ${TYPES.join(', ')}`);
    }
    facetWarnings('run.facets', run.facets, say);
  }
  const job = asRecord(event.job);
  if (job) facetWarnings('job.facets', job.facets, say);
  if (job && event.dataset !== undefined && !run) say('job and dataset in one event without run; taken as a job event');
  const dataset = asRecord(event.dataset);
  if (dataset) facetWarnings('dataset.facets', dataset.facets, say);
  for (const list of ['inputs', 'outputs'] as const) {
    const uses = event[list];
    if (!Array.isArray(uses)) continue;
    uses.slice(0, 50).forEach((use, at) => {
      facetWarnings(`${list}[${at}].facets`, asRecord(use)?.facets, say);
      facetWarnings(`${list}[${at}].${list.slice(0, -1)}Facets`, asRecord(use)?.[`${list.slice(0, -1)}Facets`], say);
    });
  }
  return found;
}

function facetWarnings(where: string, value: unknown, say: (text: string) => void): void {
  if (value === undefined) return;
  const facets = asRecord(value);
  if (!facets) {
    say(`${where} is not an object and was ignored`);
    return;
  }
  for (const [name, facet] of Object.entries(facets)) {
    const content = asRecord(facet);
    if (!content) say(`${where}.${name} is not an object`);
    else if (content._producer === undefined || content._schemaURL === undefined) {
      say(`${where}.${name} lacks _producer or _schemaURL`);
    }
  }
}

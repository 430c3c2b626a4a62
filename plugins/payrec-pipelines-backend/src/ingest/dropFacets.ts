import { asRecord } from './readEvent';

/** Plans and operator statistics: nearly all of an event's weight, and they can hold data values and secrets. */
export const DEFAULT_DROPPED_FACETS: readonly string[] = [
  'trino_metadata',
  'trino_query_statistics',
  'trino_query_context',
  'spark.logicalPlan',
  'spark_unknown',
  'spark_properties',
  'environment-properties',
  'environmentVariables',
  'executionParameters',
  'debug',
];

/**
 * The event without the facets nobody may keep. Of Trino's statistics the rows and bytes written stay, as the facet
 * `payrec_written`.
 */
export function dropFacets(event: Record<string, unknown>, dropped: ReadonlySet<string>): Record<string, unknown> {
  const run = asRecord(event.run);
  const runFacets = asRecord(run?.facets);
  const job = asRecord(event.job);
  const jobFacets = asRecord(job?.facets);
  const written = writtenOf(runFacets?.trino_query_statistics);
  return {
    ...event,
    ...(run && runFacets && { run: { ...run, facets: { ...without(runFacets, dropped), ...written } } }),
    ...(job && jobFacets && { job: { ...job, facets: without(jobFacets, dropped) } }),
  };
}

function without(facets: Record<string, unknown>, dropped: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facets).filter(([name]) => !dropped.has(name)));
}

function writtenOf(statistics: unknown): Record<string, unknown> {
  const found = asRecord(statistics);
  if (!found) return {};
  const integer = (key: string) => {
    const value = Number(found[key]);
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  };
  const rowCount = integer('writtenRows');
  const size = integer('writtenBytes');
  return rowCount === undefined && size === undefined ? {} : { payrec_written: { rowCount, size } };
}

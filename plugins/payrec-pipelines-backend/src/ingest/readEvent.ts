import { createHash } from 'node:crypto';
import { InputError } from '@backstage/errors';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { DatasetUse, FacetMap, ProcessingType, RunEventType } from '../openlineage/reduceRun';

/** One OpenLineage event as the registry uses it. */
export type LineageEvent = {
  readonly kind: 'run' | 'job' | 'dataset';
  readonly eventTime: Instant;
  readonly producer: string | null;
  readonly eventType: RunEventType;
  readonly runId: string | null;
  readonly runFacets: FacetMap;
  readonly job: { readonly namespace: string; readonly name: string; readonly facets: FacetMap } | null;
  readonly dataset: DatasetUse | null;
  readonly inputs: readonly DatasetUse[];
  readonly outputs: readonly DatasetUse[];
  readonly processingType?: ProcessingType;
  readonly snapshot: boolean;
};

const named = z.object({ namespace: z.string().min(1).max(4000), name: z.string().min(1).max(4000) }).loose();
const base = { eventTime: z.string().min(1) };
const datasets = z.array(named).max(10_000).optional();
const runEvent = z
  .object({
    ...base,
    run: z.object({ runId: z.string().min(1).max(500) }).loose(),
    job: named,
    inputs: datasets,
    outputs: datasets,
  })
  .loose();
const jobEvent = z.object({ ...base, job: named, inputs: datasets, outputs: datasets }).loose();
const datasetEvent = z.object({ ...base, dataset: named }).loose();

const TYPES: ReadonlySet<string> = new Set(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER']);

/**
 * An event that can be used, whatever else is wrong with it: strict validation would refuse events of the ecosystem's own
 * test suites. Which branch it is follows the schema: `run`, else `job`, else `dataset`.
 * @throws InputError naming the path when an id, a name, the time or a list is unusable.
 */
export function readEvent(raw: unknown): LineageEvent {
  const object = asRecord(raw);
  if (!object) throw new InputError('The event is not a JSON object');
  if (object.run !== undefined) return ofRun(parse(runEvent, object));
  if (object.job !== undefined) return ofJob(parse(jobEvent, object));
  if (object.dataset !== undefined) return ofDataset(parse(datasetEvent, object));
  throw new InputError('The event has neither run, job nor dataset; it must have one of them');
}

function ofRun(event: z.infer<typeof runEvent>): LineageEvent {
  const jobFacets = facetsOf(event.job.facets);
  const jobType = asRecord(jobFacets.jobType);
  const emission = asRecord(jobType?.emissionPattern);
  const processingType = String(jobType?.processingType ?? '').toLocaleUpperCase('en-US');
  return {
    ...common(event),
    kind: 'run',
    eventType: eventTypeOf(event.eventType),
    runId: clean(event.run.runId),
    runFacets: facetsOf(event.run.facets),
    job: { namespace: clean(event.job.namespace), name: clean(event.job.name), facets: jobFacets },
    inputs: usesOf(event.inputs, 'inputFacets'),
    outputs: usesOf(event.outputs, 'outputFacets'),
    ...(isProcessingType(processingType) && { processingType }),
    snapshot: (emission?.eventContentMode ?? emission?.eventCompleteness) === 'COMPLETE_SNAPSHOT',
  };
}

function ofJob(event: z.infer<typeof jobEvent>): LineageEvent {
  return {
    ...common(event),
    kind: 'job',
    job: { namespace: clean(event.job.namespace), name: clean(event.job.name), facets: facetsOf(event.job.facets) },
    inputs: usesOf(event.inputs, 'inputFacets'),
    outputs: usesOf(event.outputs, 'outputFacets'),
  };
}

function ofDataset(event: z.infer<typeof datasetEvent>): LineageEvent {
  return { ...common(event), kind: 'dataset', dataset: usesOf([event.dataset], 'outputFacets')[0] };
}

function common(event: { eventTime: string; producer?: unknown }) {
  return {
    eventTime: readTime(event.eventTime),
    producer: typeof event.producer === 'string' ? clean(event.producer).slice(0, 1000) : null,
    eventType: 'OTHER' as RunEventType,
    runId: null,
    runFacets: {},
    job: null,
    dataset: null,
    inputs: [],
    outputs: [],
    snapshot: false,
  };
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 5).map(issue => `${issue.path.join('.')}: ${issue.message}`);
  throw new InputError(`The event cannot be used: ${faults.join('; ')}`);
}

/** Any ISO date-time; one without zone is taken as UTC. @throws InputError for anything else. */
function readTime(text: string): Instant {
  const iso = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([Zz]|[+-]\d{2}:?\d{2})?$/.exec(text.trim());
  // Named zones in brackets, as Java's ZonedDateTime prints them, carry no more than the offset before them.
  const bare = iso ? text.trim() : text.trim().replace(/\[[^\]]*\]$/, '');
  const zoned = /([Zz]|[+-]\d{2}:?\d{2})$/.test(bare) ? bare : `${bare}Z`;
  const ms = /^\d{4}-\d{2}-\d{2}[Tt ]/.test(bare) ? Date.parse(zoned.replace(',', '.').replace(' ', 'T')) : NaN;
  if (Number.isNaN(ms)) {
    throw new InputError(
      `The event cannot be used: eventTime: "${text.slice(0, 50)}" is not a date-time such as 2026-03-02T06:00:00Z`,
    );
  }
  return instantFromEpochMs(ms);
}

function eventTypeOf(value: unknown): RunEventType {
  const type = typeof value === 'string' ? value.toLocaleUpperCase('en-US') : 'OTHER';
  return TYPES.has(type) ? (type as RunEventType) : 'OTHER';
}

function isProcessingType(text: string): text is ProcessingType {
  return text === 'BATCH' || text === 'STREAMING' || text === 'SERVICE';
}

function usesOf(
  list: readonly z.infer<typeof named>[] | undefined,
  useFacets: 'inputFacets' | 'outputFacets',
): DatasetUse[] {
  return (list ?? []).map(one => ({
    namespace: clean(one.namespace),
    name: clean(one.name),
    facets: facetsOf(one.facets),
    useFacets: facetsOf(one[useFacets]),
  }));
}

function facetsOf(value: unknown): FacetMap {
  return asRecord(value) ?? {};
}

export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** PostgreSQL's text has no NUL and no lone surrogate. */
export function clean(text: string): string {
  // Nearly every name has neither, and this is done for each name of each event.
  if (!/[\0\ud800-\udfff]/.test(text)) return text;
  return text
    .split('\0')
    .join('\uFFFD')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\uFFFD');
}

/** sha256 of the event with sorted keys, so that the same event serialised by two clients is one. */
export function eventKey(raw: unknown): string {
  return createHash('sha256').update(canonicalJson(raw)).digest('hex');
}

export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const object = asRecord(value);
  if (!object) return JSON.stringify(value) ?? 'null';
  return `{${Object.keys(object)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonicalJson(object[key])}`)
    .join(',')}}`;
}

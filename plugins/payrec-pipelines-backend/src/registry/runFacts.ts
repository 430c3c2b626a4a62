import { instantToEpochMs } from '@internal/plugin-payrec-common';
import { asRecord, clean, LineageEvent } from '../ingest/readEvent';
import { engineOf, jobIdentity, sqlOf } from '../openlineage/jobIdentity';
import { Naming } from '../openlineage/naming';
import { DatasetUse, FacetMap, reduceRun, RunFact } from '../openlineage/reduceRun';

export type StoredEvent = { readonly key: string; readonly receivedMs: number; readonly event: LineageEvent };

export type RunIo = {
  readonly namespace: string;
  readonly name: string;
  readonly direction: 'input' | 'output';
  readonly partition: string;
  readonly rowCount: number | null;
  readonly size: number | null;
  readonly fileCount: number | null;
  readonly controlTotal: unknown;
};

/** Times of a clock that runs ahead are not believed: then the arrival counts. */
export function seenMs(stored: StoredEvent): number {
  const eventMs = instantToEpochMs(stored.event.eventTime);
  return eventMs > stored.receivedMs + 300_000 ? stored.receivedMs : eventMs;
}

/** One run as the registry keeps it, from all its events. */
export function runFacts(runId: string, events: readonly StoredEvent[], naming: Naming) {
  const facts = events.map(toFact);
  const run = reduceRun(facts);
  const ordered = [...events].sort(
    (a, b) => instantToEpochMs(a.event.eventTime) - instantToEpochMs(b.event.eventTime) || (a.key < b.key ? -1 : 1),
  );
  const produced = ordered[ordered.length - 1].event.job!;
  const job = jobIdentity(produced, run);
  const nominal = asRecord(run.runFacets.nominalTime);
  const io = mergeIo([
    ...run.inputs.map(use => toIo(use, 'input', naming, {})),
    ...run.outputs.map(use => toIo(use, 'output', naming, run.outputs.length === 1 ? run.runFacets : {})),
  ]);
  const seen = events.map(seenMs);
  const received = events.map(one => one.receivedMs);
  const sum = (direction: 'input' | 'output') => {
    const counts = io.filter(one => one.direction === direction).flatMap(one => one.rowCount ?? []);
    return counts.length > 0 ? counts.reduce((a, b) => a + b, 0) : null;
  };
  return {
    runId,
    run,
    job,
    produced,
    io,
    nominalStartAt: timeOf(nominal?.nominalStartTime),
    nominalEndAt: timeOf(nominal?.nominalEndTime),
    errorMessage: errorOf(run.runFacets),
    code: codeOf(run.jobFacets),
    rowsIn: sum('input'),
    rowsOut: sum('output'),
    quarantined: countOf(asRecord(run.runFacets.payrec_quarantine)?.rows),
    parentRunId: textOf(asRecord(asRecord(run.runFacets.parent)?.run)?.runId),
    engine: engineOf(run.runFacets, run.jobFacets),
    sql: sqlOf(run.jobFacets)?.slice(0, 100_000) ?? null,
    firstSeenMs: Math.min(...seen),
    lastSeenMs: Math.max(...seen),
    firstReceivedMs: Math.min(...received),
    lastReceivedMs: Math.max(...received),
  };
}

export type RunFacts = ReturnType<typeof runFacts>;

function toFact({ key, event }: StoredEvent): RunFact {
  return {
    key,
    type: event.eventType,
    eventTime: event.eventTime,
    runFacets: event.runFacets,
    jobFacets: event.job?.facets ?? {},
    ...(event.processingType && { processingType: event.processingType }),
    snapshot: event.snapshot,
    inputs: event.inputs,
    outputs: event.outputs,
  };
}

function toIo(use: DatasetUse, direction: 'input' | 'output', naming: Naming, runFacets: FacetMap): RunIo {
  const named = naming(use.namespace, use.name);
  const statistics =
    direction === 'output'
      ? asRecord(use.useFacets.outputStatistics) ?? asRecord(runFacets.payrec_written)
      : asRecord(use.useFacets.inputStatistics) ?? asRecord(use.useFacets.dataQualityMetrics);
  return {
    namespace: named.namespace,
    name: named.name,
    direction,
    partition: subsetText(use.useFacets.subset) ?? named.partition ?? '',
    rowCount: countOf(statistics?.rowCount),
    size: countOf(statistics?.size ?? statistics?.bytes),
    fileCount: countOf(statistics?.fileCount),
    controlTotal: asRecord(use.useFacets.payrec_controlTotal) ?? null,
  };
}

/** Several names of one event may be one dataset once they are trimmed; their counts add up. */
function mergeIo(all: readonly RunIo[]): RunIo[] {
  const merged = new Map<string, RunIo>();
  for (const one of all) {
    const key = JSON.stringify([one.direction, one.namespace, one.name, one.partition]);
    const known = merged.get(key);
    const add = (a: number | null, b: number | null) => (a === null && b === null ? null : (a ?? 0) + (b ?? 0));
    merged.set(
      key,
      known
        ? {
            ...known,
            rowCount: add(known.rowCount, one.rowCount),
            size: add(known.size, one.size),
            fileCount: add(known.fileCount, one.fileCount),
          }
        : one,
    );
  }
  return [...merged.values()];
}

/** The partition a subset facet names: `dt=2026-03-01`, or a location; null where it names none. */
function subsetText(facet: unknown): string | null {
  const subset = asRecord(facet);
  if (!subset) return null;
  const condition = asRecord(subset.inputCondition ?? subset.outputCondition ?? subset.condition) ?? subset;
  const parts = partsOf(condition);
  return parts.length > 0 ? parts.join('/').slice(0, 500) : null;
}

function partsOf(condition: Record<string, unknown>): string[] {
  const list = (value: unknown) => (Array.isArray(value) ? value : []);
  switch (condition.type) {
    case 'partition':
      return list(condition.partitions).flatMap(one => {
        const dimensions = asRecord(asRecord(one)?.dimensions);
        if (dimensions) return Object.entries(dimensions).map(([key, value]) => `${key}=${String(value)}`);
        return textOf(asRecord(one)?.identifier) ?? [];
      });
    case 'location':
      return list(condition.locations).flatMap(one => textOf(one) ?? []);
    case 'compare': {
      const [left, right] = [asRecord(condition.left), asRecord(condition.right)];
      const field = textOf(left?.field) ?? textOf(left?.name);
      return field !== null && right?.value !== undefined ? [`${field}=${String(right.value)}`] : [];
    }
    case 'binary':
      return [condition.left, condition.right].flatMap(one => partsOf(asRecord(one) ?? {}));
    default:
      return [];
  }
}

function errorOf(runFacets: FacetMap): string | null {
  const message = textOf(asRecord(runFacets.errorMessage)?.message);
  return message === null ? null : message.split('\n')[0].slice(0, 500);
}

/** `sourceCodeLocation` without addresses a browser must not open. */
export function codeOf(jobFacets: FacetMap) {
  const facet = asRecord(jobFacets.sourceCodeLocation);
  if (!facet) return null;
  const web = (value: unknown) => {
    const text = textOf(value);
    return text !== null && /^https?:\/\//i.test(text) ? text : null;
  };
  return {
    type: textOf(facet.type),
    url: web(facet.url),
    repoUrl: web(facet.repoUrl),
    path: textOf(facet.path),
    version: textOf(facet.version),
    branch: textOf(facet.branch),
    tag: textOf(facet.tag),
  };
}

function timeOf(value: unknown): string | null {
  const ms = typeof value === 'string' ? Date.parse(/[zZ]|[+-]\d{2}:?\d{2}$/.test(value) ? value : `${value}Z`) : NaN;
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

function countOf(value: unknown): number | null {
  const count = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? clean(value).slice(0, 4000) : null;
}

import { Instant, instantToEpochMs } from '@internal/plugin-payrec-common';

/** Event types of OpenLineage 2-0-2; an event without one is taken as OTHER. */
export type RunEventType = 'START' | 'RUNNING' | 'COMPLETE' | 'ABORT' | 'FAIL' | 'OTHER';
export type ProcessingType = 'BATCH' | 'STREAMING' | 'SERVICE';
export type RunState = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'ABORTED' | 'FAILED';

export type FacetMap = Readonly<Record<string, unknown>>;
export type DatasetUse = {
  readonly namespace: string;
  readonly name: string;
  readonly facets: FacetMap;
  /** `inputFacets` or `outputFacets`. */
  readonly useFacets: FacetMap;
};

/** What one event says about a run. `key` is the hash of the event: the same event twice is one. */
export type RunFact = {
  readonly key: string;
  readonly type: RunEventType;
  readonly eventTime: Instant;
  readonly runFacets: FacetMap;
  readonly jobFacets: FacetMap;
  readonly processingType?: ProcessingType;
  /** COMPLETE_SNAPSHOT: inputs and outputs of the latest event replace those before, instead of adding up. */
  readonly snapshot: boolean;
  readonly inputs: readonly DatasetUse[];
  readonly outputs: readonly DatasetUse[];
};

export type ReducedRun = {
  readonly state: RunState;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** Seconds from start to end; null while either is unknown, and never negative: clocks of two hosts may disagree. */
  readonly durationSeconds: number | null;
  readonly events: number;
  /** Terminal events of more than one kind were seen; the latest one decides and the conflict is shown. */
  readonly conflict: boolean;
  readonly processingType: ProcessingType;
  readonly runFacets: FacetMap;
  readonly jobFacets: FacetMap;
  readonly inputs: readonly DatasetUse[];
  readonly outputs: readonly DatasetUse[];
};

const TERMINAL: Partial<Record<RunEventType, RunState>> = { COMPLETE: 'COMPLETED', ABORT: 'ABORTED', FAIL: 'FAILED' };
/** Of two terminal events with one time the worse counts. */
const SEVERITY: Partial<Record<RunEventType, number>> = { COMPLETE: 0, ABORT: 1, FAIL: 2 };

/**
 * Folds the distinct events of one run. The result depends on the set alone: not on order, nor on how often an event was
 * delivered, since clients retry, send START after COMPLETE, and send both after the work is done. Ties of time are
 * broken by the event's key, so that every replica folds alike.
 * @throws TypeError for an empty list.
 */
export function reduceRun(facts: readonly RunFact[]): ReducedRun {
  const distinct = [...new Map(facts.map(fact => [fact.key, fact])).values()].sort(byTime);
  if (distinct.length === 0) throw new TypeError('A run without events has no state');

  const processingType = distinct.reduce<ProcessingType>((type, fact) => fact.processingType ?? type, 'BATCH');
  const starts = distinct.filter(fact => fact.type === 'START');
  const active = distinct.filter(fact => fact.type === 'START' || fact.type === 'RUNNING');
  const terminals = distinct.filter(fact => TERMINAL[fact.type]);
  const terminal = terminals.reduce<RunFact | undefined>(
    (best, fact) => (best && !outranks(fact, best) ? best : fact),
    undefined,
  );
  // A stream that reports again after its end goes on; a batch never leaves a terminal state.
  const resumed =
    processingType !== 'BATCH' && terminal && active.some(fact => compareTimes(fact.eventTime, terminal.eventTime) > 0);
  const ended = terminal && !resumed ? terminal : undefined;

  const startedAt = starts[0]?.eventTime ?? null;
  const endedAt = ended?.eventTime ?? null;
  return {
    state: ended ? TERMINAL[ended.type]! : stateWithoutEnd(active.length),
    startedAt,
    endedAt,
    durationSeconds:
      startedAt && endedAt ? Math.max(0, (instantToEpochMs(endedAt) - instantToEpochMs(startedAt)) / 1000) : null,
    events: distinct.length,
    conflict: new Set(terminals.map(fact => fact.type)).size > 1,
    processingType,
    runFacets: Object.assign({}, ...distinct.map(fact => fact.runFacets)),
    jobFacets: Object.assign({}, ...distinct.map(fact => fact.jobFacets)),
    inputs: mergeUses(distinct, fact => fact.inputs),
    outputs: mergeUses(distinct, fact => fact.outputs),
  };
}

function stateWithoutEnd(activeCount: number): RunState {
  return activeCount > 0 ? 'RUNNING' : 'PENDING';
}

function compareTimes(a: Instant, b: Instant): number {
  return instantToEpochMs(a) - instantToEpochMs(b);
}

function byTime(a: RunFact, b: RunFact): number {
  return compareTimes(a.eventTime, b.eventTime) || (a.key < b.key ? -1 : 1);
}

function outranks(fact: RunFact, best: RunFact): boolean {
  const later = compareTimes(fact.eventTime, best.eventTime);
  return later > 0 || (later === 0 && SEVERITY[fact.type]! >= SEVERITY[best.type]!);
}

/**
 * Union over accumulating events, facets of a dataset replaced whole by the later one. Empty lists say nothing: a START
 * without datasets must not remove what a later or earlier event named.
 */
function mergeUses(facts: readonly RunFact[], usesOf: (fact: RunFact) => readonly DatasetUse[]): DatasetUse[] {
  const merged = new Map<string, DatasetUse>();
  for (const fact of facts) {
    const uses = usesOf(fact);
    if (fact.snapshot && uses.length > 0) merged.clear();
    for (const use of uses) {
      const key = JSON.stringify([use.namespace, use.name]);
      const known = merged.get(key);
      merged.set(key, {
        namespace: use.namespace,
        name: use.name,
        facets: { ...known?.facets, ...use.facets },
        useFacets: { ...known?.useFacets, ...use.useFacets },
      });
    }
  }
  return [...merged.values()].sort((a, b) =>
    JSON.stringify([a.namespace, a.name]) < JSON.stringify([b.namespace, b.name]) ? -1 : 1,
  );
}

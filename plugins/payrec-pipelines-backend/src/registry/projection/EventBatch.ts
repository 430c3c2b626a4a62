import { createHash } from 'node:crypto';
import { instantToEpochMs } from '@internal/plugin-payrec-common';
import { asRecord, canonicalJson, LineageEvent } from '../../ingest/readEvent';
import { columnLinks } from '../../openlineage/columnFacets';
import { Naming } from '../../openlineage/naming';
import { DatasetUse } from '../../openlineage/reduceRun';
import { RunFacts, seenMs, StoredEvent } from '../runFacts';
import { mergeStamped, stamp, Stamped } from '../stampedFacets';
import { Alias } from './canonicalNames';
import { nameKey } from './nameKey';

const DATASET_FACETS = new Set([
  'schema',
  'documentation',
  'ownership',
  'tags',
  'dataSource',
  'storage',
  'version',
  'catalog',
  'hierarchy',
  'datasetType',
  'lifecycleStateChange',
]);
const JOB_FACETS = new Set(['jobType', 'documentation', 'ownership', 'tags', 'sourceCodeLocation', 'sql']);

/** What events say of one job or dataset. */
export type Seen = { namespace: string; name: string; facets: Stamped; firstMs: number; lastMs: number };
/** What a job says a dataset is made of; null for the dataset itself. */
type ColumnSource = { dataset: string; job: string | null; facets: Stamped };
export type StaticUse = { job: string; dataset: string; direction: string; firstMs: number; lastMs: number };
export type SeenSchema = { dataset: string; hash: string; fields: number; seenMs: number };
export type SeenAlias = Alias & { readonly source: 'symlink' | 'rename' };

const eventMs = (event: LineageEvent) => instantToEpochMs(event.eventTime);

/** Everything the events of one batch say; jobs and datasets by `nameKey`, also where another part names one. */
export class EventBatch {
  readonly jobs = new Map<string, Seen>();
  readonly datasets = new Map<string, Seen>();
  /** Inputs and outputs that jobs state without a run. */
  readonly jobIo = new Map<string, StaticUse>();
  readonly columns = new Map<string, ColumnSource>();
  readonly schemas = new Map<string, SeenSchema>();
  readonly aliases: SeenAlias[] = [];

  constructor(private readonly naming: Naming) {}

  addRun(run: RunFacts, events: readonly StoredEvent[]): void {
    const job = run.job && nameKey(run.job.namespace, run.job.name);
    for (const stored of events) {
      const { event, key } = stored;
      const ms = seenMs(stored);
      if (run.job) this.see(this.jobs, run.job, stamp(event.job!.facets, eventMs(event), key, JOB_FACETS), ms);
      if (job) this.addEntries(event, key, job, ms);
      for (const use of event.inputs) this.addUse(use, event, key, ms, job, false);
      for (const use of event.outputs) this.addUse(use, event, key, ms, job, true);
    }
  }

  /** An event of a job or a dataset without a run. */
  addStatic(stored: StoredEvent): void {
    const { event, key } = stored;
    const ms = seenMs(stored);
    if (event.dataset) {
      this.addUse(event.dataset, event, key, ms, null, true);
      return;
    }
    const job = this.see(this.jobs, event.job!, stamp(event.job!.facets, eventMs(event), key, JOB_FACETS), ms);
    this.addEntries(event, key, job, ms);
    for (const [direction, uses] of [
      ['input', event.inputs],
      ['output', event.outputs],
    ] as const) {
      for (const use of uses) {
        const dataset = this.addUse(use, event, key, ms, job, direction === 'output');
        const id = JSON.stringify([job, dataset, direction]);
        const known = this.jobIo.get(id);
        this.jobIo.set(id, {
          job,
          dataset,
          direction,
          firstMs: Math.min(known?.firstMs ?? ms, ms),
          lastMs: Math.max(known?.lastMs ?? ms, ms),
        });
      }
    }
  }

  /** `columns`: its facets say what the dataset is made of. A job without a name yet (null for a run) says nothing. */
  private addUse(
    use: DatasetUse,
    event: LineageEvent,
    key: string,
    ms: number,
    job: string | null,
    columns: boolean,
  ): string {
    const dataset = this.see(
      this.datasets,
      this.naming(use.namespace, use.name),
      stamp(use.facets, eventMs(event), key, DATASET_FACETS),
      ms,
    );
    this.addAliases(use, dataset, ms);
    const fields = asRecord(use.facets.schema)?.fields;
    if (Array.isArray(fields)) {
      const hash = createHash('sha256')
        .update(canonicalJson(fields.map(field => [asRecord(field)?.name, asRecord(field)?.type])))
        .digest('hex')
        .slice(0, 16);
      const id = JSON.stringify([dataset, hash]);
      const known = this.schemas.get(id);
      this.schemas.set(id, { dataset, hash, fields: fields.length, seenMs: Math.min(known?.seenMs ?? ms, ms) });
    }
    if (columns && (job !== null || event.kind === 'dataset')) {
      const { lineage, columnLineage } = use.facets;
      this.addColumns(
        dataset,
        job,
        { ...(lineage !== undefined && { lineage }), ...(columnLineage !== undefined && { columnLineage }) },
        event,
        key,
        ms,
      );
    }
    return dataset;
  }

  /** The job facet `lineage` names datasets in `entries`. */
  private addEntries(event: LineageEvent, key: string, job: string, ms: number): void {
    const entries = asRecord(event.job?.facets.lineage)?.entries;
    for (const raw of Array.isArray(entries) ? entries : []) {
      const entry = asRecord(raw);
      if (!entry || typeof entry.namespace !== 'string' || typeof entry.name !== 'string') continue;
      if (entry.type !== undefined && entry.type !== 'DATASET') continue;
      const dataset = this.see(this.datasets, this.naming(entry.namespace, entry.name), {}, ms);
      this.addColumns(dataset, job, { lineage: entry }, event, key, ms);
    }
  }

  private addColumns(
    dataset: string,
    job: string | null,
    facets: Record<string, unknown>,
    event: LineageEvent,
    key: string,
    ms: number,
  ) {
    const stamped = stamp(facets, eventMs(event), key);
    if (Object.keys(stamped).length === 0) return;
    const id = JSON.stringify([dataset, job]);
    this.columns.set(id, { dataset, job, facets: mergeStamped(this.columns.get(id)?.facets ?? {}, stamped) });
    // Both facets: which of them counts is only known once all events are, and either may name a dataset.
    for (const one of [{ lineage: facets.lineage }, { columnLineage: facets.columnLineage }]) {
      for (const link of columnLinks(one)) this.see(this.datasets, this.naming(link.namespace, link.name), {}, ms);
    }
  }

  private addAliases(use: DatasetUse, dataset: string, ms: number): void {
    const identifiers = asRecord(use.facets.symlinks)?.identifiers;
    for (const raw of Array.isArray(identifiers) ? identifiers : []) {
      const other = asRecord(raw);
      if (typeof other?.namespace !== 'string' || typeof other?.name !== 'string') continue;
      const from = this.see(this.datasets, this.naming(other.namespace, other.name), {}, ms);
      if (from !== dataset) this.aliases.push({ from, to: dataset, source: 'symlink' });
    }
    const change = asRecord(use.facets.lifecycleStateChange);
    const previous = asRecord(change?.previousIdentifier);
    if (
      change?.lifecycleStateChange === 'RENAME' &&
      typeof previous?.namespace === 'string' &&
      typeof previous?.name === 'string'
    ) {
      // The name before stays the one that stands for both, so that an entity keeps its ref.
      const before = this.see(this.datasets, this.naming(previous.namespace, previous.name), {}, ms);
      if (before !== dataset) this.aliases.push({ from: dataset, to: before, source: 'rename' });
    }
  }

  private see(map: Map<string, Seen>, one: { namespace: string; name: string }, facets: Stamped, ms: number): string {
    const key = nameKey(one.namespace, one.name);
    const known = map.get(key);
    map.set(key, {
      namespace: one.namespace,
      name: one.name,
      facets: mergeStamped(known?.facets ?? {}, facets),
      firstMs: Math.min(known?.firstMs ?? ms, ms),
      lastMs: Math.max(known?.lastMs ?? ms, ms),
    });
    return key;
  }
}

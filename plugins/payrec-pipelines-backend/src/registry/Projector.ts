import { createHash } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { instantToEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { inLockedTransaction, inTransaction, insertRecords, LOCKS, PLAN_BY_KEY } from '../database';
import { asRecord, canonicalJson, LineageEvent, readEvent } from '../ingest/readEvent';
import { columnLinks } from '../openlineage/columnFacets';
import { Naming } from '../openlineage/naming';
import { DatasetUse } from '../openlineage/reduceRun';
import { canonicalNames } from './canonicalNames';
import { RunFacts, runFacts, seenMs, StoredEvent } from './runFacts';
import { mergeStamped, stamp, Stamped } from './stampedFacets';

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

type Seen = { namespace: string; name: string; facets: Stamped; firstMs: number; lastMs: number };
type ColumnSource = { dataset: string; job: string | null; facets: Stamped };
type AliasRow = { from: string; to: string; source: string };

const nameKey = (namespace: string, name: string) => JSON.stringify([namespace, name]);
const iso = (ms: number) => new Date(ms).toISOString();

const eventMs = (event: LineageEvent) => instantToEpochMs(event.eventTime);

/** Everything the events of one batch say, by name. */
class Batch {
  readonly jobs = new Map<string, Seen>();
  readonly datasets = new Map<string, Seen>();
  readonly jobIo = new Map<
    string,
    { job: string; dataset: string; direction: string; firstMs: number; lastMs: number }
  >();
  readonly columns = new Map<string, ColumnSource>();
  readonly schemas = new Map<string, { dataset: string; hash: string; fields: number; seenMs: number }>();
  readonly aliases: AliasRow[] = [];

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

/**
 * Folds stored events into the registry. One replica works at a time, in transactions: after a kill the events that were
 * not folded are still marked open. Every table it writes is a function of the set of events, so neither order nor
 * repetition of delivery shows.
 */
export class Projector {
  constructor(
    private readonly options: {
      readonly db: Knex;
      readonly logger: LoggerService;
      readonly naming: Naming;
      readonly batchEvents?: number;
    },
  ) {}

  /** Folds what is open, a batch of it. True when there may be more. */
  async step(): Promise<boolean> {
    const limit = this.options.batchEvents ?? 1000;
    return inTransaction(this.options.db, async trx => {
      const lock = await trx.raw('SELECT pg_try_advisory_xact_lock(?) AS mine', [LOCKS.registry]);
      if (!lock.rows[0].mine) return false;
      await trx.raw(PLAN_BY_KEY);
      const open = await trx('ol_event')
        .where({ projected: false })
        .orderBy('seq')
        .limit(limit)
        .select('key', 'kind', 'run_id', 'received_at', 'body');
      if (open.length === 0) return false;
      await this.fold(trx, open);
      await trx.raw('UPDATE ol_event SET projected = true WHERE key = ANY(?)', [open.map(row => row.key)]);
      return open.length === limit;
    });
  }

  /** Names of the catalog's claims changed, or the configured ones: who stands for whom is computed anew. */
  async recomputeNames(): Promise<void> {
    await inLockedTransaction(this.options.db, 'registry', async trx => {
      if (await this.writeCanonical(trx)) await bumpGraph(trx);
    });
  }

  private async fold(trx: Knex.Transaction, open: readonly Record<string, any>[]): Promise<void> {
    const batch = new Batch(this.options.naming);
    const runIds = [...new Set(open.flatMap(row => (row.kind === 'run' ? [String(row.run_id)] : [])))];
    const known = await trx('lineage_run').whereIn('run_id', runIds).select('run_id', 'job_id', 'frozen');
    const frozen = new Set(known.filter(row => row.frozen).map(row => row.run_id));
    for (const runId of frozen) {
      const late = open.filter(row => row.run_id === runId).length;
      await trx('lineage_run').where({ run_id: runId }).increment('events', late);
    }
    const folding = runIds.filter(id => !frozen.has(id));
    const stored = await trx('ol_event').whereIn('run_id', folding).select('key', 'run_id', 'received_at', 'body');
    const byRun = new Map<string, StoredEvent[]>();
    for (const row of stored) {
      const list = byRun.get(row.run_id) ?? [];
      list.push(toStored(row));
      byRun.set(row.run_id, list);
    }
    const runs = [...byRun].map(([runId, events]) => {
      const facts = runFacts(runId, events, this.options.naming);
      batch.addRun(facts, events);
      return facts;
    });
    for (const row of open.filter(one => one.kind !== 'run')) batch.addStatic(toStored(row));

    const jobIds = await upsertSeen(trx, 'lineage_job', batch.jobs);
    const datasetIds = await upsertSeen(trx, 'lineage_dataset', batch.datasets);
    await this.writeTypes(trx, batch, jobIds);
    const removed = await this.writeRuns(trx, runs, jobIds, datasetIds, known);
    await this.writeJobIo(trx, batch, jobIds, datasetIds);
    const grown = await this.writeEdges(
      trx,
      folding,
      [...batch.jobIo.values()].map(one => jobIds.get(one.job)!),
      removed,
    );
    await this.writeColumns(trx, batch, jobIds, datasetIds);
    await this.writeVersions(trx, batch, datasetIds);
    const renamed = (await this.writeAliases(trx, batch.aliases)) && (await this.writeCanonical(trx));
    if (grown || renamed) await bumpGraph(trx);
  }

  private async writeTypes(trx: Knex.Transaction, batch: Batch, jobIds: Map<string, string>): Promise<void> {
    const rows = [...batch.jobs].flatMap(([key, { facets }]) => {
      const type = asRecord(facets.jobType?.v)?.processingType;
      return typeof type === 'string' ? [[jobIds.get(key)!, type] as const] : [];
    });
    if (rows.length === 0) return;
    await trx.raw(
      `UPDATE lineage_job j SET processing_type = upper(j.facets #>> '{jobType,v,processingType}')
       WHERE j.id = ANY(?::bigint[]) AND upper(j.facets #>> '{jobType,v,processingType}') IN ('BATCH','STREAMING','SERVICE')`,
      [rows.map(([id]) => id)],
    );
  }

  /** Job ids whose runs lost a job or a dataset by these events: their edges are computed anew. */
  private async writeRuns(
    trx: Knex.Transaction,
    runs: readonly RunFacts[],
    jobIds: Map<string, string>,
    datasetIds: Map<string, string>,
    known: readonly { run_id: string; job_id: string | null }[],
  ): Promise<string[]> {
    if (runs.length === 0) return [];
    const jobOf = new Map(known.map(row => [row.run_id, row.job_id]));
    const removed = new Set<string>();
    const runIds = runs.map(one => one.runId);
    const before = await trx('lineage_run_io').whereIn('run_id', runIds).select('run_id', 'dataset_id', 'direction');
    const rows = runs.map(one => {
      const jobId = one.job ? jobIds.get(nameKey(one.job.namespace, one.job.name))! : null;
      const old = jobOf.get(one.runId) ?? null;
      if (old !== null && String(old) !== jobId) removed.add(String(old));
      return {
        run_id: one.runId,
        job_id: jobId,
        produced_namespace: one.produced.namespace,
        produced_name: one.produced.name,
        state: one.run.state,
        processing_type: one.run.processingType,
        started_at: one.run.startedAt,
        ended_at: one.run.endedAt,
        duration_seconds: one.run.durationSeconds,
        nominal_start_at: one.nominalStartAt,
        nominal_end_at: one.nominalEndAt,
        events: one.run.events,
        conflict: one.run.conflict,
        error_message: one.errorMessage,
        code: one.code,
        rows_in: one.rowsIn,
        rows_out: one.rowsOut,
        quarantined: one.quarantined,
        parent_run_id: one.parentRunId,
        engine: one.engine,
        sql: one.sql,
        first_event_at: iso(one.firstSeenMs),
        last_event_at: iso(one.lastSeenMs),
        first_received_at: iso(one.firstReceivedMs),
        last_received_at: iso(one.lastReceivedMs),
      };
    });
    await insertRecords(trx, 'lineage_run', rows, 'run_id');
    const io = runs.flatMap(one =>
      one.io.map(use => ({
        run_id: one.runId,
        dataset_id: datasetIds.get(nameKey(use.namespace, use.name))!,
        direction: use.direction,
        partition: use.partition,
        row_count: use.rowCount,
        size_bytes: use.size,
        file_count: use.fileCount,
        control_total: use.controlTotal,
      })),
    );
    const now = new Set(io.map(row => `${row.run_id} ${row.dataset_id} ${row.direction}`));
    for (const row of before) {
      const job = jobOf.get(row.run_id);
      if (job && !now.has(`${row.run_id} ${row.dataset_id} ${row.direction}`)) removed.add(String(job));
    }
    if (before.length > 0) await trx('lineage_run_io').whereIn('run_id', runIds).delete();
    await insertRecords(trx, 'lineage_run_io', io);
    return [...removed];
  }

  private async writeJobIo(
    trx: Knex.Transaction,
    batch: Batch,
    jobIds: Map<string, string>,
    datasetIds: Map<string, string>,
  ) {
    const rows = [...batch.jobIo.values()].map(one => ({
      job_id: jobIds.get(one.job)!,
      dataset_id: datasetIds.get(one.dataset)!,
      direction: one.direction,
      first_seen_at: iso(one.firstMs),
      last_seen_at: iso(one.lastMs),
    }));
    await inChunks(rows, 1000, part =>
      trx('lineage_job_io')
        .insert(part)
        .onConflict(['job_id', 'dataset_id', 'direction'])
        .merge({
          first_seen_at: trx.raw('least(lineage_job_io.first_seen_at, excluded.first_seen_at)'),
          last_seen_at: trx.raw('greatest(lineage_job_io.last_seen_at, excluded.last_seen_at)'),
        }),
    );
  }

  /** True when the graph has a new edge or lost one. A START or an event without datasets never takes one away. */
  private async writeEdges(
    trx: Knex.Transaction,
    runIds: readonly string[],
    staticJobs: readonly string[],
    recompute: readonly string[],
  ): Promise<boolean> {
    if (recompute.length > 0) {
      await trx('lineage_edge').whereIn('job_id', recompute).delete();
      // A name nobody has any more: the query that had only begun, folded into its job since.
      await trx.raw(
        `DELETE FROM lineage_job j WHERE j.id = ANY(?::bigint[])
           AND NOT EXISTS (SELECT 1 FROM lineage_run r WHERE r.job_id = j.id)
           AND NOT EXISTS (SELECT 1 FROM lineage_job_io i WHERE i.job_id = j.id)`,
        [[...recompute]],
      );
      await trx.raw(
        `DELETE FROM lineage_col_source s WHERE s.job_id = ANY(?::bigint[])
           AND NOT EXISTS (SELECT 1 FROM lineage_job j WHERE j.id = s.job_id)`,
        [[...recompute]],
      );
      await trx.raw(
        `DELETE FROM lineage_col_edge s WHERE s.job_id = ANY(?::bigint[])
           AND NOT EXISTS (SELECT 1 FROM lineage_job j WHERE j.id = s.job_id)`,
        [[...recompute]],
      );
    }
    const { rows } = await trx.raw(
      `INSERT INTO lineage_edge (job_id, dataset_id, direction, first_seen_at, last_seen_at)
       SELECT job_id, dataset_id, direction, min(first_at), max(last_at) FROM (
         SELECT r.job_id, io.dataset_id, io.direction, r.first_event_at AS first_at, r.last_event_at AS last_at
         FROM lineage_run r JOIN lineage_run_io io ON io.run_id = r.run_id
         WHERE r.job_id IS NOT NULL AND (r.run_id = ANY(?) OR r.job_id = ANY(?::bigint[]))
         UNION ALL
         SELECT job_id, dataset_id, direction, first_seen_at, last_seen_at FROM lineage_job_io
         WHERE job_id = ANY(?::bigint[]) OR job_id = ANY(?::bigint[])
       ) uses GROUP BY job_id, dataset_id, direction ORDER BY job_id, dataset_id, direction
       ON CONFLICT (job_id, dataset_id, direction) DO UPDATE SET
         first_seen_at = least(lineage_edge.first_seen_at, excluded.first_seen_at),
         last_seen_at = greatest(lineage_edge.last_seen_at, excluded.last_seen_at)
       RETURNING (xmax = 0) AS fresh`,
      [[...runIds], [...recompute], [...staticJobs], [...recompute]],
    );
    return recompute.length > 0 || rows.some((row: { fresh: boolean }) => row.fresh);
  }

  private async writeColumns(
    trx: Knex.Transaction,
    batch: Batch,
    jobIds: Map<string, string>,
    datasetIds: Map<string, string>,
  ) {
    const touched = new Set<string>();
    for (const { dataset, job, facets } of batch.columns.values()) {
      const datasetId = datasetIds.get(dataset)!;
      const jobId = job === null ? '0' : jobIds.get(job)!;
      const old = await trx('lineage_col_source').where({ dataset_id: datasetId, job_id: jobId }).first('facets');
      const merged = mergeStamped(old?.facets ?? {}, facets);
      if (old && canonicalJson(old.facets) === canonicalJson(merged)) continue;
      await trx('lineage_col_source')
        .insert({ dataset_id: datasetId, job_id: jobId, facets: JSON.stringify(merged) })
        .onConflict(['dataset_id', 'job_id'])
        .merge();
      await trx('lineage_col_edge').where({ to_dataset_id: datasetId, job_id: jobId }).delete();
      const links = columnLinks({
        lineage: merged.lineage?.v ?? undefined,
        columnLineage: merged.columnLineage?.v ?? undefined,
      });
      const rows = links.slice(0, 20_000).map(link => {
        const from = this.options.naming(link.namespace, link.name);
        return {
          to_dataset_id: datasetId,
          to_field: link.toField,
          from_dataset_id: datasetIds.get(nameKey(from.namespace, from.name))!,
          from_field: link.field,
          job_id: jobId,
          type: link.type,
          subtype: link.subtype,
          description: link.description,
          masking: link.masking,
        };
      });
      await inChunks(rows, 1000, part => trx('lineage_col_edge').insert(part));
      touched.add(datasetId);
    }
  }

  private async writeVersions(trx: Knex.Transaction, batch: Batch, datasetIds: Map<string, string>) {
    const rows = [...batch.schemas.values()].map(one => ({
      dataset_id: datasetIds.get(one.dataset)!,
      schema_hash: one.hash,
      field_count: one.fields,
      seen_at: iso(one.seenMs),
    }));
    await inChunks(rows, 1000, part =>
      trx('lineage_dataset_version')
        .insert(part)
        .onConflict(['dataset_id', 'schema_hash'])
        .merge({ seen_at: trx.raw('least(lineage_dataset_version.seen_at, excluded.seen_at)') }),
    );
  }

  private async writeAliases(trx: Knex.Transaction, aliases: readonly AliasRow[]): Promise<boolean> {
    if (aliases.length === 0) return false;
    const rows = aliases.map(({ from, to, source }) => {
      const [[namespace, name], [targetNamespace, targetName]] = [JSON.parse(from), JSON.parse(to)];
      return { namespace, name, target_namespace: targetNamespace, target_name: targetName, source };
    });
    const fresh = await trx('lineage_alias')
      .insert(rows)
      .onConflict(['namespace', 'name', 'target_namespace', 'target_name', 'source'])
      .ignore()
      .returning('name');
    // A known pair may still bring a name whose row is new.
    const strangers = await trx('lineage_dataset')
      .whereIn(
        ['namespace', 'name'],
        rows.flatMap(row => [
          [row.namespace, row.name],
          [row.target_namespace, row.target_name],
        ]),
      )
      .whereRaw('canonical_id = id')
      .select('id');
    return fresh.length > 0 || strangers.length > 1;
  }

  private async writeCanonical(trx: Knex.Transaction): Promise<boolean> {
    const aliases = (await trx('lineage_alias').select()).map(row => ({
      from: nameKey(row.namespace, row.name),
      to: nameKey(row.target_namespace, row.target_name),
    }));
    const rows = await trx.raw(
      `SELECT d.id, d.namespace, d.name, d.canonical_id FROM lineage_dataset d
       WHERE d.canonical_id <> d.id OR EXISTS (SELECT 1 FROM lineage_alias a
         WHERE (a.namespace = d.namespace AND a.name = d.name)
            OR (a.target_namespace = d.namespace AND a.target_name = d.name))`,
    );
    const ids = new Map<string, string>(
      rows.rows.map((row: Record<string, string>) => [nameKey(row.namespace, row.name), row.id]),
    );
    const chosen = canonicalNames(aliases, new Set(ids.keys()));
    let changed = false;
    for (const row of rows.rows) {
      const wanted = ids.get(chosen.get(nameKey(row.namespace, row.name)) ?? '') ?? row.id;
      if (wanted === row.canonical_id) continue;
      await trx('lineage_dataset').where({ id: row.id }).update({ canonical_id: wanted });
      changed = true;
    }
    return changed;
  }
}

async function upsertSeen(trx: Knex.Transaction, table: 'lineage_job' | 'lineage_dataset', seen: Map<string, Seen>) {
  const ids = new Map<string, string>();
  if (seen.size === 0) return ids;
  const all = [...seen.values()].sort((a, b) => (nameKey(a.namespace, a.name) < nameKey(b.namespace, b.name) ? -1 : 1));
  const known = await trx.raw(
    `SELECT t.id, t.namespace, t.name, t.facets FROM ${table} t
     JOIN unnest(?::text[], ?::text[]) AS wanted(namespace, name) USING (namespace, name)`, // tidy-ok: one of two constants
    [all.map(one => one.namespace), all.map(one => one.name)],
  );
  const facetsOf = new Map<string, Stamped>(
    known.rows.map((row: { namespace: string; name: string; facets: Stamped }) => [
      nameKey(row.namespace, row.name),
      row.facets,
    ]),
  );
  const merged = all.map(one => mergeStamped(facetsOf.get(nameKey(one.namespace, one.name)) ?? {}, one.facets));
  const extra = table === 'lineage_dataset' ? ', canonical_id' : '';
  const self = table === 'lineage_dataset' ? ', 0' : '';
  const { rows } = await trx.raw(
    `INSERT INTO ${table} (namespace, name, facets, first_seen_at, last_seen_at${extra})
     SELECT namespace, name, facets, first_seen_at, last_seen_at${self}
     FROM unnest(?::text[], ?::text[], ?::jsonb[], ?::timestamptz[], ?::timestamptz[])
       AS new(namespace, name, facets, first_seen_at, last_seen_at)
     ON CONFLICT (namespace, name) DO UPDATE SET facets = excluded.facets,
       first_seen_at = least(${table}.first_seen_at, excluded.first_seen_at),
       last_seen_at = greatest(${table}.last_seen_at, excluded.last_seen_at)
     RETURNING id, namespace, name`, // tidy-ok: one of two constants
    [
      all.map(one => one.namespace),
      all.map(one => one.name),
      merged.map(one => JSON.stringify(one)),
      all.map(one => iso(one.firstMs)),
      all.map(one => iso(one.lastMs)),
    ],
  );
  for (const row of rows) ids.set(nameKey(row.namespace, row.name), String(row.id));
  if (table === 'lineage_dataset') await trx.raw('UPDATE lineage_dataset SET canonical_id = id WHERE canonical_id = 0');
  return ids;
}

function toStored(row: Record<string, any>): StoredEvent {
  return { key: row.key, receivedMs: new Date(row.received_at).getTime(), event: readEvent(JSON.parse(row.body)) };
}

async function bumpGraph(trx: Knex.Transaction) {
  await trx.raw('UPDATE lineage_state SET graph_version = graph_version + 1');
}

async function inChunks<T>(rows: readonly T[], size: number, write: (part: T[]) => PromiseLike<unknown>) {
  for (let at = 0; at < rows.length; at += size) await write(rows.slice(at, at + size));
}

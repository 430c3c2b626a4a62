import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { inChunks } from '../../database';
import { asRecord } from '../../ingest/readEvent';
import { mergeStamped, Stamped } from '../stampedFacets';
import { EventBatch, Seen } from './EventBatch';
import { nameKey } from './nameKey';

/** Ids of rows by `nameKey`. */
export type RowIds = ReadonlyMap<string, string>;
/** The rows of all jobs and datasets a batch names. */
export type NamedRows = { readonly jobs: RowIds; readonly datasets: RowIds };

/** Tables `lineage_job` and `lineage_dataset`: a row for each name, its facets the latest of each. */
export async function writeJobsAndDatasets(trx: Knex.Transaction, batch: EventBatch): Promise<NamedRows> {
  const jobs = await upsertSeen(trx, 'lineage_job', batch.jobs);
  const datasets = await upsertSeen(trx, 'lineage_dataset', batch.datasets);
  await writeProcessingTypes(trx, batch, jobs);
  return { jobs, datasets };
}

/** Merges what was seen into the table and says which row each name has. */
async function upsertSeen(
  trx: Knex.Transaction,
  table: 'lineage_job' | 'lineage_dataset',
  seen: ReadonlyMap<string, Seen>,
): Promise<RowIds> {
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
      all.map(one => instantFromEpochMs(one.firstMs)),
      all.map(one => instantFromEpochMs(one.lastMs)),
    ],
  );
  for (const row of rows) ids.set(nameKey(row.namespace, row.name), String(row.id));
  if (table === 'lineage_dataset') await trx.raw('UPDATE lineage_dataset SET canonical_id = id WHERE canonical_id = 0');
  return ids;
}

/** Of these jobs the names nobody has any more: the query that had only begun, folded into its job since. */
export async function deleteUnusedJobs(trx: Knex.Transaction, jobIds: readonly string[]): Promise<void> {
  await trx.raw(
    `DELETE FROM lineage_job j WHERE j.id = ANY(?::bigint[])
       AND NOT EXISTS (SELECT 1 FROM lineage_run r WHERE r.job_id = j.id)
       AND NOT EXISTS (SELECT 1 FROM lineage_job_io i WHERE i.job_id = j.id)`,
    [[...jobIds]],
  );
  await trx.raw(
    `DELETE FROM lineage_col_source s WHERE s.job_id = ANY(?::bigint[])
       AND NOT EXISTS (SELECT 1 FROM lineage_job j WHERE j.id = s.job_id)`,
    [[...jobIds]],
  );
  await trx.raw(
    `DELETE FROM lineage_col_edge s WHERE s.job_id = ANY(?::bigint[])
       AND NOT EXISTS (SELECT 1 FROM lineage_job j WHERE j.id = s.job_id)`,
    [[...jobIds]],
  );
}

/** The processing type of jobs that state one, from their facets as they are now merged. */
async function writeProcessingTypes(trx: Knex.Transaction, batch: EventBatch, jobIds: RowIds): Promise<void> {
  const ids = [...batch.jobs].flatMap(([key, { facets }]) =>
    typeof asRecord(facets.jobType?.v)?.processingType === 'string' ? [jobIds.get(key)!] : [],
  );
  if (ids.length === 0) return;
  await trx.raw(
    `UPDATE lineage_job j SET processing_type = upper(j.facets #>> '{jobType,v,processingType}')
     WHERE j.id = ANY(?::bigint[]) AND upper(j.facets #>> '{jobType,v,processingType}') IN ('BATCH','STREAMING','SERVICE')`,
    [ids],
  );
}

/** Table `lineage_dataset_version`: each schema of a dataset with the first time it was seen. */
export async function writeSchemaVersions(trx: Knex.Transaction, batch: EventBatch, datasetIds: RowIds): Promise<void> {
  const rows = [...batch.schemas.values()].map(one => ({
    dataset_id: datasetIds.get(one.dataset)!,
    schema_hash: one.hash,
    field_count: one.fields,
    seen_at: instantFromEpochMs(one.seenMs),
  }));
  await inChunks(rows, 1000, part =>
    trx('lineage_dataset_version')
      .insert(part)
      .onConflict(['dataset_id', 'schema_hash'])
      .merge({ seen_at: trx.raw('least(lineage_dataset_version.seen_at, excluded.seen_at)') }),
  );
}

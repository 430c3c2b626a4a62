import { Knex } from 'knex';
import { inChunks } from '../../database';
import { canonicalJson } from '../../ingest/readEvent';
import { columnLinks } from '../../openlineage/columnFacets';
import { Naming } from '../../openlineage/naming';
import { mergeStamped } from '../stampedFacets';
import { EventBatch } from './EventBatch';
import { NamedRows } from './jobsAndDatasets';
import { nameKey } from './nameKey';

/** Column links that one job may state of one dataset; the rest is not kept. */
const LINKS_MAX = 20_000;

/**
 * Tables `lineage_col_source`, what each job says of each dataset's columns, and `lineage_col_edge`, which follows from it
 * and is written anew only where it changed.
 */
export async function writeColumns(
  trx: Knex.Transaction,
  batch: EventBatch,
  named: NamedRows,
  naming: Naming,
): Promise<void> {
  for (const { dataset, job, facets } of batch.columns.values()) {
    const datasetId = named.datasets.get(dataset)!;
    const jobId = job === null ? '0' : named.jobs.get(job)!;
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
    const rows = links.slice(0, LINKS_MAX).map(link => {
      const from = naming(link.namespace, link.name);
      return {
        to_dataset_id: datasetId,
        to_field: link.toField,
        from_dataset_id: named.datasets.get(nameKey(from.namespace, from.name))!,
        from_field: link.field,
        job_id: jobId,
        type: link.type,
        subtype: link.subtype,
        description: link.description,
        masking: link.masking,
      };
    });
    await inChunks(rows, 1000, part => trx('lineage_col_edge').insert(part));
  }
}

import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { inChunks } from '../../database';
import { EventBatch } from './EventBatch';
import { deleteUnusedJobs, NamedRows } from './jobsAndDatasets';

/** Table `lineage_job_io`: inputs and outputs that jobs state without a run. */
export async function writeJobIo(trx: Knex.Transaction, batch: EventBatch, named: NamedRows): Promise<void> {
  const rows = [...batch.jobIo.values()].map(one => ({
    job_id: named.jobs.get(one.job)!,
    dataset_id: named.datasets.get(one.dataset)!,
    direction: one.direction,
    first_seen_at: instantFromEpochMs(one.firstMs),
    last_seen_at: instantFromEpochMs(one.lastMs),
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

/**
 * Table `lineage_edge`, from the runs and from what jobs state without one.
 * A START or an event without datasets never takes an edge away.
 * @param recompute - ids of jobs whose edges may be fewer than they were.
 * @returns whether the graph has a new edge or lost one.
 */
export async function writeEdges(
  trx: Knex.Transaction,
  runIds: readonly string[],
  staticJobs: readonly string[],
  recompute: readonly string[],
): Promise<boolean> {
  if (recompute.length > 0) {
    await trx('lineage_edge').whereIn('job_id', recompute).delete();
    await deleteUnusedJobs(trx, recompute);
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

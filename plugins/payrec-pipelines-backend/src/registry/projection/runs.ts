import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { insertRecords } from '../../database';
import { RunFacts } from '../runFacts';
import { NamedRows } from './jobsAndDatasets';
import { nameKey } from './nameKey';

/**
 * Tables `lineage_run` and `lineage_run_io`, a run and its datasets written whole.
 * @param known - the runs of these that were there before.
 * @returns ids of jobs whose runs lost a job or a dataset by these events: their edges are computed anew.
 */
export async function writeRuns(
  trx: Knex.Transaction,
  runs: readonly RunFacts[],
  named: NamedRows,
  known: readonly { run_id: string; job_id: string | null }[],
): Promise<string[]> {
  if (runs.length === 0) return [];
  const jobOf = new Map(known.map(row => [row.run_id, row.job_id]));
  const removed = new Set<string>();
  const runIds = runs.map(one => one.runId);
  const before = await trx('lineage_run_io').whereIn('run_id', runIds).select('run_id', 'dataset_id', 'direction');
  const rows = runs.map(one => {
    const jobId = one.job ? named.jobs.get(nameKey(one.job.namespace, one.job.name))! : null;
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
      first_event_at: instantFromEpochMs(one.firstSeenMs),
      last_event_at: instantFromEpochMs(one.lastSeenMs),
      first_received_at: instantFromEpochMs(one.firstReceivedMs),
      last_received_at: instantFromEpochMs(one.lastReceivedMs),
    };
  });
  await insertRecords(trx, 'lineage_run', rows, 'run_id');
  const io = runs.flatMap(one =>
    one.io.map(use => ({
      run_id: one.runId,
      dataset_id: named.datasets.get(nameKey(use.namespace, use.name))!,
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

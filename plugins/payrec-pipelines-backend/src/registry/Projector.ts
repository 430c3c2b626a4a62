import { Knex } from 'knex';
import { inLockedTransaction, inTransaction, LOCKS, PLAN_BY_KEY } from '../database';
import { readEvent } from '../ingest/readEvent';
import { Naming } from '../openlineage/naming';
import { writeAliases, writeCanonicalIds } from './projection/aliases';
import { writeColumns } from './projection/columns';
import { writeEdges, writeJobIo } from './projection/edges';
import { EventBatch } from './projection/EventBatch';
import { writeJobsAndDatasets, writeSchemaVersions } from './projection/jobsAndDatasets';
import { writeRuns } from './projection/runs';
import { runFacts, StoredEvent } from './runFacts';

/**
 * Folds stored events into the registry. One replica works at a time, in transactions: after a kill the events that were
 * not folded are still marked open. Every table it writes is a function of the set of events, so neither order nor
 * repetition of delivery shows.
 */
export class Projector {
  constructor(
    private readonly options: {
      readonly db: Knex;
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
        // Bodies are most of what is read; those of runs are read with the other events of their run.
        .select('key', 'kind', 'run_id', 'received_at', trx.raw(`CASE WHEN kind <> 'run' THEN body END AS body`));
      if (open.length === 0) return false;
      await this.fold(trx, open);
      await trx.raw('UPDATE ol_event SET projected = true WHERE key = ANY(?)', [open.map(row => row.key)]);
      return open.length === limit;
    });
  }

  /** Names of the catalog's claims changed, or the configured ones: who stands for whom is computed anew. */
  async recomputeNames(): Promise<void> {
    await inLockedTransaction(this.options.db, 'registry', async trx => {
      if (await writeCanonicalIds(trx)) await bumpGraph(trx);
    });
  }

  private async fold(trx: Knex.Transaction, open: readonly Record<string, any>[]): Promise<void> {
    const batch = new EventBatch(this.options.naming);
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

    const named = await writeJobsAndDatasets(trx, batch);
    const fewer = await writeRuns(trx, runs, named, known);
    await writeJobIo(trx, batch, named);
    const staticJobs = [...batch.jobIo.values()].map(one => named.jobs.get(one.job)!);
    const grown = await writeEdges(trx, folding, staticJobs, fewer);
    await writeColumns(trx, batch, named, this.options.naming);
    await writeSchemaVersions(trx, batch, named.datasets);
    const renamed = (await writeAliases(trx, batch.aliases)) && (await writeCanonicalIds(trx));
    if (grown || renamed) await bumpGraph(trx);
  }
}

function toStored(row: Record<string, any>): StoredEvent {
  return { key: row.key, receivedMs: new Date(row.received_at).getTime(), event: readEvent(JSON.parse(row.body)) };
}

async function bumpGraph(trx: Knex.Transaction) {
  await trx.raw('UPDATE lineage_state SET graph_version = graph_version + 1');
}

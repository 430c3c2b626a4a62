import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { Instant } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { ClaimedRun, NewRun, Run, RunRow, toRun, toUnit } from './runRows';

export type { ClaimedRun, NewRun, PassFigures, Run, RunState, RunTrigger, RunUnit, UnitFigures } from './runRows';

/**
 * Runs, from the request to the end. The tables are the queue: a worker claims a run by lease, its units are marked busy
 * (one per unit over all replicas, by a unique index), and every write of a worker names its lease, so one that was stopped
 * for longer than its lease writes nothing any more. What a run publishes is the UnitStore's.
 */
export class RunStore {
  constructor(private readonly db: Knex) {}

  /**
   * Queues a run. With a `requestKey` that exists already, answers with that run. A queued run of trigger `statement` or
   * `recheck` over the same date takes the units in instead of a new run.
   */
  async enqueue(run: NewRun, trx?: Knex.Transaction): Promise<string> {
    if (!trx) return this.db.transaction(inner => this.enqueue(run, inner));
    await trx.raw(`SELECT pg_advisory_xact_lock(hashtext('payrec-reconciliation.enqueue-run'))`);
    if (run.requestKey !== null) {
      const existing = await trx('recon_runs').where({ request_key: run.requestKey }).first('id');
      if (existing) return existing.id;
    }
    if (run.trigger === 'statement' || run.trigger === 'recheck') {
      // A queued run has read nothing yet, so it will see what made this request too.
      const waiting = await trx('recon_runs')
        .where({ state: 'queued', trigger: run.trigger, as_of_date: run.asOfDate })
        .orderBy('seq', 'desc')
        .forUpdate()
        .first('id');
      if (waiting) {
        await this.addUnits(trx, waiting.id, run.units);
        return waiting.id;
      }
    }
    await trx('recon_runs').insert({
      id: run.id,
      state: 'queued',
      trigger: run.trigger,
      requested_by: run.requestedBy,
      request_key: run.requestKey,
      as_of_date: run.asOfDate,
      not_before: run.notBefore ?? run.now,
      created_at: run.now,
    });
    await this.addUnits(trx, run.id, run.units);
    return run.id;
  }

  private async addUnits(trx: Knex.Transaction, runId: string, units: NewRun['units']): Promise<void> {
    if (units.length === 0) return;
    await trx('recon_run_units')
      .insert(units.map(({ unit, currency }) => ({ run_id: runId, unit, currency, state: 'pending' })))
      .onConflict(['run_id', 'unit'])
      .ignore();
  }

  /**
   * Takes the oldest run that may start: due, none of its units busy in another live run. A run whose worker died (lease
   * ran out) comes first and starts over under the next attempt number.
   */
  async claim(owner: string, leaseSeconds: number, now: Instant): Promise<ClaimedRun | undefined> {
    try {
      return await this.db.transaction(async trx => {
        await trx.raw(`SELECT pg_advisory_xact_lock(hashtext('payrec-reconciliation.claim-run'))`);
        const { rows } = await trx.raw(
          `UPDATE recon_runs SET state = 'running', lease_owner = ?, lease_until = now() + make_interval(secs => ?),
             attempts = attempts + 1, setbacks = setbacks + (state = 'running')::int,
             started_at = COALESCE(started_at, ?), progress_percent = 0, step = 'starting',
             decision_seq = (SELECT COALESCE(max(seq), 0) FROM decisions)
           WHERE id = (
             SELECT r.id FROM recon_runs r
             WHERE (r.state = 'running' AND r.lease_until < now())
                OR (r.state = 'queued' AND r.not_before <= ? AND NOT EXISTS (
                     SELECT 1 FROM recon_run_units mine JOIN recon_run_units other ON other.unit = mine.unit AND other.busy
                     WHERE mine.run_id = r.id AND other.run_id <> r.id))
             ORDER BY (r.state = 'running') DESC, r.seq LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING *`,
          [owner, leaseSeconds, now, now],
        );
        if (rows.length === 0) return undefined;
        const [row] = rows;
        await trx('recon_run_units').where({ run_id: row.id, state: 'pending' }).update({ busy: true });
        const units = await trx('recon_run_units').where({ run_id: row.id }).orderBy('unit');
        return {
          ...toRun(row, units.map(toUnit)),
          attempt: row.attempts,
          setbacks: row.setbacks,
          decisionSeq: String(row.decision_seq),
        };
      });
    } catch (error) {
      // The unique index on busy units: another replica was faster. The run stays queued.
      if (isDatabaseConflictError(error)) return undefined;
      throw error;
    }
  }

  /** Prolongs the lease and says how far the run is. `cancelled`: a person stopped it; `lost`: another worker has it. */
  async beat(
    runId: string,
    owner: string,
    leaseSeconds: number,
    progress: { percent: number; step: string },
  ): Promise<'ok' | 'cancelled' | 'lost'> {
    const { rows } = await this.db.raw(
      `UPDATE recon_runs SET lease_until = now() + make_interval(secs => ?), progress_percent = ?, step = ?
       WHERE id = ? AND lease_owner = ? AND state = 'running' RETURNING id`,
      [leaseSeconds, progress.percent, progress.step, runId, owner],
    );
    if (rows.length === 1) return 'ok';
    const row = await this.db('recon_runs').where({ id: runId }).first('state');
    return row?.state === 'cancelled' ? 'cancelled' : 'lost';
  }

  /** Locks the run for the rest of the transaction. @throws Error when the lease is gone; nothing may be written then. */
  async assertLease(trx: Knex.Transaction, runId: string, owner: string): Promise<void> {
    const row = await trx('recon_runs')
      .where({ id: runId, lease_owner: owner, state: 'running' })
      .forUpdate()
      .first('id');
    if (!row) throw new LeaseLostError(runId);
  }

  /** Ends a run. Its pending units end with it. */
  async finish(
    runId: string,
    owner: string,
    outcome: { state: 'published' | 'failed'; error: string | null; dataVersion: string | null; now: Instant },
  ): Promise<void> {
    await this.db.transaction(async trx => {
      const changed = await trx('recon_runs').where({ id: runId, lease_owner: owner, state: 'running' }).update({
        state: outcome.state,
        error: outcome.error,
        data_version: outcome.dataVersion,
        finished_at: outcome.now,
        progress_percent: 100,
        step: null,
        lease_owner: null,
        lease_until: null,
      });
      if (changed === 0) return;
      await trx('recon_run_units')
        .where({ run_id: runId, state: 'pending' })
        .update({ state: 'failed', reason: outcome.error ?? 'The run ended without it', busy: false });
    });
  }

  /** Gives a run back to the queue, after a fault that is not its own (the engine did not answer). */
  async release(runId: string, owner: string, notBefore: Instant, cause: 'postponed' | 'setback'): Promise<void> {
    await this.db.transaction(async trx => {
      const changed = await trx('recon_runs')
        .where({ id: runId, lease_owner: owner, state: 'running' })
        .update({
          state: 'queued',
          lease_owner: null,
          lease_until: null,
          not_before: notBefore,
          step: null,
          setbacks: trx.raw('setbacks + ?', [cause === 'setback' ? 1 : 0]),
        });
      if (changed) await trx('recon_run_units').where({ run_id: runId }).update({ busy: false });
    });
  }

  /**
   * Cancels a queued or running run: units already published stay, the others end as cancelled. The worker notices at
   * its next heartbeat. Answers false when the run had ended.
   */
  async cancel(runId: string, by: { actor: string; reason: string; now: Instant }): Promise<boolean> {
    return this.db.transaction(async trx => {
      const changed = await trx('recon_runs')
        .where({ id: runId })
        .whereIn('state', ['queued', 'running'])
        .update({
          state: 'cancelled',
          cancelled_by: by.actor,
          cancel_reason: by.reason,
          error: `Cancelled by ${by.actor}: ${by.reason}`,
          finished_at: by.now,
          lease_owner: null,
          lease_until: null,
          step: null,
        });
      if (changed === 0) return false;
      await trx('recon_run_units')
        .where({ run_id: runId, state: 'pending' })
        .update({ state: 'cancelled', reason: `Cancelled by ${by.actor}: ${by.reason}`, busy: false });
      return true;
    });
  }

  async find(id: string): Promise<Run | undefined> {
    const [row, units] = await Promise.all([
      this.db<RunRow>('recon_runs').where({ id }).first(),
      this.db('recon_run_units').where('run_id', id).orderBy('unit'),
    ]);
    return row && toRun(row, units.map(toUnit));
  }

  /** Newest first; `before` is the seq of the last row of the page before. */
  async list(options: { limit: number; before?: string }): Promise<Run[]> {
    const query = this.db('recon_runs').orderBy('seq', 'desc').limit(options.limit);
    if (options.before !== undefined) query.where('seq', '<', options.before);
    return this.withUnits(await query);
  }

  private async withUnits(rows: RunRow[]): Promise<Run[]> {
    const units = await this.db('recon_run_units')
      .whereIn(
        'run_id',
        rows.map(row => row.id),
      )
      .orderBy(['run_id', 'unit']);
    return rows.map(row => toRun(row, units.filter(unit => unit.run_id === row.id).map(toUnit)));
  }
}

/** The worker was away for longer than its lease; another one has the run. */
export class LeaseLostError extends Error {
  constructor(runId: string) {
    super(`The lease of ${runId} is lost; nothing more is written for it here`);
  }
}

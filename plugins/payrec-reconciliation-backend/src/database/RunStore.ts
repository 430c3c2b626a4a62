import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { toInstant } from './pgValues';
import {
  UnitFigures,
  RunUnit,
  Run,
  ClaimedRun,
  Pointer,
  DayFigures,
  NewRun,
  RunRow,
  UnitRow,
  toFigureColumns,
  toRun,
  toUnit,
} from './runRows';

export type {
  RunState,
  RunTrigger,
  PassFigures,
  UnitFigures,
  RunUnit,
  Run,
  ClaimedRun,
  Pointer,
  DayFigures,
  NewRun,
} from './runRows';

/**
 * Runs, their units, and the pointers that say which run counts. The tables are the queue: a worker claims a run by
 * lease, its units are marked busy (one per unit over all replicas, by a unique index), and every write of a worker names
 * its lease, so one that was stopped for longer than its lease writes nothing any more.
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

  /** Publishes one unit: its figures, its days and the pointer. Part of the transaction that upserts its breaks. */
  async publishUnit(
    trx: Knex.Transaction,
    runId: string,
    unit: string,
    publication: {
      figures: UnitFigures;
      days: readonly DayFigures[];
      matchRunId: string;
      asOfDate: IsoDate;
      windowFrom: IsoDate;
      decisionSeq: string;
      ingestSeq: string;
      now: Instant;
    },
  ): Promise<void> {
    const changed = await trx('recon_run_units')
      .where({ run_id: runId, unit, state: 'pending' })
      .update({ ...toFigureColumns(publication.figures), state: 'published', reason: null, busy: false });
    if (changed !== 1) throw new Error(`Run ${runId} has no pending unit ${unit} to publish`);
    if (publication.days.length > 0) {
      await trx.batchInsert(
        'recon_run_days',
        publication.days.map(day => ({
          run_id: runId,
          unit,
          business_date: day.businessDate,
          left_count: day.leftCount,
          matched_left: day.matchedLeft,
          expected_minor: day.expectedMinor,
          received_minor: day.receivedMinor,
          unexplained_minor: day.unexplainedMinor,
        })),
        500,
      );
    }
    await trx('recon_pointers')
      .insert({
        unit,
        run_id: runId,
        match_run_id: publication.matchRunId,
        as_of_date: publication.asOfDate,
        window_from: publication.windowFrom,
        decision_seq: publication.decisionSeq,
        ingest_seq: publication.ingestSeq,
        published_at: publication.now,
      })
      .onConflict('unit')
      .merge();
  }

  /** A unit that publishes nothing: refused by its proof, failed, or cancelled. */
  async closeUnit(
    trx: Knex.Transaction,
    runId: string,
    unit: string,
    outcome: { state: 'refused' | 'failed' | 'cancelled'; reason: string; figures?: UnitFigures },
  ): Promise<void> {
    await trx('recon_run_units')
      .where({ run_id: runId, unit, state: 'pending' })
      .update({
        ...(outcome.figures && toFigureColumns(outcome.figures)),
        state: outcome.state,
        reason: outcome.reason,
        busy: false,
      });
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
    const row = await this.db('recon_runs').where({ id }).first();
    return row && (await this.withUnits([row]))[0];
  }

  /** Newest first; `before` is the seq of the last row of the page before. */
  async list(options: { limit: number; before?: string }): Promise<Run[]> {
    const query = this.db('recon_runs').orderBy('seq', 'desc').limit(options.limit);
    if (options.before !== undefined) query.where('seq', '<', options.before);
    return this.withUnits(await query);
  }

  /** Pointers of all units, or of the given ones, by unit. */
  async pointers(units?: readonly string[]): Promise<Pointer[]> {
    const query = this.db('recon_pointers').orderBy('unit');
    if (units) query.whereIn('unit', units);
    return (await query).map(row => ({
      unit: row.unit,
      runId: row.run_id,
      matchRunId: row.match_run_id,
      asOfDate: row.as_of_date,
      windowFrom: row.window_from,
      ingestSeq: String(row.ingest_seq),
      publishedAt: toInstant(row.published_at),
    }));
  }

  /** For each unit the figures of its last published run as of `date` or earlier. */
  async figuresAsOf(date: IsoDate): Promise<Array<RunUnit & { runId: string; asOfDate: IsoDate }>> {
    const { rows } = await this.db.raw(
      `SELECT DISTINCT ON (u.unit) u.*, r.as_of_date FROM recon_run_units u JOIN recon_runs r ON r.id = u.run_id
       WHERE u.state = 'published' AND r.as_of_date <= ? ORDER BY u.unit, r.as_of_date DESC, r.seq DESC`,
      [date],
    );
    return rows.map((row: UnitRow & { as_of_date: IsoDate }) => ({
      ...toUnit(row),
      runId: row.run_id,
      asOfDate: row.as_of_date,
    }));
  }

  /** Days of the given runs, both bounds inclusive. */
  async days(
    runs: ReadonlyArray<{ runId: string; unit: string }>,
    from: IsoDate,
    to: IsoDate,
  ): Promise<Array<DayFigures & { unit: string }>> {
    if (runs.length === 0) return [];
    const rows = await this.db('recon_run_days')
      .whereIn(
        ['run_id', 'unit'],
        runs.map(({ runId, unit }) => [runId, unit]),
      )
      .whereBetween('business_date', [from, to])
      .orderBy(['unit', 'business_date']);
    return rows.map(row => ({
      unit: row.unit,
      businessDate: row.business_date,
      leftCount: row.left_count,
      matchedLeft: row.matched_left,
      expectedMinor: row.expected_minor,
      receivedMinor: row.received_minor,
      unexplainedMinor: row.unexplained_minor,
    }));
  }

  /** Units being matched now. */
  async busyUnits(): Promise<string[]> {
    return (await this.db('recon_run_units').where({ busy: true }).orderBy('unit').select('unit')).map(row => row.unit);
  }

  /** Units whose last attempt was refused or failed after the run that counts. */
  async unitsRefused(): Promise<Array<{ unit: string; reason: string | null }>> {
    const { rows } = await this.db.raw(
      `SELECT unit, reason, state FROM (
         SELECT DISTINCT ON (u.unit) u.unit, u.reason, u.state FROM recon_run_units u JOIN recon_runs r ON r.id = u.run_id
         WHERE u.state IN ('published', 'refused', 'failed') ORDER BY u.unit, r.seq DESC) last
       WHERE state <> 'published' ORDER BY unit`,
    );
    return rows.map((row: { unit: string; reason: string | null }) => ({ unit: row.unit, reason: row.reason }));
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

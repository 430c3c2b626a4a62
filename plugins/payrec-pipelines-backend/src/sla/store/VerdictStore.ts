import { BurnWindow, SlaVerdict, VerdictState } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { BURN_WINDOWS, BURN_WINDOW_SECONDS, Counts } from '../decide/budget';
import { VerdictRow, toDate, toInstant, toMs } from './rows';

type Raw = Record<string, unknown>;

/** Verdicts and their corrections. All methods take the transaction of the evaluation or the plain connection. */
export class VerdictStore {
  /** Newest first. Of each partition the row whose version judged it first: a changed definition does not judge the past again. */
  async list(
    db: Knex,
    sloId: string,
    sinceMs: number,
    page: { readonly partition?: string; readonly offset?: number; readonly limit?: number } = {},
  ): Promise<VerdictRow[]> {
    const { rows } = await db.raw<{ rows: Raw[] }>(
      `SELECT * FROM (
         SELECT DISTINCT ON (v.partition) v.* FROM slo_verdicts v
         JOIN slo_definitions d ON d.slo_id = v.slo_id AND d.version = v.version
         WHERE v.slo_id = ? AND v.due_at >= ? AND (?::text IS NULL OR v.partition = ?)
         ORDER BY v.partition, v.state IN ('MET', 'LATE', 'BREACHED', 'EXCLUDED') DESC, d.active DESC, d.first_seen_at,
           v.version) latest
       ORDER BY due_at DESC, partition DESC OFFSET ? LIMIT ?`,
      [
        sloId,
        toDate(sinceMs)!,
        page.partition ?? null,
        page.partition ?? null,
        page.offset ?? 0,
        page.limit ?? null,
      ] as Knex.RawBinding[],
    );
    return rows.map(toRow);
  }

  /** Inserts, or changes the row of the same key; writes the audit line when a final verdict changes. */
  async put(db: Knex, row: VerdictRow): Promise<void> {
    await db('slo_verdicts')
      .insert({
        slo_id: row.sloId,
        version: row.version,
        partition: row.partition,
        day: row.day,
        state: row.state,
        due_at: toDate(row.dueMs),
        deadline_at: toDate(row.deadlineMs),
        landed_at: toDate(row.landedMs),
        landed_by: row.landedBy,
        overdue_seconds: row.overdueSeconds,
        row_count: row.rowCount,
        value: row.value,
        reason: row.reason,
        detected_at: toDate(row.detectedMs),
        clock_skew: row.clockSkew,
        backfilled: row.backfilled,
        excluded_by: row.excludedBy,
        predicted_p90_at: toDate(row.predictedP90Ms),
        decided_by: row.decidedBy,
      })
      .onConflict(['slo_id', 'version', 'partition'])
      .merge();
  }

  async audit(
    db: Knex,
    row: Pick<VerdictRow, 'sloId' | 'version' | 'partition'>,
    change: { from: VerdictState; to: VerdictState; atMs: number; actor: string | null; reason: string },
  ): Promise<void> {
    await db('slo_verdict_audit').insert({
      slo_id: row.sloId,
      version: row.version,
      partition: row.partition,
      from_state: change.from,
      to_state: change.to,
      at: toDate(change.atMs),
      actor: change.actor,
      reason: change.reason,
    });
  }

  /** With corrections, newest partition first. */
  async withCorrections(db: Knex, rows: readonly VerdictRow[]): Promise<SlaVerdict[]> {
    if (rows.length === 0) return [];
    const audit: Raw[] = await db('slo_verdict_audit')
      .whereIn('slo_id', [...new Set(rows.map(row => row.sloId))])
      .whereIn('partition', [...new Set(rows.map(row => row.partition))])
      .orderBy('id');
    return rows.map(row => ({
      ...verdictToJson(row),
      corrections: audit
        .filter(one => one.slo_id === row.sloId && one.partition === row.partition && one.version === row.version)
        .map(one => ({
          from: one.from_state as VerdictState,
          to: one.to_state as VerdictState,
          at: toInstant(toMs(one.at))!,
          actor: one.actor as string | null,
          reason: String(one.reason),
        })),
    }));
  }

  /** Valid and bad partitions with their due time in (since, now]. */
  async countPartitions(db: Knex, sloId: string, sinceMs: number, nowMs: number): Promise<Counts> {
    const rows = (await this.list(db, sloId, sinceMs)).filter(row => row.dueMs > sinceMs && row.dueMs <= nowMs);
    const bad = rows.filter(row => row.state === 'LATE' || row.state === 'BREACHED').length;
    return { valid: bad + rows.filter(row => row.state === 'MET').length, bad };
  }

  async countSlices(db: Knex, sloId: string, sinceMs: number, nowMs: number): Promise<Counts> {
    const { rows } = await db.raw<{ rows: Counts[] }>(
      `SELECT count(*) FILTER (WHERE state IN ('good', 'bad'))::int AS valid, count(*) FILTER (WHERE state = 'bad')::int AS bad
       FROM slo_slices WHERE slo_id = ? AND slice_at > ? AND slice_at <= ?`,
      [sloId, toDate(sinceMs), toDate(nowMs)],
    );
    return rows[0];
  }

  async burnCounts(
    db: Knex,
    sloId: string,
    nowMs: number,
    slices: boolean,
  ): Promise<Partial<Record<BurnWindow, Counts>>> {
    const found: Partial<Record<BurnWindow, Counts>> = {};
    for (const window of BURN_WINDOWS) {
      const sinceMs = nowMs - BURN_WINDOW_SECONDS[window] * 1000;
      found[window] = slices
        ? await this.countSlices(db, sloId, sinceMs, nowMs)
        : await this.countPartitions(db, sloId, sinceMs, nowMs);
    }
    return found;
  }

  /** The worst sample of a slice decides: good only while all were. */
  async putSlice(db: Knex, sloId: string, atMs: number, state: string, value: number | null): Promise<void> {
    await db.raw(
      `INSERT INTO slo_slices (slo_id, slice_at, state, value) VALUES (?, ?, ?, ?)
       ON CONFLICT (slo_id, slice_at) DO UPDATE SET
         state = CASE WHEN slo_slices.state = 'bad' OR excluded.state = 'bad' THEN 'bad'
                      WHEN slo_slices.state = 'good' THEN 'good' ELSE excluded.state END,
         value = coalesce(excluded.value, slo_slices.value)`,
      [sloId, toDate(atMs), state, value],
    );
  }

  async slices(
    db: Knex,
    sloId: string,
    sinceMs: number,
  ): Promise<{ atMs: number; value: number | null; state: string }[]> {
    const rows: Raw[] = await db('slo_slices')
      .where('slo_id', sloId)
      .where('slice_at', '>=', toDate(sinceMs))
      .orderBy('slice_at');
    return rows.map(row => ({
      atMs: toMs(row.slice_at)!,
      value: row.value as number | null,
      state: String(row.state),
    }));
  }

  /** Deletes slices older than anything that counts them. Verdicts and audit stay. */
  async deleteSlicesBefore(db: Knex, ms: number): Promise<number> {
    return db('slo_slices').where('slice_at', '<', toDate(ms)).delete();
  }
}

function toRow(raw: Raw): VerdictRow {
  return {
    sloId: String(raw.slo_id),
    version: String(raw.version),
    partition: String(raw.partition),
    day: raw.day as string | null,
    state: raw.state as VerdictState,
    dueMs: toMs(raw.due_at)!,
    deadlineMs: toMs(raw.deadline_at),
    landedMs: toMs(raw.landed_at),
    landedBy: raw.landed_by as string | null,
    overdueSeconds: raw.overdue_seconds as number | null,
    rowCount: raw.row_count as number | null,
    value: raw.value as number | null,
    reason: String(raw.reason),
    detectedMs: toMs(raw.detected_at)!,
    clockSkew: Boolean(raw.clock_skew),
    backfilled: Boolean(raw.backfilled),
    excludedBy: raw.excluded_by as string | null,
    predictedP90Ms: toMs(raw.predicted_p90_at),
    decidedBy: raw.decided_by as string | null,
  };
}

export function verdictToJson(row: VerdictRow): Omit<SlaVerdict, 'corrections'> {
  return {
    sloId: row.sloId,
    sloVersion: row.version,
    partition: row.partition,
    day: row.day,
    state: row.state,
    deadlineAt: toInstant(row.deadlineMs),
    landedAt: toInstant(row.landedMs),
    landedBy: row.landedBy,
    overdueSeconds: row.overdueSeconds,
    rowCount: row.rowCount,
    value: row.value,
    reason: row.reason,
    detectedAt: toInstant(row.detectedMs)!,
    clockSkew: row.clockSkew,
    backfilled: row.backfilled,
    excludedBy: row.excludedBy,
  };
}

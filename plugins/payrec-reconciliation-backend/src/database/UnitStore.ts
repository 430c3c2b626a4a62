import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { Question } from './askTogether';
import { toInstant } from './pgValues';
import { DayFigures, Pointer, Publication, RunUnit, UnitFigures, UnitRow, toFigureColumns, toUnit } from './runRows';

export type { DayFigures, Pointer, Publication } from './runRows';

/** Figures of one published unit and its days by date. */
export type PublishedUnit = { readonly figures: RunUnit; readonly days: ReadonlyMap<string, DayFigures> };

type PublishedRunRow = { unit: string; run_id: string; as_of_date: IsoDate };

/** Published units whose figures are kept at hand: those of the latest days of a few hundred accounts. */
const KEPT_MAX = 1_000;

/** Units of runs: what is published for each, and which run counts. */
export class UnitStore {
  /** Never changed after publishing, so never stale. */
  private readonly kept = new Map<string, PublishedUnit>();

  constructor(private readonly db: Knex) {}

  /** Publishes one unit: its figures, its days and the pointer. Part of the transaction that upserts its breaks. */
  async publish(
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
      .update({
        ...toFigureColumns(publication.figures),
        state: 'published',
        reason: null,
        busy: false,
        match_run_id: publication.matchRunId,
        published_at: publication.now,
      });
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
  async close(
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

  /** What was published for a unit, newest first, the one that counts included. */
  async publications(unit: string, limit: number): Promise<Publication[]> {
    const rows = await this.db('recon_run_units')
      .where({ unit, state: 'published' })
      .orderBy([
        { column: 'published_at', order: 'desc' },
        { column: 'run_id', order: 'desc' },
      ])
      .limit(limit)
      .select('run_id', 'match_run_id', 'published_at');
    return rows.map(row => ({
      runId: row.run_id,
      matchRunId: row.match_run_id,
      publishedAt: toInstant(row.published_at),
    }));
  }

  /** The latest day a published run speaks for; null before the first one. */
  latestDate(): Question<{ latest: IsoDate | null }, IsoDate | null> {
    return {
      sql: 'SELECT max(as_of_date) AS latest FROM recon_pointers',
      params: [],
      read: ([{ latest }]) => latest,
    };
  }

  /** For each unit its last published run as of `date` or earlier, by unit. */
  publishedAsOf(date: IsoDate): Question<PublishedRunRow, Array<{ unit: string; runId: string; asOfDate: IsoDate }>> {
    return {
      sql: `SELECT p.unit, last.run_id, last.as_of_date FROM recon_pointers p
        CROSS JOIN LATERAL (
          SELECT u.run_id, r.as_of_date FROM recon_runs r JOIN recon_run_units u ON u.run_id = r.id
          WHERE u.unit = p.unit AND u.state = 'published' AND r.as_of_date <= ?
          ORDER BY r.as_of_date DESC, r.seq DESC LIMIT 1) last
        ORDER BY p.unit`,
      params: [date],
      read: rows => rows.map(row => ({ unit: row.unit, runId: row.run_id, asOfDate: row.as_of_date })),
    };
  }

  /** Figures and days of published units, in the order asked; from memory where they were asked before. */
  async published(wanted: ReadonlyArray<{ runId: string; unit: string }>): Promise<PublishedUnit[]> {
    const missing = wanted.filter(one => !this.kept.has(keyOf(one)));
    // Held here too: what is read for this answer must not be pushed out by the rest of it.
    const read = missing.length > 0 ? await this.readPublished(missing) : new Map<string, PublishedUnit>();
    return wanted.map(one => {
      const key = keyOf(one);
      const found = this.kept.get(key) ?? read.get(key);
      if (!found) throw new Error(`Run ${one.runId} has published nothing for ${one.unit}`);
      // Last in, last out.
      this.kept.delete(key);
      this.kept.set(key, found);
      if (this.kept.size > KEPT_MAX) this.kept.delete(this.kept.keys().next().value!);
      return found;
    });
  }

  private async readPublished(
    wanted: ReadonlyArray<{ runId: string; unit: string }>,
  ): Promise<Map<string, PublishedUnit>> {
    const pairs = wanted.map(({ runId, unit }) => [runId, unit]);
    const [units, days] = await Promise.all([
      this.db<UnitRow>('recon_run_units').whereIn(['run_id', 'unit'], pairs).where({ state: 'published' }),
      this.db('recon_run_days').whereIn(['run_id', 'unit'], pairs),
    ]);
    const found = new Map<string, { figures: RunUnit; days: Map<string, DayFigures> }>();
    for (const row of units) {
      found.set(keyOf({ runId: row.run_id, unit: row.unit }), { figures: toUnit(row), days: new Map() });
    }
    for (const row of days) {
      found.get(keyOf({ runId: row.run_id, unit: row.unit }))?.days.set(row.business_date, {
        businessDate: row.business_date,
        leftCount: row.left_count,
        matchedLeft: row.matched_left,
        expectedMinor: row.expected_minor,
        receivedMinor: row.received_minor,
        unexplainedMinor: row.unexplained_minor,
      });
    }
    return found;
  }

  /** Units being matched now, and those whose last attempt was refused or failed after the run that counts; by unit. */
  attention(): Question<{ unit: string; busy: boolean }, { busy: string[]; refused: string[] }> {
    return {
      sql: `SELECT DISTINCT u.unit, u.busy FROM recon_run_units u JOIN recon_runs r ON r.id = u.run_id
        WHERE u.busy OR (u.state IN ('refused', 'failed') AND NOT EXISTS (
          SELECT 1 FROM recon_run_units later JOIN recon_runs l ON l.id = later.run_id
          WHERE later.unit = u.unit AND later.state = 'published' AND l.seq > r.seq))
        ORDER BY u.unit, u.busy`,
      params: [],
      read: rows => ({
        busy: rows.filter(row => row.busy).map(row => row.unit),
        refused: rows.filter(row => !row.busy).map(row => row.unit),
      }),
    };
  }
}

function keyOf(one: { runId: string; unit: string }): string {
  return `${one.runId} ${one.unit}`;
}

import { Instant, IsoDate, addDays } from '@internal/plugin-payrec-common';
import { EngineSession, SystemFinalIndex } from '@internal/plugin-payrec-node';
import { BreakStore } from '../database/BreakStore';
import { applyRun } from '../database/applyRun';
import { DecisionLog } from '../database/DecisionLog';
import { ClaimedRun, RunStore } from '../database/RunStore';
import { DayFigures, UnitStore } from '../database/UnitStore';
import { StatementFileStore } from '../database/StatementFileStore';
import { MatchDecision, MatchingUnit, runMatching } from '../matching';
import * as inputs from '../queries/runInputsSql';
import * as outputs from '../queries/runOutputsSql';
import { casePages } from './breakCases';
import { DateRange, mergeDates, mergeRanges } from './dateRanges';
import { UnitReport, reportUnits } from './unitReports';

/** Rows of statements may stand in a statement that is dated some weeks away from them. */
const STATEMENT_REACH_DAYS = 40;

export type RunProgress = (percent: number, step: string) => void;

export type RunSettings = { readonly windowDays: number; readonly dueLagDays: number };

export type RunOutcome = {
  readonly published: string[];
  readonly refused: Array<{ unit: string; reason: string }>;
  readonly rows: { left: number; right: number };
};

/**
 * One run from reading to publishing. Everything is computed under a name of its own (run and attempt), so nothing of it is
 * seen until a unit's pointer flips; that happens in the same transaction as its breaks.
 */
export class RunJob {
  constructor(
    private readonly deps: {
      readonly runs: RunStore;
      readonly units: UnitStore;
      readonly breaks: Pick<BreakStore, 'transaction'>;
      readonly decisions: DecisionLog;
      readonly files: StatementFileStore;
      readonly system: SystemFinalIndex;
      readonly now: () => Instant;
    },
    private readonly settings: RunSettings,
  ) {}

  /** @throws the abort reason of `signal`, LeaseLostError, and errors of engine and database; published units stay. */
  async execute(
    run: ClaimedRun,
    owner: string,
    options: { signal: AbortSignal; onProgress: RunProgress },
  ): Promise<RunOutcome> {
    const { files, decisions, system } = this.deps;
    const units = run.units.filter(unit => unit.state === 'pending');
    const unitIds = units.map(unit => unit.unit);
    const matchRunId = `${run.id}-${run.attempt}`;
    const windowFrom = addDays(run.asOfDate, 1 - this.settings.windowDays);
    const ingestSeq = await files.lastIngestSeq();
    const pointers = new Map((await this.deps.units.pointers(unitIds)).map(pointer => [pointer.unit, pointer]));
    const effects = await decisions.effects(unitIds, run.decisionSeq);
    const uncounted = await files.hashesNotCounted();
    const lateFiles: Array<{ unit: string; sha256: string; firstDate: IsoDate }> = [];
    for (const unit of unitIds) {
      const late = await files.lateFiles(unit, {
        afterSeq: pointers.get(unit)?.ingestSeq ?? '0',
        upToSeq: ingestSeq,
        windowFrom,
      });
      lateFiles.push(...late.map(file => ({ unit, ...file })));
    }

    return system.withSession({ reason: `matching run ${run.id}`, signal: options.signal }, async session => {
      options.onProgress(2, 'reading');
      await session.load(
        'uncounted',
        [{ name: 'sha256', type: 'text' }],
        uncounted.map(sha256 => ({ sha256 })),
      );
      await session.load(
        'run_units',
        [
          { name: 'unit', type: 'text' },
          { name: 'window_from', type: 'date' },
          { name: 'as_of', type: 'date' },
          { name: 'match_run_id', type: 'text' },
        ],
        unitIds.map(unit => ({
          unit,
          window_from: windowFrom,
          as_of: run.asOfDate,
          match_run_id: pointers.get(unit)?.matchRunId ?? null,
        })),
      );
      const ranges = await this.readRows(session, { from: windowFrom, to: run.asOfDate }, pointers, lateFiles);
      options.onProgress(15, 'matching');
      await runMatching(
        session,
        { decisions: effects.map(toMatchDecision), pinned: 'table', fx: 'table' },
        unitIds.map(
          (unit): MatchingUnit => ({
            unit,
            asOf: run.asOfDate,
            windowStart: windowFrom,
            dueLagDays: this.settings.dueLagDays,
          }),
        ),
        {
          signal: options.signal,
          onProgress: ({ step, done, total }) =>
            options.onProgress(15 + Math.floor((55 * done) / total), `matching ${step}`),
        },
      );
      options.onProgress(72, 'proving');
      const reports = await reportUnits(session, units);
      const days = await this.days(session);
      const proven = units.filter(unit => reports.get(unit.unit)?.refusal === null);
      options.signal.throwIfAborted();
      await this.writeMatchTables(
        session,
        matchRunId,
        proven.map(unit => unit.unit),
      );
      options.onProgress(82, 'breaks');
      await this.collectCases(session, ranges);
      let done = 0;
      for (const unit of units) {
        options.signal.throwIfAborted();
        const report = reports.get(unit.unit);
        if (!report) throw new Error(`Run ${run.id} has no report of unit ${unit.unit}`);
        await this.closeUnit(session, {
          run,
          owner,
          unit: unit.unit,
          report,
          days: days.get(unit.unit) ?? [],
          matchRunId,
          windowFrom,
          ingestSeq,
        });
        done += 1;
        options.onProgress(85 + Math.floor((14 * done) / units.length), 'publishing');
      }
      const all = [...reports.values()];
      return {
        published: proven.map(unit => unit.unit),
        refused: units.flatMap(({ unit }) => {
          const refusal = reports.get(unit)?.refusal;
          return refusal ? [{ unit, reason: refusal }] : [];
        }),
        rows: {
          left: all.reduce((sum, report) => sum + report.figures.leftCount, 0),
          right: all.reduce((sum, report) => sum + report.figures.rightCount, 0),
        },
      };
    });
  }

  /** Fills the scratch tables of matching and answers the ranges of dates the rows lie in. */
  private async readRows(
    session: EngineSession,
    window: DateRange,
    pointers: ReadonlyMap<string, { matchRunId: string }>,
    lateFiles: ReadonlyArray<{ unit: string; sha256: string; firstDate: IsoDate }>,
  ): Promise<DateRange[]> {
    for (const sql of inputs.EMPTY_CARRIED) await session.run(sql);
    for (const matchRunId of new Set([...pointers.values()].map(pointer => pointer.matchRunId))) {
      await session.run(inputs.CARRY_OPEN, [matchRunId]);
      await session.run(inputs.PIN_STRADDLING, [matchRunId, matchRunId]);
      await session.run(inputs.CARRY_PINNED, [matchRunId]);
    }
    const dates = (await session.all(inputs.CARRIED_DATES)).map(row => String(row.business_date) as IsoDate);
    const carried = mergeDates(dates);
    const late = lateFiles.map(file => ({ from: file.firstDate, to: addDays(window.from, -1) }));
    const earliest = [window, ...carried, ...late].reduce((min, { from }) => (from < min ? from : min), window.from);
    await session.run(inputs.INTERIM_STATEMENTS, [
      addDays(earliest, -STATEMENT_REACH_DAYS),
      addDays(window.to, STATEMENT_REACH_DAYS),
    ]);
    await session.run(inputs.LEFT_WINDOW, [window.from, window.to]);
    await session.run(inputs.RIGHT_WINDOW, [window.from, window.to]);
    for (const { from, to } of carried) {
      await session.run(inputs.LEFT_CARRIED, [from, to]);
      await session.run(inputs.RIGHT_CARRIED, [from, to]);
    }
    for (const [at, { unit, sha256 }] of lateFiles.entries()) {
      await session.run(inputs.LEFT_LATE, [late[at].from, late[at].to, sha256, unit]);
      await session.run(inputs.RIGHT_LATE, [late[at].from, late[at].to, sha256, unit]);
    }
    await session.run(inputs.FX_INTERVALS);
    return [window, ...carried, ...late];
  }

  private async writeMatchTables(session: EngineSession, matchRunId: string, proven: readonly string[]): Promise<void> {
    await session.load(
      'proven',
      [{ name: 'unit', type: 'text' }],
      proven.map(unit => ({ unit })),
    );
    if (proven.length === 0) return;
    await session.replacePartition('match_groups', matchRunId, outputs.MATCH_GROUPS_TO_WRITE, [matchRunId]);
    await session.replacePartition('match_members', matchRunId, outputs.MATCH_MEMBERS_TO_WRITE, [matchRunId]);
    await session.replacePartition('match_breaks', matchRunId, outputs.MATCH_BREAKS_TO_WRITE, [matchRunId]);
  }

  private async collectCases(session: EngineSession, ranges: readonly DateRange[]): Promise<void> {
    for (const sql of outputs.CASES) await session.run(sql);
    for (const { from, to } of mergeRanges(ranges)) {
      await session.run(outputs.CASE_LEFT_WORDS, [from, to]);
      await session.run(outputs.CASE_RIGHT_WORDS, [from, to]);
    }
  }

  private async days(session: EngineSession): Promise<Map<string, DayFigures[]>> {
    const byUnit = new Map<string, DayFigures[]>();
    for (const row of await session.all(outputs.DAYS)) {
      const unit = String(row.recon_unit);
      const days = byUnit.get(unit) ?? [];
      byUnit.set(unit, days);
      days.push({
        businessDate: String(row.business_date) as IsoDate,
        leftCount: Number(row.left_count),
        matchedLeft: Number(row.matched_left),
        expectedMinor: String(row.expected_minor),
        receivedMinor: String(row.received_minor),
        unexplainedMinor: String(row.unexplained_minor),
      });
    }
    return byUnit;
  }

  /** Publishes or refuses one unit, in one transaction that holds the lease. */
  private async closeUnit(
    session: EngineSession,
    one: {
      run: ClaimedRun;
      owner: string;
      unit: string;
      report: UnitReport;
      days: readonly DayFigures[];
      matchRunId: string;
      windowFrom: IsoDate;
      ingestSeq: string;
    },
  ): Promise<void> {
    const { runs, units, breaks, now } = this.deps;
    const { run, unit, report, matchRunId } = one;
    await breaks.transaction(async trx => {
      await runs.assertLease(trx, run.id, one.owner);
      const { figures, refusal } = report;
      if (refusal !== null) {
        await units.close(trx, run.id, unit, { state: 'refused', reason: refusal, figures });
        return;
      }
      const at = now();
      await applyRun(trx, unit, casePages(session, unit), {
        runId: run.id,
        matchRunId,
        decisionSeq: run.decisionSeq,
        now: at,
      });
      await units.publish(trx, run.id, unit, {
        figures,
        days: one.days,
        matchRunId,
        asOfDate: run.asOfDate,
        windowFrom: one.windowFrom,
        decisionSeq: run.decisionSeq,
        ingestSeq: one.ingestSeq,
        now: at,
      });
    });
  }
}

function toMatchDecision(effect: {
  seq: string;
  unit: string;
  effect: string;
  side: 'L' | 'R';
  rowId: string;
}): MatchDecision {
  return {
    unit: effect.unit,
    decisionId: effect.seq,
    seq: Number(effect.seq),
    action: effect.effect as MatchDecision['action'],
    ...(effect.side === 'L' ? { txnId: effect.rowId } : { lineId: effect.rowId }),
  };
}

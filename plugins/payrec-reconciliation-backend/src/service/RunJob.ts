import { Instant, IsoDate, addDays } from '@internal/plugin-payrec-common';
import { EngineSession, SystemFinalIndex } from '@internal/plugin-payrec-node';
import { BreakStore } from '../database/BreakStore';
import { applyRun } from '../database/applyRun';
import { DecisionLog } from '../database/DecisionLog';
import { ClaimedRun, RunStore } from '../database/RunStore';
import { UnitStore } from '../database/UnitStore';
import { StatementFileStore } from '../database/StatementFileStore';
import { MatchDecision, MatchingUnit, runMatching } from '../matching';
import { casePages, collectCases } from './breakCases';
import { writeMatchTables } from './matchTables';
import { planRunInputs, readRunInputs } from './runInputs';
import { UnitReport, reportUnits } from './unitReports';

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
    const { decisions, system } = this.deps;
    const units = run.units.filter(unit => unit.state === 'pending');
    const unitIds = units.map(unit => unit.unit);
    const matchRunId = `${run.id}-${run.attempt}`;
    const window = { from: addDays(run.asOfDate, 1 - this.settings.windowDays), to: run.asOfDate };
    const inputs = await planRunInputs(unitIds, window, this.deps);
    const effects = await decisions.effects(unitIds, run.decisionSeq);

    return system.withSession({ reason: `matching run ${run.id}`, signal: options.signal }, async session => {
      options.onProgress(2, 'reading');
      const ranges = await readRunInputs(session, inputs);
      options.onProgress(15, 'matching');
      await runMatching(
        session,
        { decisions: effects.map(toMatchDecision), pinned: 'table', fx: 'table' },
        unitIds.map(
          (unit): MatchingUnit => ({
            unit,
            asOf: run.asOfDate,
            windowStart: window.from,
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
      const proven = units.filter(unit => reports.get(unit.unit)?.refusal === null);
      options.signal.throwIfAborted();
      await writeMatchTables(
        session,
        matchRunId,
        proven.map(unit => unit.unit),
      );
      options.onProgress(82, 'breaks');
      await collectCases(session, ranges);
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
          matchRunId,
          windowFrom: window.from,
          ingestSeq: inputs.ingestSeq,
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

  /** Publishes or refuses one unit, in one transaction that holds the lease. */
  private async closeUnit(
    session: EngineSession,
    one: {
      run: ClaimedRun;
      owner: string;
      unit: string;
      report: UnitReport;
      matchRunId: string;
      windowFrom: IsoDate;
      ingestSeq: string;
    },
  ): Promise<void> {
    const { runs, units, breaks, now } = this.deps;
    const { run, unit, report, matchRunId } = one;
    await breaks.transaction(async trx => {
      await runs.assertLease(trx, run.id, one.owner);
      const { figures, days, refusal } = report;
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
        days,
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

import { IsoDate, addDays } from '@internal/plugin-payrec-common';
import { EngineSession } from '@internal/plugin-payrec-node';
import { StatementFileStore } from '../database/StatementFileStore';
import { Pointer, UnitStore } from '../database/UnitStore';
import { defineMatchCategories } from '../matching';
import * as inputs from '../queries/runInputsSql';
import { DateRange, mergeDates } from './dateRanges';
import { together } from './together';

/** Rows of statements may stand in a statement that is dated some weeks away from them. */
const STATEMENT_REACH_DAYS = 40;

/** Which rows a run takes, as the database says; the rows themselves are in the index. */
export type RunInputs = {
  readonly units: readonly string[];
  /** Business dates whose rows the run takes in any case. */
  readonly window: DateRange;
  /** The publication that counts, by unit: its open rows and straddling groups come along. None before a first run. */
  readonly pointers: ReadonlyMap<string, Pointer>;
  /** Hashes of files whose rows do not count. */
  readonly uncounted: readonly string[];
  /** Files that came after the publication and reach back before the window. */
  readonly lateFiles: ReadonlyArray<{ unit: string; sha256: string; firstDate: IsoDate }>;
  /** Position of the last file the run knows; those after it are late for the next one. */
  readonly ingestSeq: string;
};

/** Asks the database before the session opens: an engine's session is not held while PostgreSQL answers. */
export async function planRunInputs(
  units: readonly string[],
  window: DateRange,
  stores: { readonly units: Pick<UnitStore, 'pointers'>; readonly files: StatementFileStore },
): Promise<RunInputs> {
  const { files } = stores;
  const ingestSeq = await files.lastIngestSeq();
  const pointers = new Map((await stores.units.pointers(units)).map(pointer => [pointer.unit, pointer]));
  const uncounted = await files.hashesNotCounted();
  const lateFiles: Array<{ unit: string; sha256: string; firstDate: IsoDate }> = [];
  for (const unit of units) {
    const late = await files.lateFiles(unit, {
      afterSeq: pointers.get(unit)?.ingestSeq ?? '0',
      upToSeq: ingestSeq,
      windowFrom: window.from,
    });
    lateFiles.push(...late.map(file => ({ unit, ...file })));
  }
  return { units, window, pointers, uncounted, lateFiles, ingestSeq };
}

/** Fills the scratch tables of matching and answers the ranges of dates the rows lie in. */
export async function readRunInputs(session: EngineSession, run: RunInputs): Promise<DateRange[]> {
  const { window, lateFiles } = run;
  await loadUnits(session, run);
  const carried = await carryOlderRows(session, run);
  const late = lateFiles.map(file => ({ from: file.firstDate, to: addDays(window.from, -1) }));
  const earliest = [window, ...carried, ...late].reduce((min, { from }) => (from < min ? from : min), window.from);
  await session.run(inputs.INTERIM_STATEMENTS, [
    addDays(earliest, -STATEMENT_REACH_DAYS),
    addDays(window.to, STATEMENT_REACH_DAYS),
  ]);
  await together([
    session.run(inputs.leftWindow(session.dialect), [window.from, window.to]),
    session.run(inputs.rightWindow(session.dialect), [window.from, window.to]),
  ]);
  for (const { from, to } of carried) {
    await session.run(inputs.leftCarried(session.dialect), [from, to]);
    await session.run(inputs.rightCarried(session.dialect), [from, to]);
  }
  for (const [at, { unit, sha256 }] of lateFiles.entries()) {
    await session.run(inputs.leftLate(session.dialect), [late[at].from, late[at].to, sha256, unit]);
    await session.run(inputs.rightLate(session.dialect), [late[at].from, late[at].to, sha256, unit]);
  }
  await session.run(inputs.FX_INTERVALS);
  return [window, ...carried, ...late];
}

/** The tables every statement of `runInputsSql` joins. */
async function loadUnits(session: EngineSession, { units, window, pointers, uncounted }: RunInputs): Promise<void> {
  await defineMatchCategories(session, units);
  await session.load(
    'uncounted',
    [{ name: 'sha256', type: 'text' }],
    uncounted.map(sha256 => ({ sha256 })),
  );
  await session.load(
    'run_units',
    inputs.RUN_UNIT_COLUMNS,
    units.map(unit => ({
      unit,
      window_from: window.from,
      as_of: window.to,
      match_run_id: pointers.get(unit)?.matchRunId ?? null,
    })),
  );
}

/** Notes which rows from before the window come along, and answers the ranges of their dates. */
async function carryOlderRows(session: EngineSession, { pointers }: RunInputs): Promise<DateRange[]> {
  for (const [table, columns] of Object.entries(inputs.EMPTY_TABLES)) await session.load(table, columns, []);
  for (const matchRunId of new Set([...pointers.values()].map(pointer => pointer.matchRunId))) {
    await session.run(inputs.CARRY_OPEN, [matchRunId]);
    await session.run(inputs.PIN_STRADDLING, [matchRunId, matchRunId]);
    await session.run(inputs.CARRY_PINNED, [matchRunId]);
  }
  const dates = (await session.all(inputs.CARRIED_DATES)).map(row => String(row.business_date) as IsoDate);
  return mergeDates(dates);
}

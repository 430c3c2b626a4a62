import { InputError } from '@backstage/errors';
import { EngineRow, EngineSession } from '@internal/plugin-payrec-node';
import { LADDER_HAS_WORK, ladderLags, ladderRungSql } from './amountPassSql';
import { defineMatchCategories } from './categories';
import { matchingText } from './matchSql';
import { edgesLeft, MUTUAL_BEST_ROUNDS, mutualBestRound, NEVER_PAIRS } from './mutualBestSql';
import { Statement } from './statement';
import { StatementRunner } from './StatementRunner';
import {
  CURRENCY_COLUMNS,
  DECISION_COLUMNS,
  FX_COLUMNS,
  FxInterval,
  IgnoredGroup,
  MatchDecision,
  MatchingInputs,
  MatchingResult,
  MatchingStep,
  MatchingUnit,
  PINNED_COLUMNS,
  PinnedMember,
  UNIT_COLUMNS,
  UnitProof,
} from './types';
import { currencyRows, hasTolerance, toleranceRows, toUnitSettings, unitRows, UnitSettings } from './units';

const PROOF_SQL = `SELECT recon_unit, currency, CAST(left_minor AS VARCHAR) AS left_minor, CAST(right_minor AS VARCHAR) AS right_minor,
       CAST(residual_minor AS VARCHAR) AS residual_minor, CAST(open_left_minor AS VARCHAR) AS open_left_minor,
       CAST(open_right_minor AS VARCHAR) AS open_right_minor, CAST(must_be_zero_minor AS VARCHAR) AS must_be_zero_minor,
       CAST(left_count AS VARCHAR) AS left_count, CAST(right_count AS VARCHAR) AS right_count,
       CAST(miscounted_rows AS VARCHAR) AS miscounted_rows
     FROM out_proof ORDER BY recon_unit, currency`;

const IGNORED_SQL = 'SELECT unit, id, kind, reason FROM out_ignored ORDER BY unit, kind, id';

/** Units of the input that nobody configured; without settings none of their rows could pass a window. */
const UNKNOWN_UNITS_SQL = `SELECT DISTINCT u.unit, u.side FROM m_input_facts u
     LEFT JOIN unit_config c ON c.unit = u.unit WHERE c.unit IS NULL ORDER BY u.unit, u.side LIMIT 5`;

const UNKNOWN_CURRENCIES_SQL = `SELECT DISTINCT u.unit, u.side, u.ccy FROM m_input_facts u
     LEFT JOIN currency k ON k.ccy = u.ccy WHERE k.ccy IS NULL ORDER BY u.unit, u.side, u.ccy LIMIT 5`;

const toDecisionRow = (decision: MatchDecision): EngineRow => ({
  unit: decision.unit,
  decision_id: decision.decisionId,
  seq: decision.seq,
  action: decision.action,
  txn_id: decision.txnId ?? null,
  line_id: decision.lineId ?? null,
});

const toPinnedRow = (member: PinnedMember): EngineRow => ({
  unit: member.unit,
  group_id: member.groupId,
  pass: member.pass,
  side: member.side,
  row_id: member.rowId,
});

const toFxRow = (rate: FxInterval): EngineRow => ({
  from_ccy: rate.from,
  to_ccy: rate.to,
  valid_from: rate.validFrom,
  valid_to: rate.validTo,
  rate: rate.rate,
});

const toUnitProof = (row: EngineRow): UnitProof => ({
  unit: String(row.recon_unit),
  currency: String(row.currency),
  leftMinor: BigInt(String(row.left_minor)),
  rightMinor: BigInt(String(row.right_minor)),
  residualMinor: BigInt(String(row.residual_minor)),
  openLeftMinor: BigInt(String(row.open_left_minor)),
  openRightMinor: BigInt(String(row.open_right_minor)),
  mustBeZeroMinor: BigInt(String(row.must_be_zero_minor)),
  leftCount: BigInt(String(row.left_count)),
  rightCount: BigInt(String(row.right_count)),
  miscountedRows: BigInt(String(row.miscounted_rows)),
});

const toIgnoredGroup = (row: EngineRow): IgnoredGroup => ({
  unit: String(row.unit),
  id: String(row.id),
  kind: row.kind as IgnoredGroup['kind'],
  reason: row.reason as IgnoredGroup['reason'],
});

/**
 * Matches transactions and statement lines of all units in one set of statements. Reads the scratch tables `left_rows`
 * and `right_rows` of the session and leaves `out_groups`, `out_members` and `out_breaks` (the columns of `match_groups`,
 * `match_members` and `match_breaks` without the run id) and `out_proof` behind. A session serves one run.
 *
 * The caller must not publish a unit whose proof has `mustBeZeroMinor` or `miscountedRows` other than 0.
 * @throws InputError for a setting out of bounds and for rows of a unit that has no settings; the abort reason of `signal`
 * between statements.
 */
export async function runMatching(
  session: EngineSession,
  inputs: MatchingInputs,
  units: readonly MatchingUnit[],
  options: { readonly signal?: AbortSignal; readonly onProgress?: (step: MatchingStep) => void } = {},
): Promise<MatchingResult> {
  const settings = units.map(toUnitSettings);
  const text = matchingText(session.dialect);
  const started = Date.now();
  const stepMs = new Map<string, number>();
  let done = 0;
  let total = Object.values(text).reduce((all, statements) => all + statements.length, 0);

  const runner = new StatementRunner(session, {
    signal: options.signal,
    onDone: ({ step }, ms) => {
      stepMs.set(step, (stepMs.get(step) ?? 0) + ms);
      done += 1;
      options.onProgress?.({ step, done, total, elapsedMs: Date.now() - started });
    },
  });
  const extra = async (statements: readonly Statement[]) => {
    total += statements.length;
    await runner.run(statements);
  };
  const rounds = async (edges: readonly Statement[], step: string, name: string) => {
    await runner.run(edges);
    for (let round = 1; round <= MUTUAL_BEST_ROUNDS; round += 1) {
      if ((await count(session, edgesLeft(name, round))) === 0n) return;
      await extra(mutualBestRound(session.dialect, step, name, round));
    }
  };

  await defineMatchCategories(
    session,
    settings.map(({ unit }) => unit),
  );
  await loadInputs(session, inputs, settings);
  await runner.run(text.inputFacts);
  await refuseUnknownUnits(session);
  await runner.run(text.beforeLadder);
  if ((await count(session, LADDER_HAS_WORK)) > 0n) {
    const lags = ladderLags(
      Math.min(...settings.map(unit => unit.lagMin)),
      Math.max(...settings.map(unit => unit.lagMax)),
    );
    const rung = ladderRungSql(session.dialect);
    await extra(lags.map(lag => ({ step: 'P4', sql: rung, params: [lag] })));
  }
  await runner.run(text.afterLadder);
  if ((await count(session, NEVER_PAIRS)) > 0n) await rounds(text.neverPass, 'P4n', 'm_p4n');
  else total -= text.neverPass.length;
  await runner.run(text.afterNever);
  if (settings.some(hasTolerance)) await rounds(text.tolerancePass, 'P5', 'm_p5');
  else total -= text.tolerancePass.length;
  await runner.run(text.results);

  const proof = await session.all(PROOF_SQL);
  const ignored = await session.all(IGNORED_SQL);
  return { proof: proof.map(toUnitProof), ignored: ignored.map(toIgnoredGroup), stepMs };
}

async function loadInputs(session: EngineSession, inputs: MatchingInputs, settings: readonly UnitSettings[]) {
  await session.load('unit_config', UNIT_COLUMNS, unitRows(settings));
  await session.load(
    'm_tolerance',
    [
      { name: 'unit', type: 'text' },
      { name: 'digits', type: 'bigint' },
      { name: 'width', type: 'bigint' },
    ],
    toleranceRows(settings),
  );
  await session.load('currency', CURRENCY_COLUMNS, currencyRows());
  const known = new Set(settings.map(({ unit }) => unit));
  const ofKnownUnit = <T extends { readonly unit: string }>(row: T): T => {
    if (known.has(row.unit)) return row;
    throw new InputError(
      `A decision or pinned group is of unit ${row.unit}, which has no settings; give them to runMatching`,
    );
  };
  if (inputs.decisions !== 'table') {
    const rows = mapRows(inputs.decisions, decision => toDecisionRow(ofKnownUnit(decision)));
    await session.load('decisions', DECISION_COLUMNS, rows);
  }
  if (inputs.pinned !== 'table') {
    const rows = mapRows(inputs.pinned, member => toPinnedRow(ofKnownUnit(member)));
    await session.load('pinned', PINNED_COLUMNS, rows);
  }
  if (inputs.fx !== 'table') await session.load('fx', FX_COLUMNS, mapRows(inputs.fx, toFxRow));
}

async function refuseUnknownUnits(session: EngineSession) {
  const units = await session.all(UNKNOWN_UNITS_SQL);
  if (units.length > 0) {
    const named = units.map(({ unit, side }) => `${unit} (${side}_rows)`).join(', ');
    throw new InputError(`Rows of units without settings: ${named}; give every unit of the input to runMatching`);
  }
  const currencies = await session.all(UNKNOWN_CURRENCIES_SQL);
  if (currencies.length > 0) {
    const named = currencies.map(({ unit, side, ccy }) => `${unit} (${side}_rows${ccy === null ? '' : `, ${ccy}`})`);
    throw new InputError(
      `Rows in a currency ISO 4217 does not know as money: ${named.join(', ')}; ` +
        'find them with "payrec index check" and correct them where they come from',
    );
  }
}

async function count(session: EngineSession, sql: string): Promise<bigint> {
  const [{ n }] = await session.all(sql);
  return BigInt(String(n));
}

function mapRows<T>(rows: Iterable<T> | undefined, toRow: (row: T) => EngineRow): Iterable<EngineRow> {
  if (rows === undefined) return [];
  if (Array.isArray(rows)) return (rows as readonly T[]).map(toRow);
  return eachRow(rows, toRow);
}

function* eachRow<T>(rows: Iterable<T>, toRow: (row: T) => EngineRow): Generator<EngineRow> {
  for (const row of rows) yield toRow(row);
}

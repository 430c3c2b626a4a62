import { parseIsoDate } from '@internal/plugin-payrec-common';
import { EngineRow, EngineSession } from '@internal/plugin-payrec-node';
import { runMatching } from '../runMatching';
import {
  FxInterval,
  LEFT_ROW_COLUMNS,
  MatchDecision,
  MatchingResult,
  MatchingUnit,
  RIGHT_ROW_COLUMNS,
  PinnedMember,
} from '../types';

type CaseAmount = number | string;

/** One worked example of the acceptance file; absent fields take the defaults of its conventions. */
export type MatchingCase = {
  readonly id: string;
  readonly title?: string;
  readonly as_of: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly left: ReadonlyArray<{
    readonly txn_id: string;
    readonly unit?: string;
    readonly account?: string;
    readonly ref?: string | null;
    readonly amount: CaseAmount;
    readonly net?: CaseAmount | null;
    readonly ccy: string;
    readonly vdate: string;
    readonly batch_id?: string | null;
  }>;
  readonly right: ReadonlyArray<{
    readonly line_id: string;
    readonly unit?: string;
    readonly account?: string;
    readonly ref?: string | null;
    readonly amount: CaseAmount;
    readonly ccy: string;
    readonly vdate: string;
    readonly batch_id?: string | null;
  }>;
  readonly decisions?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  readonly fx?: unknown;
  readonly fx_rates?: unknown;
  readonly rates?: unknown;
};

export type CaseGroup = {
  readonly pass: string;
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly residual: CaseAmount;
  readonly fee_explained: CaseAmount;
  readonly unexplained: CaseAmount;
};
export type CaseBreak = { readonly side: string; readonly id: string; readonly type: string };
export type CaseResult = {
  readonly groups: readonly CaseGroup[];
  readonly breaks: readonly CaseBreak[];
  readonly proof?: { readonly left: CaseAmount; readonly right: CaseAmount; readonly must_be_zero: CaseAmount };
};

/** Separates the case from the names it uses, so that many cases are units of one run. */
const MARK = '~';
const DEFAULT_UNIT = 'ACC1';

const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
const caseOf = (unit: unknown): string => String(unit).split(MARK)[0];
const nameOf = (id: unknown): string => String(id).slice(String(id).indexOf(MARK) + 1);

/**
 * Runs all cases as units of one run and answers by case id in the shape of `expect`: groups by the date of the
 * first line, then the first transaction; breaks by side and id.
 */
export async function runMatchingCases(
  session: EngineSession,
  cases: readonly MatchingCase[],
): Promise<{ readonly byCase: ReadonlyMap<string, CaseResult>; readonly result: MatchingResult }> {
  const loaded = cases.map(toInputs);
  await session.load(
    'left_rows',
    LEFT_ROW_COLUMNS,
    loaded.flatMap(({ left }) => left),
  );
  await session.load(
    'right_rows',
    RIGHT_ROW_COLUMNS,
    loaded.flatMap(({ right }) => right),
  );
  const result = await runMatching(
    session,
    {
      decisions: loaded.flatMap(({ decisions }) => decisions),
      pinned: loaded.flatMap(({ pinned }) => pinned),
      // Two cases may give different rates for one pair; overlapping ones would only repeat a candidate.
      fx: loaded.flatMap(({ fx }) => fx),
    },
    loaded.flatMap(({ units }) => units),
  );
  return { byCase: await readResults(session, cases, result), result };
}

async function readResults(session: EngineSession, cases: readonly MatchingCase[], result: MatchingResult) {
  const groups = await session.all(`SELECT group_id, recon_unit, pass, CAST(residual_minor AS VARCHAR) AS residual,
       CAST(fee_explained_minor AS VARCHAR) AS fee, CAST(unexplained_minor AS VARCHAR) AS unexplained FROM out_groups ORDER BY group_id`);
  const members = await session.all('SELECT group_id, side, row_id FROM out_members ORDER BY group_id, side, row_id');
  const breaks = await session.all(
    'SELECT recon_unit, side, row_id, break_class FROM out_breaks ORDER BY recon_unit, side, row_id',
  );
  const rowsOf = new Map<string, { left: string[]; right: string[] }>();
  for (const { group_id, side, row_id } of members) {
    const rows = rowsOf.get(String(group_id)) ?? { left: [], right: [] };
    rows[side === 'L' ? 'left' : 'right'].push(nameOf(row_id));
    rowsOf.set(String(group_id), rows);
  }
  const byCase = new Map<string, { groups: CaseGroup[]; breaks: CaseBreak[]; proof: CaseResult['proof'] }>(
    cases.map(({ id }) => [id, { groups: [], breaks: [], proof: undefined }]),
  );
  for (const group of groups) {
    const rows = rowsOf.get(String(group.group_id))!;
    byCase.get(caseOf(group.recon_unit))!.groups.push({
      pass: String(group.pass),
      left: rows.left,
      right: rows.right,
      residual: toCaseAmount(group.residual),
      fee_explained: toCaseAmount(group.fee),
      unexplained: toCaseAmount(group.unexplained),
    });
  }
  for (const { recon_unit, side, row_id, break_class } of breaks) {
    byCase.get(caseOf(recon_unit))!.breaks.push({ side: String(side), id: nameOf(row_id), type: String(break_class) });
  }
  for (const one of result.proof) {
    const entry = byCase.get(caseOf(one.unit))!;
    // A case whose units or currencies differ has no single total; the sum still has to balance.
    entry.proof = {
      left: toCaseAmount(BigInt(entry.proof?.left ?? 0) + one.leftMinor),
      right: toCaseAmount(BigInt(entry.proof?.right ?? 0) + one.rightMinor),
      must_be_zero: toCaseAmount(BigInt(entry.proof?.must_be_zero ?? 0) + (one.mustBeZeroMinor || one.miscountedRows)),
    };
  }
  for (const { id, right } of cases) {
    const entry = byCase.get(id)!;
    const dateOf = new Map(right.map(({ line_id, vdate }) => [line_id, vdate]));
    // By the first line's date, then the first transaction; groups without a line or a transaction come last.
    const key = (group: CaseGroup) =>
      [dateOf.get(group.right[0]) ?? '~', group.left[0] ?? '~', group.right[0] ?? '~'].join('\u0000');
    entry.groups.sort((a, b) => compare(key(a), key(b)));
    entry.proof ??= { left: 0, right: 0, must_be_zero: 0 };
  }
  return byCase;
}

/** What differs between an expected and an actual result, one line each; groups and breaks are compared as sets. */
export function caseDifferences(expected: Partial<CaseResult>, actual: CaseResult): string[] {
  const lines = (result: Partial<CaseResult>) => [
    ...(result.groups ?? []).map(group => `group ${JSON.stringify(inOrder(group))}`),
    ...(result.breaks ?? []).map(({ side, id, type }) => `break ${side} ${id} ${type}`),
    ...(expected.proof && result.proof
      ? [`proof left ${result.proof.left} right ${result.proof.right} must be zero ${result.proof.must_be_zero}`]
      : []),
  ];
  const wanted = lines(expected);
  const got = lines(actual);
  return [
    ...wanted.filter(line => !got.includes(line)).map(line => `missing    ${line}`),
    ...got.filter(line => !wanted.includes(line)).map(line => `unexpected ${line}`),
    ...(wanted.length === got.length ? [] : [`expected ${wanted.length} groups, breaks and proofs, got ${got.length}`]),
  ];
}

function inOrder(group: CaseGroup): CaseGroup {
  return {
    pass: group.pass,
    left: [...group.left].sort(),
    right: [...group.right].sort(),
    residual: group.residual,
    fee_explained: group.fee_explained,
    unexplained: group.unexplained,
  };
}

function toCaseAmount(value: unknown): CaseAmount {
  const minor = BigInt(String(value));
  // tidy-ok: the examples carry minor units as JSON numbers up to 2^53, as their conventions say.
  return minor >= -9007199254740991n && minor <= 9007199254740991n ? Number(minor) : minor.toString();
}

type CaseInputs = {
  left: EngineRow[];
  right: EngineRow[];
  units: MatchingUnit[];
  decisions: MatchDecision[];
  pinned: PinnedMember[];
  fx: FxInterval[];
};

function toInputs(one: MatchingCase): CaseInputs {
  const mark = (value: string) => `${one.id}${MARK}${value}`;
  const row = (source: MatchingCase['left'][number] | MatchingCase['right'][number]): EngineRow => ({
    unit: mark(source.unit ?? DEFAULT_UNIT),
    account_id: mark(source.account ?? source.unit ?? DEFAULT_UNIT),
    ccy: source.ccy,
    ref: source.ref ?? null,
    amount: String(source.amount),
    vdate: source.vdate,
    business_date: source.vdate,
    batch_id: source.batch_id ?? null,
  });
  const unitOf = new Map<string, string>();
  const named = (source: MatchingCase['left'][number] | MatchingCase['right'][number], id: string) => {
    const values = row(source);
    unitOf.set(mark(id), String(values.unit));
    return values;
  };
  const left = one.left.map(source => ({
    ...named(source, source.txn_id),
    txn_id: mark(source.txn_id),
    gross: String(source.amount),
    net: String(source.net ?? source.amount),
  }));
  const right = one.right.map(source => ({ ...named(source, source.line_id), line_id: mark(source.line_id) }));
  const units = unitOf.size > 0 ? new Set(unitOf.values()) : new Set([mark(DEFAULT_UNIT)]);
  return {
    left,
    right,
    units: [...units].map(unit => toUnit(unit, one)),
    decisions: (one.decisions ?? []).flatMap((decision, index) => toDecisions(decision, index, mark, unitOf)),
    pinned: [],
    fx: toRates(one),
  };
}

function toUnit(unit: string, { as_of, config = {} }: MatchingCase): MatchingUnit {
  const lags = config.lag_days as [number, number] | undefined;
  const number = (name: string) => (config[name] === undefined ? undefined : Number(config[name]));
  return {
    unit,
    asOf: parseIsoDate(as_of),
    keyWindowDays: number('key_window_days'),
    lagMin: number('lag_min') ?? lags?.[0],
    lagMax: number('lag_max') ?? lags?.[1],
    toleranceMinor: config.tol_abs === undefined ? undefined : BigInt(String(config.tol_abs)),
    toleranceBps: number('tol_bps'),
    toleranceNeedsReference: config.tol_requires_ref as boolean | undefined,
    dueLagDays: number('due_lag_days') ?? number('due_lag'),
    fxToleranceBps: number('fx_tol_bps'),
  };
}

/** A decision names one row of each side, or lists of them; rows of one decision may also come one by one. */
function toDecisions(
  decision: Readonly<Record<string, unknown>>,
  index: number,
  mark: (value: string) => string,
  unitOf: ReadonlyMap<string, string>,
): MatchDecision[] {
  const list = (...names: string[]) => names.flatMap(name => decision[name] ?? []).map(id => mark(String(id)));
  const txns = list('txn_id', 'txn_ids', 'left');
  const lines = list('line_id', 'line_ids', 'right');
  const base = {
    decisionId: mark(String(decision.decision_id ?? `DEC${index}`)),
    action: String(decision.action) as MatchDecision['action'],
    seq: Number(decision.seq ?? 0),
  };
  const unit = (id: string) => unitOf.get(id) ?? mark(DEFAULT_UNIT);
  if (base.action === 'NEVER') {
    return txns.flatMap(txnId => lines.map(lineId => ({ ...base, unit: unit(txnId), txnId, lineId })));
  }
  return [
    ...txns.map(txnId => ({ ...base, unit: unit(txnId), txnId })),
    ...lines.map(lineId => ({ ...base, unit: unit(lineId), lineId })),
  ];
}

/** Rates as a list of `{from, to, rate}` or as `{"USD/EUR": "0.92"}`. */
function toRates(one: MatchingCase): FxInterval[] {
  const given = one.fx ?? one.fx_rates ?? one.rates ?? one.config?.fx ?? one.config?.fx_rates ?? one.config?.rates;
  const always = { validFrom: parseIsoDate('1900-01-01'), validTo: parseIsoDate('2999-12-31') };
  if (Array.isArray(given)) {
    return given.map(({ from, to, from_ccy, to_ccy, from_currency, to_currency, rate }) => ({
      ...always,
      from: String(from ?? from_ccy ?? from_currency),
      to: String(to ?? to_ccy ?? to_currency),
      rate: String(rate),
    }));
  }
  return Object.entries((given ?? {}) as Record<string, unknown>).map(([pair, rate]) => {
    const [from = pair, to = pair] = pair.match(/[A-Z]{3}/g) ?? [];
    return { ...always, from, to, rate: String(rate) };
  });
}

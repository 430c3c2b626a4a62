import { IsoDate } from '@internal/plugin-payrec-common';

/** Passes in the order they run; the value is what `match_groups.pass` carries. */
export const MATCH_PASSES = [
  'P0_DECISION',
  'P1_EXACT_REF',
  'P2_NORM_REF',
  'P3_BATCH',
  'P3_SPLIT',
  'P3_ZERO_BATCH',
  'P3_CONTRA',
  'P4_AMOUNT_DATE',
  'P5_TOLERANCE',
] as const;
export type MatchPass = (typeof MATCH_PASSES)[number];

/** Settings of one unit of reconciliation in one run. Units with different settings run in the same statements. */
export type MatchingUnit = {
  /** `<account_id>|<currency>`; every row of the input names one of the units of the run. */
  readonly unit: string;
  /** Day the run speaks for; ages count from it. */
  readonly asOf: IsoDate;
  /** First business date inside the window. A group with an older member straddles; absent means none does. */
  readonly windowStart?: IsoDate;
  /** Pairs of equal reference further apart than this many days are not the same money. Default 31. */
  readonly keyWindowDays?: number;
  /** Earliest and latest value date of the line relative to the transaction, in days. Default −1 and 5, at most ±31. */
  readonly lagMin?: number;
  readonly lagMax?: number;
  /** Difference from the expected net that still clears, in minor units; the larger of this and `toleranceBps` counts. */
  readonly toleranceMinor?: bigint;
  /** The same in basis points of the gross amount, rounded towards zero, below 5,000. */
  readonly toleranceBps?: number;
  /** Whether clearing by tolerance needs equal normalised references. Default true. */
  readonly toleranceNeedsReference?: boolean;
  /** An open transaction is on its way up to this age in days, missing afterwards. Default 5. */
  readonly dueLagDays?: number;
  /** How far a converted amount may be from the line to be called FX, in basis points of the converted amount. Default 50. */
  readonly fxToleranceBps?: number;
};

/**
 * One row of a human decision. MATCH: every row of the decision names a transaction, a line or both, and all of them are
 * one group. EXCLUDE: the named rows leave the run and its proof. NEVER: this transaction and this line are never in one group.
 */
export type MatchDecision = {
  readonly unit: string;
  readonly decisionId: string;
  /** Order of the decision log. Of two MATCH decisions that share a row the earlier one counts. */
  readonly seq: number;
  readonly action: 'MATCH' | 'EXCLUDE' | 'NEVER';
  readonly txnId?: string;
  readonly lineId?: string;
};

/** A row of a group of the published run that must stay together, with its pass. */
export type PinnedMember = {
  readonly unit: string;
  readonly groupId: string;
  readonly pass: MatchPass;
  readonly side: 'L' | 'R';
  readonly rowId: string;
};

/** Rate that holds from `validFrom` to `validTo`, both inclusive: units of `to` per unit of `from`, as exact text. */
export type FxInterval = {
  readonly from: string;
  readonly to: string;
  readonly rate: string;
  readonly validFrom: IsoDate;
  readonly validTo: IsoDate;
};

/** Rows to load, or the word that the caller has already filled the scratch table of that name in the session. */
export type RowsOrTable<T> = Iterable<T> | 'table';

/**
 * What a run reads. `left_rows` and `right_rows` are scratch tables the caller fills by SQL ({@link LEFT_ROW_COLUMNS},
 * {@link RIGHT_ROW_COLUMNS}); only money that should arrive belongs in them (no voided, failed or pending rows).
 */
export type MatchingInputs = {
  readonly decisions?: RowsOrTable<MatchDecision>;
  /** Scratch table `pinned(unit, group_id, pass, side, row_id)`. */
  readonly pinned?: RowsOrTable<PinnedMember>;
  /** Scratch table `fx(from_ccy, to_ccy, valid_from, valid_to, rate)`, the intervals of a pair must not overlap. */
  readonly fx?: RowsOrTable<FxInterval>;
};

/** Column of a scratch table that is loaded from rows; the last four types are the categories of a run. */
export type ScratchColumn = {
  readonly name: string;
  readonly type:
    | 'text'
    | 'bigint'
    | 'integer'
    | 'date'
    | 'boolean'
    | 'decimal'
    | 'recon_unit'
    | 'currency'
    | 'pass'
    | 'side';
};

/** Columns of the scratch table `left_rows`; `txn_id` is unique over the run. Amounts in minor units, credit to us positive. */
export const LEFT_ROW_COLUMNS: readonly ScratchColumn[] = [
  { name: 'unit', type: 'text' },
  // Only the class FX looks beyond the unit: at rows of the same account in another currency.
  { name: 'account_id', type: 'text' },
  { name: 'ccy', type: 'text' },
  { name: 'txn_id', type: 'text' },
  { name: 'ref', type: 'text' },
  { name: 'gross', type: 'bigint' },
  // Expected net; equal to gross when no fee is known.
  { name: 'net', type: 'bigint' },
  { name: 'vdate', type: 'date' },
  { name: 'business_date', type: 'date' },
  { name: 'batch_id', type: 'text' },
];

/** Columns of the scratch table `right_rows`; `line_id` is unique over the run. */
export const RIGHT_ROW_COLUMNS: readonly ScratchColumn[] = [
  { name: 'unit', type: 'text' },
  { name: 'account_id', type: 'text' },
  { name: 'ccy', type: 'text' },
  { name: 'line_id', type: 'text' },
  { name: 'ref', type: 'text' },
  { name: 'amount', type: 'bigint' },
  { name: 'vdate', type: 'date' },
  { name: 'business_date', type: 'date' },
  { name: 'batch_id', type: 'text' },
];

export const DECISION_COLUMNS: readonly ScratchColumn[] = [
  { name: 'unit', type: 'recon_unit' },
  { name: 'decision_id', type: 'text' },
  { name: 'seq', type: 'bigint' },
  { name: 'action', type: 'text' },
  { name: 'txn_id', type: 'text' },
  { name: 'line_id', type: 'text' },
];

export const PINNED_COLUMNS: readonly ScratchColumn[] = [
  { name: 'unit', type: 'recon_unit' },
  { name: 'group_id', type: 'text' },
  { name: 'pass', type: 'pass' },
  { name: 'side', type: 'side' },
  { name: 'row_id', type: 'text' },
];

export const FX_COLUMNS: readonly ScratchColumn[] = [
  { name: 'from_ccy', type: 'text' },
  { name: 'to_ccy', type: 'text' },
  { name: 'valid_from', type: 'date' },
  { name: 'valid_to', type: 'date' },
  { name: 'rate', type: 'decimal' },
];

export const UNIT_COLUMNS: readonly ScratchColumn[] = [
  { name: 'unit', type: 'recon_unit' },
  { name: 'as_of', type: 'date' },
  { name: 'window_start', type: 'date' },
  { name: 'key_window_days', type: 'bigint' },
  { name: 'lag_min', type: 'bigint' },
  { name: 'lag_max', type: 'bigint' },
  { name: 'tol_minor', type: 'bigint' },
  { name: 'tol_bps', type: 'bigint' },
  { name: 'tol_needs_ref', type: 'boolean' },
  { name: 'due_lag_days', type: 'bigint' },
  { name: 'fx_tol_bps', type: 'bigint' },
];

export const CURRENCY_COLUMNS: readonly ScratchColumn[] = [
  { name: 'ccy', type: 'currency' },
  { name: 'exponent', type: 'integer' },
];

/**
 * P9 of one unit and currency: right − left must be the residuals of the groups plus the open lines minus the open
 * transactions, to the minor unit, and every row must be in a group or a break. Excluded rows are on neither side.
 */
export type UnitProof = {
  readonly unit: string;
  readonly currency: string;
  readonly leftMinor: bigint;
  readonly rightMinor: bigint;
  readonly residualMinor: bigint;
  readonly openLeftMinor: bigint;
  readonly openRightMinor: bigint;
  /** 0, or the run must not be published for this unit. */
  readonly mustBeZeroMinor: bigint;
  readonly leftCount: bigint;
  readonly rightCount: bigint;
  /** Rows of the input less rows in groups and breaks, by side, without sign; 0, or the run must not be published for this unit. */
  readonly miscountedRows: bigint;
};

/** A decision or pinned group the run could not honour, and why. */
export type IgnoredGroup = {
  readonly unit: string;
  /** Decision id, or group id of the pinned group. */
  readonly id: string;
  readonly kind: 'decision' | 'pinned';
  readonly reason: 'MIXED_UNIT' | 'MEMBER_ABSENT' | 'NEVER_PAIR' | 'MIXED_CURRENCY' | 'SHARES_ROW';
};

export type MatchingStep = {
  /** Part of the run the statement belongs to, such as `P1` or `breaks`. */
  readonly step: string;
  /** Statements done and in all; the total grows by the rounds that turn out to be needed. */
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
};

export type MatchingResult = {
  readonly proof: UnitProof[];
  readonly ignored: IgnoredGroup[];
  /** Milliseconds statements of a step took; those of steps that ran beside each other add up to more than the clock. */
  readonly stepMs: ReadonlyMap<string, number>;
};

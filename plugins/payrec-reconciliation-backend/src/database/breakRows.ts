import { BreakClass, BreakState } from '@internal/plugin-payrec-reconciliation-common';
import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { toInstant, toInstantOrNull } from './pgValues';

/** One question a run left open, as the run wrote it. Amounts are minor units of `currency` as text. */
export type BreakCase = {
  readonly id: string;
  readonly caseKey: string;
  readonly unit: string;
  readonly currency: string;
  readonly breakClass: BreakClass;
  readonly groupId: string | null;
  readonly pass: string | null;
  readonly matchKey: string | null;
  readonly leftCount: number;
  readonly rightCount: number;
  readonly leftMinor: string;
  /** What should have arrived: gross plus expected fees. */
  readonly leftNetMinor: string;
  readonly rightMinor: string;
  /** Part of the difference that expected fees explain. */
  readonly explainedMinor: string;
  readonly leftValueDate: IsoDate | null;
  readonly rightValueDate: IsoDate | null;
  readonly leftReference: string | null;
  readonly rightReference: string | null;
  readonly leftParty: string | null;
  readonly rightParty: string | null;
  readonly rightText: string | null;
  readonly businessDate: IsoDate;
  readonly fromDate: IsoDate;
  readonly toDate: IsoDate;
};

export type Break = BreakCase & {
  readonly state: BreakState;
  readonly version: number;
  readonly matchRunId: string;
  readonly runId: string;
  readonly differenceMinor: string;
  readonly assignee: string | null;
  readonly proposedBy: string | null;
  readonly approvedBy: string | null;
  readonly disputedParty: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly decidedAction: string | null;
  readonly updatedAt: Instant;
};

export type BreakFilter = {
  readonly unit?: string;
  readonly currency?: string;
  readonly breakClass?: readonly string[];
  readonly state?: readonly string[];
  /** Both inclusive. */
  readonly businessDateFrom?: IsoDate;
  readonly businessDateTo?: IsoDate;
  readonly businessDate?: IsoDate;
  readonly assignee?: string;
  readonly q?: string;
};

export type BreakSort = 'age' | 'amount' | 'updated';

export type BreakEvent = {
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly reason: string | null;
  readonly fromState: BreakState | null;
  readonly toState: BreakState | null;
  readonly decisionSeq: number | null;
};

/** Columns a decision may change. */
export type BreakChange = Partial<{
  state: BreakState;
  assignee: string | null;
  proposed_by: string | null;
  proposed_at: Instant | null;
  approved_by: string | null;
  disputed_party: string | null;
  decided_by: string;
  decided_at: Instant;
  decided_action: string;
  decision_seq: number;
}>;

export type BreakRow = {
  id: string;
  case_key: string;
  unit: string;
  currency: string;
  break_class: BreakClass;
  state: BreakState;
  version: number;
  match_run_id: string;
  run_id: string;
  group_id: string | null;
  pass: string | null;
  match_key: string | null;
  left_count: number;
  right_count: number;
  left_minor: string;
  left_net_minor: string;
  right_minor: string;
  difference_minor: string;
  explained_minor: string;
  left_value_date: IsoDate | null;
  right_value_date: IsoDate | null;
  left_reference: string | null;
  right_reference: string | null;
  left_party: string | null;
  right_party: string | null;
  right_text: string | null;
  business_date: IsoDate;
  from_date: IsoDate;
  to_date: IsoDate;
  assignee: string | null;
  proposed_by: string | null;
  approved_by: string | null;
  disputed_party: string | null;
  decided_by: string | null;
  decided_at: Date | null;
  decided_action: string | null;
  updated_at: Date;
};

export function toCaseRow(one: BreakCase) {
  return {
    id: one.id,
    case_key: one.caseKey,
    unit: one.unit,
    currency: one.currency,
    break_class: one.breakClass,
    group_id: one.groupId,
    pass: one.pass,
    match_key: one.matchKey,
    left_count: one.leftCount,
    right_count: one.rightCount,
    left_minor: one.leftMinor,
    left_net_minor: one.leftNetMinor,
    right_minor: one.rightMinor,
    difference_minor: (BigInt(one.rightMinor) - BigInt(one.leftMinor)).toString(),
    explained_minor: one.explainedMinor,
    left_value_date: one.leftValueDate,
    right_value_date: one.rightValueDate,
    left_reference: one.leftReference,
    right_reference: one.rightReference,
    left_party: one.leftParty,
    right_party: one.rightParty,
    right_text: one.rightText,
    business_date: one.businessDate,
    from_date: one.fromDate,
    to_date: one.toDate,
    search_text: [
      one.id,
      one.leftReference,
      one.rightReference,
      one.leftParty,
      one.rightParty,
      one.rightText,
      one.matchKey,
    ]
      .filter(part => part !== null)
      .join('\n'),
  };
}

export function toBreak(row: BreakRow): Break {
  return {
    id: row.id,
    caseKey: row.case_key,
    unit: row.unit,
    currency: row.currency,
    breakClass: row.break_class,
    state: row.state,
    version: row.version,
    matchRunId: row.match_run_id,
    runId: row.run_id,
    groupId: row.group_id,
    pass: row.pass,
    matchKey: row.match_key,
    leftCount: row.left_count,
    rightCount: row.right_count,
    leftMinor: row.left_minor,
    leftNetMinor: row.left_net_minor,
    rightMinor: row.right_minor,
    differenceMinor: row.difference_minor,
    explainedMinor: row.explained_minor,
    leftValueDate: row.left_value_date,
    rightValueDate: row.right_value_date,
    leftReference: row.left_reference,
    rightReference: row.right_reference,
    leftParty: row.left_party,
    rightParty: row.right_party,
    rightText: row.right_text,
    businessDate: row.business_date,
    fromDate: row.from_date,
    toDate: row.to_date,
    assignee: row.assignee,
    proposedBy: row.proposed_by,
    approvedBy: row.approved_by,
    disputedParty: row.disputed_party,
    decidedBy: row.decided_by,
    decidedAt: toInstantOrNull(row.decided_at),
    decidedAction: row.decided_action,
    updatedAt: toInstant(row.updated_at),
  };
}

import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { toInstant, toInstantOrNull } from './pgValues';

export type RunState = 'queued' | 'running' | 'published' | 'failed' | 'cancelled' | 'superseded';
export type RunTrigger = 'schedule' | 'manual' | 'statement' | 'recheck';
export type PassFigures = { pass: string; groups: number; left: number; right: number };

/** What a run found in one unit. Amounts are minor units as text. */
export type UnitFigures = {
  readonly leftCount: number;
  readonly rightCount: number;
  readonly matchedLeft: number;
  readonly matchedRight: number;
  readonly groups: number;
  readonly openLeft: number;
  readonly openRight: number;
  readonly expectedMinor: string;
  readonly receivedMinor: string;
  readonly matchedMinor: string;
  readonly onItsWayMinor: string;
  readonly explainedMinor: string;
  readonly unexplainedMinor: string;
  readonly proofMinor: string;
  readonly passes: PassFigures[];
};

export type RunUnit = UnitFigures & {
  readonly unit: string;
  readonly currency: string;
  readonly state: 'pending' | 'published' | 'refused' | 'failed' | 'cancelled';
  readonly reason: string | null;
};

export type Run = {
  readonly id: string;
  readonly seq: string;
  readonly state: RunState;
  readonly trigger: RunTrigger;
  readonly requestedBy: string | null;
  readonly asOfDate: IsoDate;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly progressPercent: number;
  readonly step: string | null;
  readonly dataVersion: string | null;
  readonly error: string | null;
  readonly units: RunUnit[];
};

export type ClaimedRun = Run & {
  /** Names what this attempt writes; from 1. */
  readonly attempt: number;
  /** How often it died with its process or failed for a reason unknown, this attempt not counted. */
  readonly setbacks: number;
  readonly decisionSeq: string;
};

/** One unit as one run published it. */
export type Publication = {
  readonly runId: string;
  /** Value of `run_id` in the match tables: the run and the attempt that wrote them. */
  readonly matchRunId: string;
  readonly publishedAt: Instant;
};

/** The publication that counts. */
export type Pointer = Publication & {
  readonly unit: string;
  readonly asOfDate: IsoDate;
  readonly windowFrom: IsoDate;
  readonly ingestSeq: string;
};

export type DayFigures = {
  readonly businessDate: IsoDate;
  readonly leftCount: number;
  readonly matchedLeft: number;
  readonly expectedMinor: string;
  readonly receivedMinor: string;
  readonly unexplainedMinor: string;
};

export type NewRun = {
  readonly id: string;
  readonly trigger: RunTrigger;
  readonly requestedBy: string | null;
  readonly requestKey: string | null;
  readonly asOfDate: IsoDate;
  readonly now: Instant;
  /** Not before then: lets several files that come together share one run. */
  readonly notBefore?: Instant;
  readonly units: ReadonlyArray<{ unit: string; currency: string }>;
};

export type RunRow = {
  id: string;
  seq: string;
  state: RunState;
  trigger: RunTrigger;
  requested_by: string | null;
  as_of_date: IsoDate;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  progress_percent: number;
  step: string | null;
  data_version: string | null;
  error: string | null;
};

export function toRun(row: RunRow, units: RunUnit[]): Run {
  return {
    id: row.id,
    seq: row.seq,
    state: row.state,
    trigger: row.trigger,
    requestedBy: row.requested_by,
    asOfDate: row.as_of_date,
    createdAt: toInstant(row.created_at),
    startedAt: toInstantOrNull(row.started_at),
    finishedAt: toInstantOrNull(row.finished_at),
    progressPercent: row.progress_percent,
    step: row.step,
    dataVersion: row.data_version,
    error: row.error,
    units,
  };
}

export type UnitRow = {
  run_id: string;
  unit: string;
  currency: string;
  state: RunUnit['state'];
  reason: string | null;
  left_count: number;
  right_count: number;
  matched_left: number;
  matched_right: number;
  groups: number;
  open_left: number;
  open_right: number;
  expected_minor: string;
  received_minor: string;
  matched_minor: string;
  on_its_way_minor: string;
  explained_minor: string;
  unexplained_minor: string;
  proof_minor: string;
  passes: PassFigures[];
};

export function toUnit(row: UnitRow): RunUnit {
  return {
    unit: row.unit,
    currency: row.currency,
    state: row.state,
    reason: row.reason,
    leftCount: row.left_count,
    rightCount: row.right_count,
    matchedLeft: row.matched_left,
    matchedRight: row.matched_right,
    groups: row.groups,
    openLeft: row.open_left,
    openRight: row.open_right,
    expectedMinor: row.expected_minor,
    receivedMinor: row.received_minor,
    matchedMinor: row.matched_minor,
    onItsWayMinor: row.on_its_way_minor,
    explainedMinor: row.explained_minor,
    unexplainedMinor: row.unexplained_minor,
    proofMinor: row.proof_minor,
    passes: row.passes,
  };
}

export function toFigureColumns(figures: UnitFigures) {
  return {
    left_count: figures.leftCount,
    right_count: figures.rightCount,
    matched_left: figures.matchedLeft,
    matched_right: figures.matchedRight,
    groups: figures.groups,
    open_left: figures.openLeft,
    open_right: figures.openRight,
    expected_minor: figures.expectedMinor,
    received_minor: figures.receivedMinor,
    matched_minor: figures.matchedMinor,
    on_its_way_minor: figures.onItsWayMinor,
    explained_minor: figures.explainedMinor,
    unexplained_minor: figures.unexplainedMinor,
    proof_minor: figures.proofMinor,
    passes: JSON.stringify(figures.passes),
  };
}

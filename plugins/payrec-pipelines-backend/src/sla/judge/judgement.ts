import { SloCurrent } from '@internal/plugin-payrec-pipelines-common';
import { Forecast } from '../decide/forecast';
import { VerdictRow } from '../store/rows';
import { Subject } from '../store/SloStore';

/** What a partition, run or value looks like now, before it is compared with what was written before. */
export type Judged = Omit<VerdictRow, 'sloId' | 'version' | 'detectedMs' | 'decidedBy'>;

/** A miss that was over when it was seen: due and landed lie in the past. */
export type LandedLate = {
  readonly partition: string;
  readonly dueMs: number;
  readonly landedMs: number;
  readonly reason: string;
};

/** All that one objective says at one moment. */
export type Judgement = {
  readonly subject: Subject | null;
  /** Entity scopes whose maintenance is ours: the entity, its system, the pipelines that write it. */
  readonly current: SloCurrent;
  readonly verdicts: readonly Judged[];
  /** For values over time: the sample and whether it counts. */
  readonly sample?: { readonly value: number | null; readonly excluded: boolean; readonly bad: boolean };
  /** For judgements per partition or run: is a promise broken now, and by which partition. */
  readonly breach?: {
    readonly firing: boolean;
    readonly partition: string | null;
    /** The newest partition that landed late since the last evaluation. */
    readonly landedLate: LandedLate | null;
  };
  /** Landings, known or predicted, for objectives downstream. */
  readonly landings: ReadonlyMap<string, { readonly landedMs: number | null; readonly forecast: Forecast | undefined }>;
};

export const EMPTY_CURRENT: SloCurrent = {
  state: 'PENDING',
  partition: null,
  deadlineAt: null,
  landedAt: null,
  overdueSeconds: null,
  predictedAt: null,
  predictedP90At: null,
  marginSeconds: null,
  value: null,
  unit: null,
  reason: '',
  since: null,
};

export function unknownCurrent(reason: string): SloCurrent {
  return { ...EMPTY_CURRENT, state: 'UNKNOWN', reason };
}

import { LineageName, SloSeverity, SloType } from '@internal/plugin-payrec-pipelines-common';
import { Cadence } from '../partitions/cadence';

/** Seconds throughout; the one form `spec.slos`, the short form and OpenSLO are compiled to. */
export type CompiledSlo = {
  readonly id: string;
  /** Content hash of everything below `type`; verdicts carry it. */
  readonly version: string;
  readonly entityRef: string;
  readonly name: string;
  readonly title: string;
  readonly type: SloType;
  /** Named in the definition; null takes what the entity claims. */
  readonly dataset: LineageName | null;
  readonly job: LineageName | null;
  readonly timezone: string;
  readonly partition: PartitionRule | null;
  readonly expectedBy: ExpectedBy | null;
  readonly graceSeconds: number;
  readonly warnBeforeSeconds: number;
  readonly objective: Objective | null;
  readonly severity: { readonly breach: SloSeverity; readonly warn: SloSeverity };
  readonly runbook: string | null;
  readonly threshold: Threshold | null;
  /** Longest allowed run, for `duration`. */
  readonly maxSeconds: number | null;
  /** Bounds of rows landed over rows promised, both inclusive, for `completeness`. */
  readonly ratio: { readonly min: number; readonly max: number } | null;
  /** Where the promise comes from; null: the control total of the landing itself. */
  readonly expectedDataset: LineageName | null;
  /** For `volume`. */
  readonly rows: { readonly min: number | null; readonly max: number | null; readonly maxChange: number | null } | null;
  /** For `errorRate`. */
  readonly window: { readonly seconds: number; readonly minCount: number } | null;
  /** For `availability`: minutes outside do not count. Null: always. */
  readonly serviceHours: ServiceHours | null;
  readonly source: SourceQuery | null;
};

/** Closed days of `calendar` have no partition; nor has a week or month that has none but closed days. */
export type PartitionRule = { readonly every: Cadence; readonly calendar: string | null };
/** Wall clock `offset` days after the partition's (last) day (open days of the calendar, where one is named), or a time after its end. */
export type ExpectedBy =
  | { readonly kind: 'wallClock'; readonly at: string; readonly offsetDays: number; readonly calendar: string | null }
  | { readonly kind: 'after'; readonly seconds: number };
export type Objective = {
  readonly target: number;
  readonly windowSeconds: number;
  readonly method: 'occurrences' | 'timeslices';
  readonly sliceSeconds: number | null;
};
/** Fires above `fireAbove` held for `forSeconds`; clears below `clearBelow` held for `keepFiringForSeconds`. */
export type Threshold = {
  readonly fireAbove: number;
  readonly clearBelow: number;
  readonly forSeconds: number;
  readonly keepFiringForSeconds: number;
  readonly flap: { readonly transitions: number; readonly withinSeconds: number; readonly stableSeconds: number };
};
export type ServiceHours = { readonly from: string; readonly to: string; readonly calendar: string | null };
export type SourceQuery = { readonly source: string; readonly query: string };

/** One thing wrong in a definition: where, and what is expected there. */
export type SloFaultText = { readonly path: string; readonly message: string };
export type Compiled =
  | {
      readonly kind: 'slo';
      readonly slo: CompiledSlo;
      /** Wrong, but not so that it cannot be judged. */
      readonly warnings: readonly SloFaultText[];
    }
  | { readonly kind: 'faults'; readonly faults: readonly SloFaultText[] };

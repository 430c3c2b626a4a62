import { Instant } from '@internal/plugin-payrec-common';
import { VerdictState } from '@internal/plugin-payrec-pipelines-common';

/** One row of `slo_verdicts`, times in milliseconds. */
export type VerdictRow = {
  readonly sloId: string;
  readonly version: string;
  readonly partition: string;
  readonly day: string | null;
  readonly state: VerdictState;
  readonly dueMs: number;
  readonly deadlineMs: number | null;
  readonly landedMs: number | null;
  readonly landedBy: string | null;
  readonly overdueSeconds: number | null;
  readonly rowCount: number | null;
  readonly value: number | null;
  readonly reason: string;
  readonly detectedMs: number;
  readonly clockSkew: boolean;
  readonly backfilled: boolean;
  readonly excludedBy: string | null;
  readonly predictedP90Ms: number | null;
  readonly decidedBy: string | null;
};

/** Counted as it stands: nothing more is expected but a correction. */
export const FINAL_STATES: readonly VerdictState[] = ['MET', 'LATE', 'BREACHED', 'EXCLUDED'];

export const toMs = (value: unknown): number | null => (value instanceof Date ? value.getTime() : null);
export const toDate = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
export const toInstant = (ms: number | null): Instant | null =>
  ms === null ? null : (new Date(ms).toISOString().replace('.000Z', 'Z') as Instant);

import { VerdictState } from '@internal/plugin-payrec-pipelines-common';
import { JobRun } from '../deps';
import { Partition, shortInstant } from '../partitions/partitions';
import { EffectiveLanding } from './landings';

/** A verdict of another value is corrected by the evaluator itself for that long; later a person must. */
export const AUTO_CORRECTION_MS = 24 * 3_600_000;

export type FreshnessFacts = {
  readonly nowMs: number;
  readonly graceMs: number;
  readonly warnBeforeMs: number;
  /** First write of the partition, undefined while none is known. */
  readonly landed: EffectiveLanding | undefined;
  /** Runs for this partition that have not landed it, newest first. */
  readonly attempts: readonly JobRun[];
  /** End of the last run that wrote the dataset at all. */
  readonly lastRunEndedMs: number | undefined;
  readonly predictedMs: number | undefined;
  /** Reason of the maintenance window the deadline falls into. */
  readonly maintenance: string | undefined;
  /** When the evaluator first saw a final verdict other than MET, undefined before. */
  readonly missDetectedMs: number | undefined;
};

export type PartitionVerdict = {
  readonly state: VerdictState;
  readonly reason: string;
  readonly landedMs: number | null;
  readonly overdueSeconds: number | null;
  readonly clockSkew: boolean;
};

/** Judges one partition at one moment (design §4.2). Pure: the same facts give the same verdict on every replica. */
export function decideFreshness(partition: Partition, facts: FreshnessFacts): PartitionVerdict {
  const { landed, nowMs } = facts;
  const dueMs = partition.deadlineMs + facts.graceMs;
  const landedMs = landed?.atMs ?? null;
  const overdueMs = (landedMs ?? nowMs) - dueMs;
  const overdueSeconds = Math.max(0, Math.floor(overdueMs / 1000));
  const verdict = (state: VerdictState, reason: string): PartitionVerdict => ({
    state,
    reason,
    landedMs,
    overdueSeconds,
    clockSkew: landed?.clockSkew ?? false,
  });

  if (partition.excluded) return verdict('EXCLUDED', 'closed day of the calendar');
  if (facts.maintenance !== undefined) {
    if (landedMs === null) return verdict('EXCLUDED', `the deadline lies in maintenance: ${facts.maintenance}`);
    const after = Math.round((landedMs - partition.deadlineMs) / 1000);
    const when = after > 0 ? `${after} s after the deadline` : 'in time';
    return verdict('EXCLUDED', `landed ${shortInstant(landedMs)}, ${when}, excluded`);
  }
  if (landed && landedMs !== null) {
    if (landedMs > dueMs) {
      const after = Math.round((landedMs - partition.deadlineMs) / 1000);
      return verdict('LATE', `landed ${shortInstant(landedMs)}, ${after} s after the deadline`);
    }
    // The event says it was in time, but it came so late that a person must decide whether to believe it.
    const { missDetectedMs } = facts;
    if (missDetectedMs !== undefined && landed.receivedMs > missDetectedMs + AUTO_CORRECTION_MS) {
      return verdict(
        'BREACHED',
        `reported at ${shortInstant(landed.receivedMs)} as landed ${shortInstant(
          landedMs,
        )}; after 24 h a correction needs a permission`,
      );
    }
    return verdict('MET', '');
  }
  if (nowMs > dueMs) return verdict('BREACHED', whyMissing(partition, facts));
  if (nowMs >= partition.deadlineMs - facts.warnBeforeMs && facts.warnBeforeMs > 0) {
    return verdict(
      'AT_RISK',
      `not landed ${describeSeconds((partition.deadlineMs - nowMs) / 1000)} before the deadline`,
    );
  }
  if (facts.predictedMs !== undefined && facts.predictedMs > partition.deadlineMs) {
    return verdict('AT_RISK', `predicted to land ${shortInstant(facts.predictedMs)}, after the deadline`);
  }
  return verdict('PENDING', '');
}

function whyMissing(partition: Partition, { attempts, lastRunEndedMs }: FreshnessFacts): string {
  const [last] = attempts;
  const window = `${shortInstant(partition.fromMs)}/${shortInstant(partition.toMs)}`;
  if (last?.state === 'RUNNING') {
    return `run ${last.runId} for nominal window ${window} has not ended${
      last.startedAt ? `; started ${shortInstant(Date.parse(last.startedAt))}` : ''
    }`;
  }
  if (last?.state === 'FAILED' || last?.state === 'ABORTED') {
    const word = last.state === 'FAILED' ? 'failed' : 'was aborted';
    const ended = last.endedAt ? ` at ${shortInstant(Date.parse(last.endedAt))}` : '';
    return `run ${last.runId} for nominal window ${window} ${word}${ended}${
      last.errorMessage ? `: ${last.errorMessage}` : ''
    }`;
  }
  const before =
    lastRunEndedMs === undefined ? 'no run was ever seen' : `last run ended ${shortInstant(lastRunEndedMs)}`;
  return `no run seen for nominal window ${window}; ${before}`;
}

export function describeSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

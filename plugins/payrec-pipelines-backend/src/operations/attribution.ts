import { OperationsHeadline } from '@internal/plugin-payrec-pipelines-common';
import { describeSeconds } from '../sla/decide/freshness';
import { JobRun } from '../sla/deps';

export type AttributionInput = {
  readonly deadlineMs: number;
  /** Landing, or its forecast; null: not known, then up to now. */
  readonly landedMs: number | null;
  readonly nowMs: number;
  /** When the last input was there, and when it usually is; null without one. */
  readonly inputReadyMs: number | null;
  readonly inputUsualMs: number | null;
  /** Runs for the partition, oldest first. */
  readonly attempts: readonly JobRun[];
  readonly usualRunSeconds: number | null;
};
type Part = OperationsHeadline['attribution'][number];

/**
 * What a delay is made of: the input came late, the run waited for it, attempts failed, the run took longer. The parts sum
 * to the delay past the deadline; what they have beyond it is the slack that was used up (negative).
 */
export function attributeDelay(input: AttributionInput): Part[] {
  const endMs = input.landedMs ?? input.nowMs;
  const delay = Math.round((endMs - input.deadlineMs) / 1000);
  if (delay <= 0) return [];
  const parts: Part[] = [];
  const add = (kind: Part['kind'], seconds: number, text: string, runId: string | null = null) => {
    if (Math.round(seconds) > 0) parts.push({ kind, seconds: Math.round(seconds), text, runId });
  };
  if (input.inputReadyMs !== null && input.inputUsualMs !== null) {
    const late = (input.inputReadyMs - input.inputUsualMs) / 1000;
    add('source-late', late, `The source came ${describeSeconds(late)} later than usual`);
  }
  let cursorMs = input.inputReadyMs;
  for (const run of input.attempts) {
    const startedMs = run.startedAt ? Date.parse(run.startedAt) : null;
    if (startedMs === null) continue;
    const endedMs = run.endedAt ? Date.parse(run.endedAt) : endMs;
    if (cursorMs !== null && startedMs > cursorMs) {
      const wait = (startedMs - cursorMs) / 1000;
      const rerun = parts.some(part => part.kind === 'attempt-failed');
      add(rerun ? 'rerun-wait' : 'queue', wait, rerun ? 'Until the rerun' : 'Waiting to start', run.runId);
    }
    const length = (endedMs - startedMs) / 1000;
    if (run.state === 'FAILED' || run.state === 'ABORTED') {
      add('attempt-failed', length, `Attempt failed${run.errorMessage ? `: ${run.errorMessage}` : ''}`, run.runId);
    } else if (input.usualRunSeconds !== null) {
      const longer = length - input.usualRunSeconds;
      add('run-longer', longer, `The run took ${describeSeconds(longer)} longer than usual`, run.runId);
    }
    cursorMs = endedMs;
  }
  const explained = parts.reduce((sum, part) => sum + part.seconds, 0);
  const rest = delay - explained;
  if (explained > 0 && rest !== 0) {
    const text = rest < 0 ? 'Slack used' : 'Not explained by runs';
    parts.push({ kind: 'slack', seconds: rest, text, runId: null });
  }
  return parts;
}

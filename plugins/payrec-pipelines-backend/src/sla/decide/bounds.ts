import { VerdictState } from '@internal/plugin-payrec-pipelines-common';
import { CompiledSlo } from '../definition/types';

export type BoundVerdict = { readonly state: VerdictState; readonly value: number | null; readonly reason: string };

/**
 * Rows landed over rows promised. More rows than the source is wrong too; nothing promised and nothing landed is complete;
 * without a promise nobody can say, which is never 100 %.
 */
export function decideCompleteness(
  bounds: { readonly min: number; readonly max: number },
  landed: number | null,
  promised: number | null,
): BoundVerdict {
  if (promised === null) return { state: 'UNKNOWN', value: null, reason: 'no control total' };
  if (landed === null) return { state: 'UNKNOWN', value: null, reason: 'the landing names no row count' };
  if (promised === 0 && landed === 0) return { state: 'MET', value: 1, reason: '' };
  if (promised === 0) return { state: 'BREACHED', value: null, reason: `${landed} rows landed and none were promised` };
  const value = landed / promised;
  if (value < bounds.min) return { state: 'BREACHED', value, reason: `${landed} of ${promised} rows landed` };
  if (value > bounds.max)
    return { state: 'BREACHED', value, reason: `${landed} rows landed, more than the ${promised} promised` };
  return { state: 'MET', value, reason: '' };
}

/** Rows of a partition against fixed bounds and against what they were before (an overwrite, or the usual). */
export function decideVolume(
  bounds: NonNullable<CompiledSlo['rows']>,
  current: number | null,
  previous: number | null,
): BoundVerdict & { readonly changeRatio: number | null } {
  const changeRatio =
    current === null || previous === null || previous === 0
      ? null
      : Math.round(((current - previous) / previous) * 1e5) / 1e5;
  const verdict = (state: VerdictState, reason: string) => ({ state, value: current, reason, changeRatio });
  if (current === null) return verdict('UNKNOWN', 'the landing names no row count');
  if (bounds.min !== null && current < bounds.min)
    return verdict('BREACHED', `${current} rows, at least ${bounds.min} expected`);
  if (bounds.max !== null && current > bounds.max)
    return verdict('BREACHED', `${current} rows, at most ${bounds.max} expected`);
  if (bounds.maxChange !== null && changeRatio !== null && Math.abs(changeRatio) > bounds.maxChange) {
    return verdict('BREACHED', `${previous} rows before, ${current} now`);
  }
  return verdict('MET', '');
}

/** A run is judged while it runs: it breaks the bound before it ends. */
export function decideDuration(maxSeconds: number, elapsedSeconds: number | null, ended: boolean): BoundVerdict {
  if (elapsedSeconds === null) return { state: 'UNKNOWN', value: null, reason: 'the run has no start' };
  if (elapsedSeconds > maxSeconds) {
    const verb = ended ? 'took' : 'runs since';
    return { state: 'BREACHED', value: elapsedSeconds, reason: `${verb} ${elapsedSeconds} s, at most ${maxSeconds} s` };
  }
  return { state: ended ? 'MET' : 'PENDING', value: elapsedSeconds, reason: '' };
}

/** Failed over finished. Under the minimum it says nothing, rather than 100 % of one run. */
export function errorRateOf(
  counts: { readonly failed: number; readonly finished: number },
  minCount: number,
): number | null {
  return counts.finished < minCount ? null : counts.failed / counts.finished;
}

import { CheckState } from '@internal/plugin-payrec-pipelines-common';
import { Threshold } from '../definition/types';

/** No data raises an alert of its own after that long; until then it is shown as UNKNOWN and nobody is called. */
export const NO_DATA_AFTER_MS = 15 * 60_000;

/** What the machine remembers between samples; kept in the database, all times in milliseconds. */
export type CheckMemory = {
  readonly firing: boolean;
  /** Since when the value is above `fireAbove` without firing yet. */
  readonly activeSinceMs: number | null;
  /** Since when the value is below `clearBelow` while still firing. */
  readonly clearSinceMs: number | null;
  /** Times at which it began or ceased to fire, oldest first, of the flapping window only. */
  readonly transitionsMs: readonly number[];
  readonly flapping: boolean;
  readonly unknownSinceMs: number | null;
  readonly noDataSent: boolean;
  readonly lastMs: number | null;
  /** Worst burn alert that is on; absent in rows written before there were any. */
  readonly burn?: 'page' | 'ticket' | null;
};
export const FRESH_MEMORY: CheckMemory = {
  firing: false,
  activeSinceMs: null,
  clearSinceMs: null,
  transitionsMs: [],
  flapping: false,
  unknownSinceMs: null,
  noDataSent: false,
  lastMs: null,
};

export type CheckNotice = 'fired' | 'resolved' | 'flapping' | 'noData';
export type CheckStep = {
  readonly state: CheckState;
  readonly memory: CheckMemory;
  readonly notices: readonly CheckNotice[];
};

/**
 * One sample through the alert: OK → PENDING (`for`) → FIRING → (`keepFiringFor`) → OK with thresholds apart, the
 * arithmetic of Prometheus. FLAPPING after the configured transitions: one notice, then silence until it was stable. A
 * sample that is not newer than the last one changes nothing, so that two replicas count it once.
 * @param value null when the source had none: UNKNOWN, and what it was before is taken up again with the next value.
 */
export function stepCheck(threshold: Threshold, memory: CheckMemory, nowMs: number, value: number | null): CheckStep {
  if (memory.lastMs !== null && nowMs <= memory.lastMs) return { state: stateOf(memory), memory, notices: [] };
  if (value === null) return stepUnknown(memory, nowMs);
  const notices: CheckNotice[] = [];
  // The alert about missing data ends with the data.
  if (memory.noDataSent && !memory.firing) notices.push('resolved');
  const known = { ...memory, unknownSinceMs: null, noDataSent: false, lastMs: nowMs };
  const moved = known.firing ? stepFiring(threshold, known, nowMs, value) : stepQuiet(threshold, known, nowMs, value);
  const changed = moved.firing !== memory.firing;

  const windowStart = nowMs - threshold.flap.withinSeconds * 1000;
  const transitionsMs = [...memory.transitionsMs, ...(changed ? [nowMs] : [])].filter(at => at > windowStart);
  const lastTransition = transitionsMs[transitionsMs.length - 1];
  const calm = lastTransition === undefined || nowMs - lastTransition >= threshold.flap.stableSeconds * 1000;
  const flapping = memory.flapping ? !calm : transitionsMs.length >= threshold.flap.transitions;
  const next: CheckMemory = { ...moved, transitionsMs: memory.flapping && !flapping ? [] : transitionsMs, flapping };

  if (flapping) {
    if (!memory.flapping) notices.push('flapping');
  } else if (memory.flapping) {
    // Stable again: what it settled on is said once.
    notices.push(next.firing ? 'fired' : 'resolved');
  } else if (changed) {
    notices.push(next.firing ? 'fired' : 'resolved');
  }
  return { state: stateOf(next), memory: next, notices };
}

function stepQuiet(threshold: Threshold, memory: CheckMemory, nowMs: number, value: number): CheckMemory {
  if (value <= threshold.fireAbove) return { ...memory, activeSinceMs: null };
  const activeSinceMs = memory.activeSinceMs ?? nowMs;
  if (nowMs - activeSinceMs < threshold.forSeconds * 1000) return { ...memory, activeSinceMs };
  return { ...memory, activeSinceMs: null, clearSinceMs: null, firing: true };
}

function stepFiring(threshold: Threshold, memory: CheckMemory, nowMs: number, value: number): CheckMemory {
  // One bound for both means: at the bound itself it is well again.
  const clear =
    threshold.clearBelow === threshold.fireAbove ? value <= threshold.clearBelow : value < threshold.clearBelow;
  if (!clear) return { ...memory, clearSinceMs: null };
  const clearSinceMs = memory.clearSinceMs ?? nowMs;
  if (nowMs - clearSinceMs < threshold.keepFiringForSeconds * 1000) return { ...memory, clearSinceMs };
  return { ...memory, clearSinceMs: null, firing: false };
}

function stepUnknown(memory: CheckMemory, nowMs: number): CheckStep {
  const unknownSinceMs = memory.unknownSinceMs ?? nowMs;
  const due = nowMs - unknownSinceMs >= NO_DATA_AFTER_MS && !memory.noDataSent;
  // `for` counts time that was seen above the bound; a gap proves nothing and starts it anew.
  const next = { ...memory, unknownSinceMs, noDataSent: memory.noDataSent || due, activeSinceMs: null, lastMs: nowMs };
  return { state: 'UNKNOWN', memory: next, notices: due ? ['noData'] : [] };
}

export function stateOf(memory: CheckMemory): CheckState {
  if (memory.unknownSinceMs !== null) return 'UNKNOWN';
  if (memory.flapping) return 'FLAPPING';
  if (memory.firing) return 'FIRING';
  return memory.activeSinceMs === null ? 'OK' : 'PENDING';
}

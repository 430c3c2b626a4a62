import { BurnAlert, SloSeverity } from '@internal/plugin-payrec-pipelines-common';
import { CheckMemory, CheckNotice } from './hysteresis';

export type BurnStep = {
  readonly memory: CheckMemory;
  readonly notices: readonly CheckNotice[];
  /** Why, where the budget is what is told; null leaves it to the check. */
  readonly reason: string | null;
  /** Of the burn alert; null leaves it to the objective. */
  readonly severity: SloSeverity | null;
};

/**
 * The burn alerts that are on, laid over what the check itself says: an incident opens when the budget begins to burn too
 * fast, is told again when it grows from ticket to page, and ends when neither burns any more nor the check fires.
 */
export function stepBurn(
  step: { readonly memory: CheckMemory; readonly notices: readonly CheckNotice[] },
  alerts: readonly BurnAlert[],
): BurnStep {
  const before = step.memory.burn ?? null;
  const worst = alerts.find(one => one.severity === 'page') ?? alerts[0];
  const burn = worst?.severity ?? null;
  const memory = { ...step.memory, burn };
  if (worst && (before === null || (before === 'ticket' && burn === 'page'))) {
    return {
      memory,
      notices: [...step.notices.filter(one => one !== 'fired' && one !== 'resolved'), 'fired'],
      reason: `the error budget burns more than ${worst.factor} times as fast as it may, over ${worst.long} and ${worst.short}`,
      severity: worst.severity,
    };
  }
  // While one of the two goes on the incident does.
  if (worst) return { memory, notices: step.notices.filter(one => one !== 'resolved'), reason: null, severity: burn };
  if (before !== null && !step.memory.firing && !step.notices.includes('resolved')) {
    return {
      memory,
      notices: [...step.notices, 'resolved'],
      reason: 'the error budget burns no faster than it may',
      severity: null,
    };
  }
  return { memory, notices: step.notices, reason: null, severity: null };
}

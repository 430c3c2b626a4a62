import { Slo, SloBudget } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { budgetOf, burnAlerts, burnRate } from './decide/budget';
import { ActiveSlo } from './store/SloStore';
import { VerdictStore } from './store/VerdictStore';

const NO_BUDGET: SloBudget = {
  mode: 'misses',
  valid: 0,
  good: 0,
  bad: 0,
  allowedMisses: 0,
  consumedRatio: 0,
  remainingRatio: 1,
};

/** Error budget of an objective's window, its burn, and the burn alerts that are on. */
export async function budgetNow(
  db: Knex,
  verdicts: VerdictStore,
  slo: ActiveSlo,
  nowMs: number,
): Promise<Pick<Slo, 'budget' | 'burn' | 'burnAlerts'>> {
  const { objective } = slo;
  if (!objective) return { budget: NO_BUDGET, burn: [], burnAlerts: [] };
  const slices = objective.method === 'timeslices' && slo.threshold !== null;
  const sinceMs = nowMs - objective.windowSeconds * 1000;
  const counts = slices
    ? await verdicts.countSlices(db, slo.id, sinceMs, nowMs)
    : await verdicts.countPartitions(db, slo.id, sinceMs, nowMs);
  const expected = slices ? objective.windowSeconds / (objective.sliceSeconds ?? 60) : counts.valid;
  const budget = budgetOf(objective.target, counts, expected);
  if (budget.mode === 'misses') return { budget, burn: [], burnAlerts: [] };
  const windows = await verdicts.burnCounts(db, slo.id, nowMs, slices);
  return {
    budget,
    burn: (['1h', '6h', '3d'] as const).map(window => ({
      window,
      rate: burnRate(objective.target, windows[window]!),
    })),
    burnAlerts: burnAlerts({ ...objective, mode: budget.mode, counts: windows }),
  };
}

import { getOrCreateGauge } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { STATE_ORDER } from './SloView';
import { SloView } from './SloView';
import { ActiveSlo, SloStore } from './store/SloStore';

const stateGauge = () =>
  getOrCreateGauge({
    name: 'payrec_sla_state',
    help: 'State of an objective: 1 for the state it is in, 0 for the others.',
    labelNames: ['slo', 'entity', 'state'],
  });
const deadlineGauge = () =>
  getOrCreateGauge({
    name: 'payrec_sla_deadline_timestamp_seconds',
    help: 'Deadline of the partition an objective is about, in seconds since 1970.',
    labelNames: ['slo', 'entity'],
  });
const budgetGauge = () =>
  getOrCreateGauge({
    name: 'payrec_sla_error_budget_remaining_ratio',
    help: 'Share of the error budget that is left; negative when overspent.',
    labelNames: ['slo', 'entity'],
  });
const objectiveGauge = () =>
  getOrCreateGauge({
    name: 'payrec_sla_objective_ratio',
    help: 'Share of partitions or slices that must be good.',
    labelNames: ['slo', 'entity'],
  });
const burnGauge = () =>
  getOrCreateGauge({
    name: 'payrec_sla_burn_rate',
    help: 'Burn rate of the error budget; 1 spends exactly the budget of the window.',
    labelNames: ['slo', 'entity', 'window'],
  });
const evaluatedGauge = () =>
  getOrCreateGauge({
    name: 'payrec_sla_evaluated_timestamp_seconds',
    help: 'When the objectives were judged last, in seconds since 1970.',
  });

/** Gauges of the objectives in force; those of a removed objective go with it. Never a run or a partition as a label. */
export class SlaMetrics {
  constructor(private readonly options: { readonly db: Knex; readonly slos: SloStore; readonly view: SloView }) {}

  async update(nowMs: number): Promise<void> {
    const { db, slos, view } = this.options;
    const active: ActiveSlo[] = await slos.listActive(db);
    const shown = await view.toJson(active, nowMs);
    for (const gauge of [stateGauge(), deadlineGauge(), budgetGauge(), objectiveGauge(), burnGauge()]) gauge.reset();
    for (const slo of shown) {
      const labels = { slo: slo.name, entity: slo.entityRef };
      for (const state of STATE_ORDER) stateGauge().set({ ...labels, state }, Number(slo.current.state === state));
      if (slo.current.deadlineAt) deadlineGauge().set(labels, Date.parse(slo.current.deadlineAt) / 1000);
      if (slo.objective.target > 0) {
        objectiveGauge().set(labels, slo.objective.target);
        budgetGauge().set(labels, slo.budget.remainingRatio);
      }
      for (const { window, rate } of slo.burn) if (rate !== null) burnGauge().set({ ...labels, window }, rate);
    }
    evaluatedGauge().set(nowMs / 1000);
  }
}

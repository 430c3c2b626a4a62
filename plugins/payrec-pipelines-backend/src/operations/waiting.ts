import { Slo } from '@internal/plugin-payrec-pipelines-common';
import { nodeKey } from '../incidents/lineageGraph';
import { MoneyBehind } from '../sla/FactReader';
import { windowStart } from '../sla/judge/judgeFreshness';
import { OperationsSight } from './OperationsSight';

/** Money and rows of a partition that has not landed; none where no producer says how much it holds. */
export async function moneyBehind(
  { reader, active }: OperationsSight,
  slo: Slo,
  partition: string | null,
): Promise<MoneyBehind> {
  const nothing = { amounts: [], rows: null };
  if (!partition || slo.type !== 'freshness' || slo.subject?.kind !== 'dataset') return nothing;
  const definition = active.find(one => one.id === slo.id)!;
  return reader.moneyBehind(definition, slo.subject, partition, windowStart(definition, reader.nowMs));
}

/** Objectives downstream, nearest first: what waits for this one. */
export function waitingFor(slo: Slo, { shown, graph }: OperationsSight): Slo[] {
  if (!slo.subject) return [];
  const distances = graph.distances(nodeKey(slo.subject.kind, slo.subject), 'down');
  const at = (one: Slo) => (one.subject ? distances.get(nodeKey(one.subject.kind, one.subject)) : undefined);
  return shown
    .filter(one => one.id !== slo.id && at(one) !== undefined)
    .sort((a, b) => at(a)! - at(b)! || (a.id < b.id ? -1 : 1));
}

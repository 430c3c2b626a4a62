import { LineageGraph, nodeKey } from '../incidents/lineageGraph';
import { Judgement } from './judge/judgement';
import { ActiveSlo } from './store/SloStore';

/** For each objective those whose subject lies upstream of its own, with the distance in edges. */
export function upstreamSlos(
  active: readonly ActiveSlo[],
  subjects: ReadonlyMap<string, { subject: Judgement['subject'] }>,
  graph: LineageGraph,
): Map<string, Map<string, number>> {
  const keyOf = (slo: ActiveSlo) => {
    const subject = subjects.get(slo.id)?.subject;
    return subject ? nodeKey(subject.kind, subject) : undefined;
  };
  return new Map(
    active.map(slo => {
      const key = keyOf(slo);
      const distances = key ? graph.distances(key, 'up') : new Map<string, number>();
      const upstream = active.flatMap((other): [string, number][] => {
        const otherKey = keyOf(other);
        const distance = otherKey === undefined || other.id === slo.id ? undefined : distances.get(otherKey);
        return distance === undefined ? [] : [[other.id, distance]];
      });
      return [slo.id, new Map(upstream)];
    }),
  );
}

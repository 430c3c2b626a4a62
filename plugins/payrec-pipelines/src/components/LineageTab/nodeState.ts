import { LineageEdge, LineageNode, VerdictState } from '@internal/plugin-payrec-pipelines-common';
import { RUN_LOOKS, StateLook, VERDICT_LOOKS } from '../Marks';

export type SlaStates = ReadonlyMap<string, VerdictState>;

const UNKNOWN_LOOK: StateLook = { tone: 'neutral', glyph: 'question' };

/** Sign and colour of a node: its objectives where it has some, else its last run. */
export function lookOf(node: LineageNode, states: SlaStates): StateLook {
  const verdict = node.entityRef ? states.get(node.entityRef) : undefined;
  if (verdict) return VERDICT_LOOKS[verdict];
  return node.lastRunState ? RUN_LOOKS[node.lastRunState] : UNKNOWN_LOOK;
}

/** Edges along which lateness came: both ends missed their deadline, with only a job between them. */
export function latePath(
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[],
  states: SlaStates,
): ReadonlySet<string> {
  const byId = new Map(nodes.map(node => [node.id, node]));
  const isLate = (id: string) => {
    const node = byId.get(id);
    const verdict = node?.kind === 'dataset' && node.entityRef ? states.get(node.entityRef) : undefined;
    return verdict === 'BREACHED' || verdict === 'LATE';
  };
  const jobs = nodes.filter(node => node.kind === 'job').map(node => node.id);
  const lateJobs = new Set(
    jobs.filter(
      job =>
        edges.some(edge => edge.to === job && isLate(edge.from)) &&
        edges.some(edge => edge.from === job && isLate(edge.to)),
    ),
  );
  const onPath = edges.filter(
    edge => (isLate(edge.from) && lateJobs.has(edge.to)) || (lateJobs.has(edge.from) && isLate(edge.to)),
  );
  return new Set(onPath.map(edge => `${edge.from} ${edge.to}`));
}

import { LineageEdge, LineageGraph, LineageNode } from '@internal/plugin-payrec-pipelines-common';

export type ShownGraph = {
  focus: string;
  nodes: readonly LineageNode[];
  edges: readonly LineageEdge[];
  truncated: boolean;
  hidden: number;
};

/**
 * The answer of the tab's entity with the answers of nodes that were opened in place. Depth stays that of the first answer
 * or counts on from the opened node; what an opened node still leaves out is what the answer about itself says.
 */
export function mergeGraphs(base: LineageGraph, opened: readonly LineageGraph[]): ShownGraph {
  const nodes = new Map(base.nodes.map(node => [node.id, node]));
  const edges = new Map(base.edges.map(edge => [`${edge.from} ${edge.to}`, edge]));
  for (const graph of opened) {
    const offset = nodes.get(graph.focus)?.depth ?? 0;
    for (const node of graph.nodes) {
      const known = nodes.get(node.id);
      if (!known) nodes.set(node.id, { ...node, depth: node.depth + offset });
      else nodes.set(node.id, { ...known, more: fewer(known.more, node.more) });
    }
    for (const edge of graph.edges) edges.set(`${edge.from} ${edge.to}`, edge);
  }
  const sorted = [...nodes.values()].sort((a, b) => a.depth - b.depth || compare(a.id, b.id));
  const shown = [...edges.values()].filter(edge => nodes.has(edge.from) && nodes.has(edge.to));
  return { focus: base.focus, nodes: sorted, edges: shown, truncated: base.truncated, hidden: base.hidden };
}

function fewer(a: LineageNode['more'], b: LineageNode['more']): LineageNode['more'] {
  return { up: Math.min(a.up, b.up), down: Math.min(a.down, b.down) };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export type Step = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** Where an arrow key leads: left and right along the edges, up and down within the column, by where nodes are drawn. */
export function neighbourOf(
  graph: Pick<ShownGraph, 'nodes' | 'edges'>,
  places: ReadonlyMap<string, { x: number; y: number }>,
  from: string,
  step: Step,
): string | undefined {
  const at = places.get(from);
  if (!at) return undefined;
  const nearest = (ids: readonly string[]) =>
    ids
      .filter(id => places.has(id) && id !== from)
      .sort((a, b) => Math.abs(places.get(a)!.y - at.y) - Math.abs(places.get(b)!.y - at.y) || compare(a, b))[0];
  if (step === 'ArrowLeft') return nearest(graph.edges.filter(edge => edge.to === from).map(edge => edge.from));
  if (step === 'ArrowRight') return nearest(graph.edges.filter(edge => edge.from === from).map(edge => edge.to));
  const sameLayer = graph.nodes.map(node => node.id).filter(id => Math.abs((places.get(id)?.x ?? NaN) - at.x) < 1);
  return nearest(sameLayer.filter(id => (step === 'ArrowUp' ? places.get(id)!.y < at.y : places.get(id)!.y > at.y)));
}

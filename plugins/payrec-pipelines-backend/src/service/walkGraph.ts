import { Graph, GraphEdge } from './GraphSnapshot';

export type Walk = {
  /** Nearest first; signed distance in datasets, negative upstream. */
  readonly nodes: ReadonlyMap<string, number>;
  readonly edges: readonly GraphEdge[];
  /** Nodes within the depth that did not fit. */
  readonly hidden: number;
  readonly more: ReadonlyMap<string, { up: number; down: number }>;
  readonly cycle: boolean;
};

/**
 * Directed: what is upstream of the focus, what is downstream, and never the other readers of an input. Depth counts
 * datasets, so a job and what it writes are one step. The nearest `maxNodes` are kept; they hang together, since each is
 * reached through a nearer one.
 */
export function walkGraph(
  graph: Graph,
  focus: string,
  options: { direction: 'up' | 'down' | 'both'; depth: number; maxNodes: number },
): Walk {
  const reached = new Map<string, number>([[focus, 0]]);
  const sides = options.direction === 'both' ? (['up', 'down'] as const) : [options.direction];
  for (const side of sides) {
    for (const [node, depth] of reach(graph, focus, side, options.depth)) {
      const signed = side === 'up' ? -depth : depth;
      const known = reached.get(node);
      if (known === undefined || Math.abs(signed) < Math.abs(known)) reached.set(node, signed);
    }
  }
  // Stable: within one distance the order of discovery, which is the order of ids.
  const ordered = [...reached].sort((a, b) => Math.abs(a[1]) - Math.abs(b[1]));
  const nodes = new Map(ordered.slice(0, options.maxNodes));
  const edges = [...nodes.keys()].flatMap(node => (graph.out.get(node) ?? []).filter(edge => nodes.has(edge.to)));
  const outside = (list: readonly GraphEdge[] | undefined, end: 'from' | 'to') =>
    (list ?? []).filter(edge => !nodes.has(edge[end])).length;
  return {
    nodes,
    edges,
    hidden: reached.size - nodes.size,
    more: new Map(
      [...nodes.keys()].map(node => [
        node,
        { up: outside(graph.in.get(node), 'from'), down: outside(graph.out.get(node), 'to') },
      ]),
    ),
    cycle: hasCycle(nodes, edges),
  };
}

/** Nodes in one direction with their distance in datasets, in order of distance; the focus itself is not among them. */
export function reach(graph: Graph, focus: string, side: 'up' | 'down', depthMax: number): Map<string, number> {
  const found = new Map<string, number>();
  let frontier = [focus];
  let depth = 0;
  while (frontier.length > 0) {
    const next: string[] = [];
    // From datasets one goes to jobs at the next depth, from jobs to datasets of the same.
    if (frontier[0].startsWith('dataset:') || depth === 0) depth += 1;
    if (depth > depthMax) break;
    for (const node of frontier) {
      for (const edge of (side === 'up' ? graph.in.get(node) : graph.out.get(node)) ?? []) {
        const other = side === 'up' ? edge.from : edge.to;
        if (other === focus || found.has(other)) continue;
        found.set(other, depth);
        next.push(other);
      }
    }
    frontier = next;
  }
  return found;
}

function hasCycle(nodes: ReadonlyMap<string, number>, edges: readonly GraphEdge[]): boolean {
  const incoming = new Map([...nodes.keys()].map(node => [node, 0]));
  const out = new Map<string, string[]>();
  for (const { from, to } of edges) {
    incoming.set(to, incoming.get(to)! + 1);
    out.set(from, [...(out.get(from) ?? []), to]);
  }
  const free = [...incoming].filter(([, count]) => count === 0).map(([node]) => node);
  let removed = 0;
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    removed += 1;
    for (const to of out.get(node) ?? []) {
      incoming.set(to, incoming.get(to)! - 1);
      if (incoming.get(to) === 0) free.push(to);
    }
  }
  return removed < nodes.size;
}

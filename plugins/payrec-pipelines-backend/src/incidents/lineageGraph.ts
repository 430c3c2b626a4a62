import { LineageName, NodeKind } from '@internal/plugin-payrec-pipelines-common';
import { IoEdge } from '../sla/deps';

export const nodeKey = (kind: NodeKind, name: LineageName) => JSON.stringify([kind, name.namespace, name.name]);

/** The current graph as neighbours per node, in and against the direction of the data. */
export class LineageGraph {
  private readonly up = new Map<string, Set<string>>();
  private readonly down = new Map<string, Set<string>>();
  readonly datasets = new Map<string, LineageName>();
  readonly jobs = new Map<string, LineageName>();

  constructor(edges: readonly IoEdge[]) {
    for (const { job, dataset, direction } of edges) {
      const [jobKey, datasetKey] = [nodeKey('job', job), nodeKey('dataset', dataset)];
      this.jobs.set(jobKey, job);
      this.datasets.set(datasetKey, dataset);
      const [from, to] = direction === 'input' ? [datasetKey, jobKey] : [jobKey, datasetKey];
      add(this.down, from, to);
      add(this.up, to, from);
    }
  }

  /** Every node up- or downstream with its distance in edges, nearest first; cycles end where they were seen. */
  distances(start: string, direction: 'up' | 'down'): Map<string, number> {
    const next = direction === 'up' ? this.up : this.down;
    const found = new Map<string, number>();
    let frontier = [start];
    for (let distance = 1; frontier.length > 0; distance += 1) {
      const layer: string[] = [];
      for (const node of frontier) {
        for (const neighbour of [...(next.get(node) ?? [])].sort()) {
          if (neighbour === start || found.has(neighbour)) continue;
          found.set(neighbour, distance);
          layer.push(neighbour);
        }
      }
      frontier = layer;
    }
    return found;
  }

  writersOf(dataset: LineageName): LineageName[] {
    return [...(this.up.get(nodeKey('dataset', dataset)) ?? [])].sort().map(key => this.jobs.get(key)!);
  }

  outputsOf(job: LineageName): LineageName[] {
    return [...(this.down.get(nodeKey('job', job)) ?? [])].sort().map(key => this.datasets.get(key)!);
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string) {
  const set = map.get(key) ?? new Set();
  map.set(key, set.add(value));
}

import { Knex } from 'knex';

export type GraphEdge = { readonly from: string; readonly to: string; readonly lastSeenMs: number };
export type Graph = {
  readonly version: string;
  readonly loadedMs: number;
  /** Node id (`job:1`, `dataset:2`) → its edges, in the direction of the data. */
  readonly out: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly in: ReadonlyMap<string, readonly GraphEdge[]>;
};

const MAX_AGE_MS = 30_000;

/** The edges of the registry in memory, read again when the projector says that they changed. */
export class GraphSnapshot {
  private current?: Promise<Graph>;

  constructor(private readonly db: Knex) {}

  async get(): Promise<Graph> {
    const known = await this.current?.catch(() => undefined);
    if (known && Date.now() - known.loadedMs < MAX_AGE_MS) {
      const { graph_version: version } = await this.db('lineage_state').first();
      if (String(version) === known.version) return known;
    }
    const loading = this.load();
    this.current = loading;
    return loading;
  }

  private async load(): Promise<Graph> {
    const { graph_version: version } = await this.db('lineage_state').first();
    const { rows } = await this.db.raw(
      `SELECT e.job_id, d.canonical_id AS dataset_id, e.direction, max(e.last_seen_at) AS last_seen_at
       FROM lineage_edge e JOIN lineage_dataset d ON d.id = e.dataset_id
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
    const out = new Map<string, GraphEdge[]>();
    const into = new Map<string, GraphEdge[]>();
    for (const row of rows) {
      const [job, dataset] = [`job:${row.job_id}`, `dataset:${row.dataset_id}`];
      const [from, to] = row.direction === 'input' ? [dataset, job] : [job, dataset];
      const edge = { from, to, lastSeenMs: new Date(row.last_seen_at).getTime() };
      append(out, from, edge);
      append(into, to, edge);
    }
    return { version: String(version), loadedMs: Date.now(), out, in: into };
  }
}

function append(map: Map<string, GraphEdge[]>, node: string, edge: GraphEdge): void {
  const list = map.get(node);
  if (list) list.push(edge);
  else map.set(node, [edge]);
}

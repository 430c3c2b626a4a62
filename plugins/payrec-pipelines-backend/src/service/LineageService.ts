import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { instantToEpochMs } from '@internal/plugin-payrec-common';
import { LineageGraph, LineageNode, NodeKind } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { Clock } from '../clock';
import { boundedReadByKey } from '../database';
import { EDGE_LIFE_MS } from '../registry/edgeLife';
import { isPii, readDatasetFacets, schemaFields } from '../registry/facets';
import { toCount, toInstant } from '../registry/instants';
import { Names, nodeIdOf, Subject, SubjectQuery } from '../registry/Names';
import { SubjectAccess } from '../registry/SubjectAccess';
import { GraphSnapshot } from './GraphSnapshot';
import { reach, walkGraph } from './walkGraph';

/** The graph of jobs and datasets around one of them. */
export class LineageService {
  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly names: Names;
      readonly access: SubjectAccess;
      readonly graph: GraphSnapshot;
      readonly clock: Clock;
      readonly staleAfterMs: number;
    },
  ) {}

  async lineage(
    credentials: BackstageCredentials,
    query: SubjectQuery & { kind?: NodeKind; direction: 'up' | 'down' | 'both'; depth: number; maxNodes: number },
  ): Promise<LineageGraph> {
    const [{ subject }, graph] = await Promise.all([
      this.deps.access.getSubject(credentials, query, query.kind),
      this.deps.graph.get(),
    ]);
    const focus = nodeIdOf(subject);
    const walk = walkGraph(graph, focus, query);
    const subjects = await this.deps.names.byNodeIds([...walk.nodes.keys()]);
    const [sight, facts, recent] = await Promise.all([
      this.deps.access.sightOf(credentials, [...subjects.values()]),
      this.nodeFacts([...subjects.values()]),
      this.recentEdges(walk.edges.filter(edge => this.isOld(edge.lastSeenMs)).map(edge => [edge.from, edge.to])),
    ]);
    let hiddenCount = 0;
    const shownId = new Map<string, string>();
    const nodes = [...walk.nodes].flatMap(([id, depth]): LineageNode[] => {
      const one = subjects.get(id);
      if (!one) return [];
      if (sight.hidden(one)) {
        hiddenCount += 1;
        shownId.set(id, `hidden:${hiddenCount}`);
        return [{ id: `hidden:${hiddenCount}`, hidden: true, depth, more: { up: 0, down: 0 } }];
      }
      shownId.set(id, id);
      return [
        {
          id,
          kind: one.kind,
          namespace: one.namespace,
          name: one.name,
          entityRef: sight.entityRef(one),
          owner: sight.owner(one),
          ...facts.get(id),
          depth,
          more: walk.more.get(id)!,
        },
      ];
    });
    return {
      focus,
      nodes,
      edges: walk.edges.flatMap(edge => {
        const [from, to] = [shownId.get(edge.from), shownId.get(edge.to)];
        if (!from || !to) return [];
        const stale = this.isOld(edge.lastSeenMs) && !recent.has(`${edge.from} ${edge.to}`);
        return [{ from, to, stale, lastSeenAt: toInstant(new Date(edge.lastSeenMs)) }];
      }),
      truncated: walk.hidden > 0,
      hidden: walk.hidden,
      cycle: walk.cycle,
      visibility: hiddenCount > 0 ? 'partial' : 'all',
    };
  }

  async impact(credentials: BackstageCredentials, query: SubjectQuery & { kind?: NodeKind; limit: number }) {
    const { subject } = await this.deps.access.getSubject(credentials, query, query.kind);
    const reached = reach(await this.deps.graph.get(), nodeIdOf(subject), 'down', Number.MAX_SAFE_INTEGER);
    const subjects = await this.deps.names.byNodeIds([...reached.keys()]);
    const sight = await this.deps.access.sightOf(credentials, [...subjects.values()]);
    const visible = [...reached].flatMap(([id, depth]) => {
      const one = subjects.get(id);
      if (!one || sight.hidden(one)) return [];
      const { kind, namespace, name } = one;
      return [{ kind, namespace, name, entityRef: sight.entityRef(one), owner: sight.owner(one), depth }];
    });
    return {
      items: visible.slice(0, query.limit),
      truncated: visible.length > query.limit,
      visibility: [...subjects.values()].some(sight.hidden) ? ('partial' as const) : ('all' as const),
    };
  }

  private isOld(ms: number): boolean {
    return instantToEpochMs(this.deps.clock.now()) - ms > EDGE_LIFE_MS;
  }

  private async nodeFacts(subjects: readonly Subject[]): Promise<Map<string, Partial<LineageNode>>> {
    const { db, clock, staleAfterMs } = this.deps;
    const read = (sql: string, ids: readonly string[]) =>
      boundedReadByKey(db, sql, [[...ids]], 'The state of the jobs and datasets of this graph');
    const staleBefore = instantToEpochMs(clock.now()) - staleAfterMs;
    const idsOf = (kind: NodeKind) => subjects.filter(one => one.kind === kind).map(one => one.id);
    const [jobs, datasets] = await Promise.all([
      read(
        `SELECT j.id, j.last_seen_at, r.state, r.last_event_at FROM lineage_job j
         LEFT JOIN LATERAL (SELECT state, last_event_at FROM lineage_run r WHERE r.job_id = j.id
           ORDER BY first_event_at DESC, run_id LIMIT 1) r ON true
         WHERE j.id = ANY(?::bigint[]) ORDER BY j.id`,
        idsOf('job'),
      ),
      read(
        `SELECT c.id, (SELECT max(last_seen_at) FROM lineage_dataset d WHERE d.canonical_id = c.id) AS last_seen_at,
           w.state, w.last_event_at, w.partition, w.row_count
         FROM lineage_dataset c
         LEFT JOIN LATERAL (SELECT r.state, r.last_event_at, io.partition, io.row_count
           FROM lineage_dataset d JOIN lineage_run_io io ON io.dataset_id = d.id AND io.direction = 'output'
           JOIN lineage_run r ON r.run_id = io.run_id WHERE d.canonical_id = c.id
           ORDER BY r.last_event_at DESC, r.run_id LIMIT 1) w ON true
         WHERE c.id = ANY(?::bigint[]) ORDER BY c.id`,
        idsOf('dataset'),
      ),
    ]);
    const facets = await readDatasetFacets(db, idsOf('dataset'));
    const facts = new Map<string, Partial<LineageNode>>();
    const common = (row: any) => ({
      lastRunState: row.state,
      lastRunAt: toInstant(row.last_event_at),
      stale: new Date(row.last_seen_at).getTime() < staleBefore,
    });
    for (const row of jobs.rows) facts.set(`job:${row.id}`, common(row));
    for (const row of datasets.rows) {
      const known = facets.get(String(row.id)) ?? {};
      const fields = schemaFields(known);
      facts.set(`dataset:${row.id}`, {
        ...common(row),
        pii: isPii(known, fields),
        fieldCount: fields.length,
        newestPartition: row.partition || null,
        lastRowCount: toCount(row.row_count),
      });
    }
    return facts;
  }

  /** Of old edges, those that one of the job's last five successful runs still used. */
  private async recentEdges(edges: readonly (readonly [string, string])[]): Promise<Set<string>> {
    const jobIds = [...new Set(edges.flat().filter(id => id.startsWith('job:')))].map(id => id.slice(4));
    if (jobIds.length === 0) return new Set();
    const { rows } = await boundedReadByKey(
      this.deps.db,
      `SELECT DISTINCT r.job_id, d.canonical_id, io.direction FROM unnest(?::bigint[]) AS wanted(job_id)
       JOIN LATERAL (SELECT run_id, job_id FROM lineage_run r WHERE r.job_id = wanted.job_id AND r.state = 'COMPLETED'
         ORDER BY r.first_event_at DESC, r.run_id LIMIT 5) r ON true
       JOIN lineage_run_io io ON io.run_id = r.run_id JOIN lineage_dataset d ON d.id = io.dataset_id ORDER BY 1, 2, 3`,
      [jobIds],
      'The newest runs of this graph',
    );
    return new Set(
      rows.map((row: any) =>
        row.direction === 'input'
          ? `dataset:${row.canonical_id} job:${row.job_id}`
          : `job:${row.job_id} dataset:${row.canonical_id}`,
      ),
    );
  }
}

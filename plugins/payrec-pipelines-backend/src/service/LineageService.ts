import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { instantToEpochMs } from '@internal/plugin-payrec-common';
import { ColumnLineage, LineageGraph, LineageNode, NodeKind } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { Clock } from '../clock';
import { EntitySight } from '../registry/EntitySight';
import { toCount, toInstant } from '../registry/instants';
import { Names, Subject, SubjectQuery } from '../registry/Names';
import { hasPiiTag, mergedFacets, schemaFields } from '../registry/promotion';
import { boundedReadByKey } from '../database';
import { GraphSnapshot } from './GraphSnapshot';
import { reach, walkGraph } from './walkGraph';

const EDGE_LIFE_MS = 30 * 86_400_000;

/** Which of these subjects the caller may see, and the entity and owner of those. */
export type Sight = {
  readonly hidden: (subject: Subject) => boolean;
  readonly entityRef: (subject: Subject) => string | null;
  readonly owner: (subject: Subject) => string | null;
};

export const idOf = (subject: Pick<Subject, 'kind' | 'id'>) => `${subject.kind}:${subject.id}`;

const columnId = (datasetId: string, field: string) => JSON.stringify([datasetId, field]);

/** One text for each side, so that either goes by its index: of what is written from, and of what is read into. */
const COLUMNS_UP = `SELECT DISTINCT t.canonical_id::text AS to_id, e.to_field, f.canonical_id::text AS from_id, e.from_field,
    e.type, e.subtype, e.description, e.masking
  FROM unnest(?::bigint[], ?::text[]) AS wanted(dataset_id, field) JOIN lineage_dataset t ON t.canonical_id = wanted.dataset_id
  JOIN lineage_col_edge e ON e.to_dataset_id = t.id AND (e.to_field = wanted.field OR (? AND e.to_field = ''))
  JOIN lineage_dataset f ON f.id = e.from_dataset_id
  WHERE (? OR (e.type = 'DIRECT' AND e.to_field <> '')) ORDER BY 1, 2, 3, 4, 5, 6 LIMIT 5000`;
const COLUMNS_DOWN = `SELECT DISTINCT t.canonical_id::text AS to_id, e.to_field, f.canonical_id::text AS from_id, e.from_field,
    e.type, e.subtype, e.description, e.masking
  FROM unnest(?::bigint[], ?::text[]) AS wanted(dataset_id, field) JOIN lineage_dataset f ON f.canonical_id = wanted.dataset_id
  JOIN lineage_col_edge e ON e.from_dataset_id = f.id AND e.from_field = wanted.field
  JOIN lineage_dataset t ON t.id = e.to_dataset_id
  WHERE (? OR (e.type = 'DIRECT' AND e.to_field <> '')) ORDER BY 1, 2, 3, 4, 5, 6 LIMIT 5000`;

export class LineageService {
  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly names: Names;
      readonly sight: EntitySight;
      readonly graph: GraphSnapshot;
      readonly clock: Clock;
      readonly staleAfterMs: number;
    },
  ) {}

  async sightOf(credentials: BackstageCredentials, subjects: readonly Subject[]): Promise<Sight> {
    const refOf = await this.deps.names.entityRefs(subjects);
    const { hidden, seen } = await this.deps.sight.look(credentials, subjects.map(refOf));
    return {
      hidden: subject => hidden.has(refOf(subject)),
      entityRef: subject => (seen.has(refOf(subject)) ? refOf(subject) : null),
      owner: subject => seen.get(refOf(subject))?.owner ?? null,
    };
  }

  /** A subject the caller may see. @throws NotFoundError for one that is not there, and likewise for a hidden one. */
  async getSubject(credentials: BackstageCredentials, query: SubjectQuery, kind?: NodeKind) {
    const subject = await this.deps.names.get(query, kind);
    const sight = await this.sightOf(credentials, [subject]);
    if (sight.hidden(subject)) throw new NotFoundError(`No event has named ${query.entityRef ?? query.name} yet`);
    return { subject, sight };
  }

  /** @throws NotAllowedError where the catalog hides the subject from the caller. */
  async assertVisible(credentials: BackstageCredentials, subject: Subject): Promise<void> {
    if ((await this.sightOf(credentials, [subject])).hidden(subject)) {
      throw new NotAllowedError(
        'The catalog does not show you this job or dataset, so its events are not shown either',
      );
    }
  }

  async lineage(
    credentials: BackstageCredentials,
    query: SubjectQuery & { kind?: NodeKind; direction: 'up' | 'down' | 'both'; depth: number; maxNodes: number },
  ): Promise<LineageGraph> {
    const [{ subject }, graph] = await Promise.all([
      this.getSubject(credentials, query, query.kind),
      this.deps.graph.get(),
    ]);
    const focus = idOf(subject);
    const walk = walkGraph(graph, focus, query);
    const subjects = await this.subjectsOf([...walk.nodes.keys()]);
    const [sight, facts, recent] = await Promise.all([
      this.sightOf(credentials, [...subjects.values()]),
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
    const { subject } = await this.getSubject(credentials, query, query.kind);
    const reached = reach(await this.deps.graph.get(), idOf(subject), 'down', Number.MAX_SAFE_INTEGER);
    const subjects = await this.subjectsOf([...reached.keys()]);
    const sight = await this.sightOf(credentials, [...subjects.values()]);
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

  async columns(
    credentials: BackstageCredentials,
    query: SubjectQuery & { field: string; direction: 'up' | 'down' | 'both'; depth: number; indirect: boolean },
  ): Promise<ColumnLineage> {
    const { subject } = await this.getSubject(credentials, query, 'dataset');
    const focus = columnId(subject.id, query.field);
    const depthOf = new Map<string, number>([[focus, 0]]);
    const edges = new Map<string, ColumnLineage['edges'][number]>();
    const NODES_MAX = 500;
    let truncated = false;
    for (const side of query.direction === 'both' ? (['up', 'down'] as const) : [query.direction]) {
      let frontier = [[subject.id, query.field] as const];
      for (let depth = 1; depth <= query.depth && frontier.length > 0; depth += 1) {
        const found = await this.columnEdges(frontier, side, query.indirect);
        const next: (readonly [string, string])[] = [];
        for (const row of found) {
          const [from, to] = [columnId(row.from_id, row.from_field), columnId(row.to_id, row.to_field)];
          const other = side === 'up' ? from : to;
          if (!depthOf.has(other)) {
            if (depthOf.size >= NODES_MAX) {
              truncated = true;
              continue;
            }
            depthOf.set(other, side === 'up' ? -depth : depth);
            next.push(side === 'up' ? [row.from_id, row.from_field] : [row.to_id, row.to_field]);
          }
          const { type, subtype, description, masking } = row;
          edges.set(JSON.stringify([from, to, type, subtype]), { from, to, type, subtype, description, masking });
        }
        frontier = next;
      }
    }
    const parsed = [...depthOf].map(([id, depth]) => {
      const [datasetId, field] = JSON.parse(id) as [string, string];
      return { id, depth, node: `dataset:${datasetId}`, field };
    });
    const subjects = await this.subjectsOf([...new Set(parsed.map(one => one.node))]);
    const sight = await this.sightOf(credentials, [...subjects.values()]);
    const tags = await this.datasetFacets([...subjects.values()].map(one => one.id));
    const shown = new Map<string, string>();
    let hiddenCount = 0;
    const nodes = parsed.map(({ id, depth, node, field }) => {
      const one = subjects.get(node)!;
      if (sight.hidden(one)) {
        hiddenCount += 1;
        shown.set(id, `hidden:${hiddenCount}`);
        return { id: `hidden:${hiddenCount}`, hidden: true as const, depth };
      }
      shown.set(id, id);
      const pii = hasPiiTag(tags.get(one.id) ?? {}, field);
      return { id, namespace: one.namespace, name: one.name, field, entityRef: sight.entityRef(one), pii, depth };
    });
    return {
      focus,
      nodes,
      edges: [...edges.values()].map(edge => ({ ...edge, from: shown.get(edge.from)!, to: shown.get(edge.to)! })),
      truncated,
      visibility: hiddenCount > 0 ? 'partial' : 'all',
    };
  }

  /** Subjects by node id; ids that are no longer there are left out. */
  async subjectsOf(ids: readonly string[]): Promise<Map<string, Subject>> {
    const numbers = (kind: NodeKind) =>
      ids.filter(id => id.startsWith(`${kind}:`)).map(id => id.slice(kind.length + 1));
    const [jobs, datasets] = await Promise.all([
      this.deps.db('lineage_job').whereIn('id', numbers('job')).select('id', 'namespace', 'name'),
      this.deps.db('lineage_dataset').whereIn('id', numbers('dataset')).select('id', 'namespace', 'name'),
    ]);
    const found = [
      ...jobs.map(row => ({ kind: 'job' as const, ...row, id: String(row.id) })),
      ...datasets.map(row => ({ kind: 'dataset' as const, ...row, id: String(row.id) })),
    ];
    return new Map(found.map(one => [idOf(one), one]));
  }

  /** Facets of canonical datasets, merged over all their names. */
  async datasetFacets(ids: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
    const { rows } = await this.deps.db.raw(
      `SELECT canonical_id AS id, json_agg(facets) AS facets FROM lineage_dataset WHERE canonical_id = ANY(?::bigint[])
       GROUP BY canonical_id ORDER BY canonical_id`,
      [[...ids]],
    );
    return new Map(rows.map((row: any) => [String(row.id), mergedFacets(row.facets)]));
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
    const facets = await this.datasetFacets(idsOf('dataset'));
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
        pii: fields.some(one => one.pii) || hasPiiTag(known, null),
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

  private async columnEdges(frontier: readonly (readonly [string, string])[], side: 'up' | 'down', indirect: boolean) {
    const wanted = [frontier.map(one => one[0]), frontier.map(one => one[1])];
    const { rows } = await boundedReadByKey(
      this.deps.db,
      side === 'up' ? COLUMNS_UP : COLUMNS_DOWN,
      side === 'up' ? [...wanted, indirect, indirect] : [...wanted, indirect],
      'The columns of this graph',
    );
    return rows as {
      to_id: string;
      to_field: string;
      from_id: string;
      from_field: string;
      type: 'DIRECT' | 'INDIRECT';
      subtype: string | null;
      description: string | null;
      masking: boolean;
    }[];
  }
}

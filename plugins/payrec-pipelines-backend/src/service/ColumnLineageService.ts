import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ColumnLineage } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { boundedReadByKey } from '../database';
import { hasPiiTag, readDatasetFacets } from '../registry/facets';
import { Names, nodeIdOf, SubjectQuery } from '../registry/Names';
import { SubjectAccess } from '../registry/SubjectAccess';

const NODES_MAX = 500;

type ColumnEdge = {
  readonly to_id: string;
  readonly to_field: string;
  readonly from_id: string;
  readonly from_field: string;
  readonly type: 'DIRECT' | 'INDIRECT';
  readonly subtype: string | null;
  readonly description: string | null;
  readonly masking: boolean;
};

type ColumnWalk = { field: string; direction: 'up' | 'down' | 'both'; depth: number; indirect: boolean };

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

/** Which columns a column is made of, and which are made of it. */
export class ColumnLineageService {
  constructor(private readonly deps: { readonly db: Knex; readonly names: Names; readonly access: SubjectAccess }) {}

  async columns(credentials: BackstageCredentials, query: SubjectQuery & ColumnWalk): Promise<ColumnLineage> {
    const { db, names, access } = this.deps;
    const { subject } = await access.getSubject(credentials, query, 'dataset');
    const { depthOf, edges, truncated } = await this.walk(subject.id, query);
    const parsed = [...depthOf].map(([id, depth]) => {
      const [datasetId, field] = JSON.parse(id) as [string, string];
      return { id, depth, node: nodeIdOf({ kind: 'dataset', id: datasetId }), field };
    });
    const subjects = await names.byNodeIds([...new Set(parsed.map(one => one.node))]);
    const sight = await access.sightOf(credentials, [...subjects.values()]);
    const tags = await readDatasetFacets(
      db,
      [...subjects.values()].map(one => one.id),
    );
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
      focus: columnId(subject.id, query.field),
      nodes,
      edges: edges.map(edge => ({ ...edge, from: shown.get(edge.from)!, to: shown.get(edge.to)! })),
      truncated,
      visibility: hiddenCount > 0 ? 'partial' : 'all',
    };
  }

  /** Columns with their signed distance, negative upstream, nearest first on each side; at most `NODES_MAX`. */
  private async walk(datasetId: string, query: ColumnWalk) {
    const depthOf = new Map([[columnId(datasetId, query.field), 0]]);
    const edges = new Map<string, ColumnLineage['edges'][number]>();
    let truncated = false;
    for (const side of query.direction === 'both' ? (['up', 'down'] as const) : [query.direction]) {
      let frontier = [[datasetId, query.field] as const];
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
    return { depthOf, edges: [...edges.values()], truncated };
  }

  private async columnEdges(
    frontier: readonly (readonly [string, string])[],
    side: 'up' | 'down',
    indirect: boolean,
  ): Promise<ColumnEdge[]> {
    const wanted = [frontier.map(one => one[0]), frontier.map(one => one[1])];
    const { rows } = await boundedReadByKey(
      this.deps.db,
      side === 'up' ? COLUMNS_UP : COLUMNS_DOWN,
      side === 'up' ? [...wanted, indirect, indirect] : [...wanted, indirect],
      'The columns of this graph',
    );
    return rows;
  }
}

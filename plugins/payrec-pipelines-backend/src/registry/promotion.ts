import { instantToEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { Clock } from '../clock';
import { LineageConfig } from '../config';
import { asRecord } from '../ingest/readEvent';
import { entityRefOf } from '../openlineage/entityRef';
import { FacetMap } from '../openlineage/reduceRun';
import { descriptionOf, isPii, mergedFacets, ownerOf, schemaFields, textOf } from './facets';
import { toInstant } from './instants';
import { Names } from './Names';
import { facetValues } from './stampedFacets';

/** Jobs and datasets that come and go, and are no entity unless a rule or a person says so. */
const EPHEMERAL = /^\d{8}_\d{6}_\d{5}_[a-z0-9]{5}$|(^|[./])tmp_|(^|\.)session_\*\.|^query\.[0-9a-f]{10}$/i;

export type PromotedEntity = {
  readonly kind: 'job' | 'dataset';
  readonly entityRef: string;
  readonly namespace: string;
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly owner: string;
  readonly lastSeenAt: string;
  readonly stale: boolean;
  readonly processingType: string | null;
  readonly sourceUrl: string | null;
  /** Of a job, by entity ref. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Of a dataset. */
  readonly fields: readonly { readonly name: string; readonly type: string | null; readonly pii: boolean }[];
  readonly pii: boolean;
};

/** Edges of a job that a hand-written entity claims, by entity ref. */
export type ClaimedJob = {
  readonly entityRef: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
};

export type Promotion = {
  /** Promoted and not claimed by hand. */
  readonly items: PromotedEntity[];
  /** What the cap left out. */
  readonly notPromoted: number;
  readonly claimed: ClaimedJob[];
};

/** What the catalog module emits: entities of its own, and the relations of those that people wrote. */
export async function listPromoted(options: {
  readonly db: Knex;
  readonly names: Names;
  readonly config: LineageConfig;
  readonly clock: Clock;
}): Promise<Promotion> {
  const { db, names, config, clock } = options;
  const nowMs = instantToEpochMs(clock.now());
  const aliveAfter = new Date(nowMs - config.orphanAfterMs).toISOString();
  const recent = new Date(nowMs - config.promotion.recurringWithinMs).toISOString();
  const claims = await names.claims();
  const claimOf = (kind: string, namespace: string, name: string) =>
    claims.get(JSON.stringify([kind, namespace, name]));
  const ruled = (kind: 'job' | 'dataset', row: { namespace: string; name: string }) =>
    config.promotion.rules.some(
      rule =>
        (rule.kind === null || rule.kind === kind) && rule.namespace.test(row.namespace) && rule.name.test(row.name),
    );

  const jobs = await db.raw(
    `SELECT j.*, (SELECT count(*) FROM lineage_run r WHERE r.job_id = j.id AND r.first_event_at >= ?) AS recent_runs
     FROM lineage_job j WHERE j.last_seen_at > ? ORDER BY j.namespace, j.name`,
    [recent, aliveAfter],
  );
  const datasets = await db.raw(
    `SELECT c.id, c.namespace, c.name, max(d.last_seen_at) AS last_seen_at, json_agg(d.facets) AS facets
     FROM lineage_dataset d JOIN lineage_dataset c ON c.id = d.canonical_id
     GROUP BY c.id HAVING max(d.last_seen_at) > ? ORDER BY c.namespace, c.name`,
    [aliveAfter],
  );
  const edges = await db.raw(
    `SELECT DISTINCT e.job_id, d.canonical_id AS dataset_id, e.direction
     FROM lineage_edge e JOIN lineage_dataset d ON d.id = e.dataset_id ORDER BY 1, 2, 3`,
  );

  const liveJobs = jobs.rows.filter(
    (row: any) =>
      claimOf('job', row.namespace, row.name) !== undefined ||
      ruled('job', row) ||
      (Number(row.recent_runs) >= config.promotion.recurringRuns && !EPHEMERAL.test(row.name)),
  );
  const jobIds = new Set(liveJobs.map((row: any) => row.id));
  const touched = new Set(
    edges.rows.filter((edge: any) => jobIds.has(edge.job_id)).map((edge: any) => edge.dataset_id),
  );
  const liveDatasets = datasets.rows.filter(
    (row: any) =>
      claimOf('dataset', row.namespace, row.name) !== undefined ||
      (!row.namespace.startsWith('inmemory:') &&
        (ruled('dataset', row) || (touched.has(row.id) && !EPHEMERAL.test(row.name)))),
  );
  const refOf = new Map<string, string>();
  for (const row of liveDatasets) {
    refOf.set(row.id, claimOf('dataset', row.namespace, row.name) ?? entityRefOf('dataset', row.namespace, row.name));
  }
  const staleBefore = nowMs - config.staleAfterMs;
  const common = (kind: 'job' | 'dataset', row: any, facets: FacetMap) => ({
    kind,
    entityRef: entityRefOf(kind, row.namespace, row.name),
    namespace: row.namespace,
    name: row.name,
    title: row.name,
    description: descriptionOf(facets),
    owner: ownerOf(facets) ?? config.promotion.owner,
    lastSeenAt: toInstant(row.last_seen_at),
    stale: new Date(row.last_seen_at).getTime() < staleBefore,
    processingType: null,
    sourceUrl: null,
    inputs: [],
    outputs: [],
    fields: [],
    pii: false,
  });
  const items: PromotedEntity[] = [];
  const claimed: ClaimedJob[] = [];
  for (const row of liveJobs) {
    const refs = (direction: string): string[] =>
      edges.rows
        .filter((edge: any) => edge.job_id === row.id && edge.direction === direction)
        .flatMap((edge: any) => refOf.get(edge.dataset_id) ?? []);
    const claim = claimOf('job', row.namespace, row.name);
    if (claim !== undefined) {
      claimed.push({ entityRef: claim, inputs: refs('input'), outputs: refs('output') });
      continue;
    }
    const facets = facetValues(row.facets);
    const url = textOf(asRecord(facets.sourceCodeLocation)?.url);
    items.push({
      ...common('job', row, facets),
      processingType: row.processing_type,
      sourceUrl: url !== null && /^https?:\/\//.test(url) ? url : null,
      inputs: refs('input'),
      outputs: refs('output'),
    });
  }
  for (const row of liveDatasets) {
    if (claimOf('dataset', row.namespace, row.name) !== undefined) continue;
    const facets = mergedFacets(row.facets);
    const fields = schemaFields(facets);
    items.push({
      ...common('dataset', row, facets),
      fields,
      pii: isPii(facets, fields),
    });
  }
  const shown = items.slice(0, config.promotion.entitiesMax);
  return { items: shown, notPromoted: items.length - shown.length, claimed };
}

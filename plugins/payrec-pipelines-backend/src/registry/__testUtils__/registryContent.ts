import { Knex } from 'knex';

/** Everything but what says when or in which order things were stored. */
const CONTENT = `SELECT 'job' AS what, j.namespace || ' ' || j.name AS id, j.facets::text AS a, j.processing_type AS b,
    j.first_seen_at::text AS c, j.last_seen_at::text AS d FROM lineage_job j
  UNION ALL SELECT 'dataset', d.namespace || ' ' || d.name, d.facets::text, c.namespace || ' ' || c.name, d.first_seen_at::text,
    d.last_seen_at::text FROM lineage_dataset d JOIN lineage_dataset c ON c.id = d.canonical_id
  UNION ALL SELECT 'run', r.run_id, r.state || r.events || r.conflict, j.name, r.started_at::text, r.ended_at::text
    FROM lineage_run r LEFT JOIN lineage_job j ON j.id = r.job_id
  UNION ALL SELECT 'io', io.run_id, d.namespace || ' ' || d.name, io.direction, io.partition, io.row_count::text
    FROM lineage_run_io io JOIN lineage_dataset d ON d.id = io.dataset_id
  UNION ALL SELECT 'edge', j.name, d.namespace || ' ' || d.name, e.direction, e.first_seen_at::text, e.last_seen_at::text
    FROM lineage_edge e JOIN lineage_job j ON j.id = e.job_id JOIN lineage_dataset d ON d.id = e.dataset_id
  UNION ALL SELECT 'column', t.name, e.to_field, f.name || '.' || e.from_field, e.type, coalesce(j.name, '')
    FROM lineage_col_edge e JOIN lineage_dataset t ON t.id = e.to_dataset_id JOIN lineage_dataset f ON f.id = e.from_dataset_id
    LEFT JOIN lineage_job j ON j.id = e.job_id
  ORDER BY 1, 2, 3, 4, 5, 6`;

/** Rows of the registry in a total order: the same for the same events, however they came. */
export async function registryContent(db: Knex): Promise<readonly unknown[]> {
  return (await db.raw(CONTENT)).rows;
}

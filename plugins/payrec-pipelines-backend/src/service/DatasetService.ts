import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { instantToEpochMs, IsoDate, parseInstant, wallClock } from '@internal/plugin-payrec-common';
import { LineageDataset } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { Clock } from '../clock';
import { FacetMap } from '../openlineage/reduceRun';
import { descriptionOf, isPii, mergedFacets, ownerOf, schemaFields } from '../registry/facets';
import { toCount, toInstant } from '../registry/instants';
import { listSubjects, SubjectPage } from '../registry/listSubjects';
import { Subject, SubjectQuery } from '../registry/Names';
import { Sight, SubjectAccess } from '../registry/SubjectAccess';

/** The datasets of the registry that the caller may see, with their partitions. */
export class DatasetService {
  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly access: SubjectAccess;
      readonly clock: Clock;
      readonly staleAfterMs: number;
      /** Zone of the days that partitions are. */
      readonly timezone: string;
    },
  ) {}

  async list(credentials: BackstageCredentials, page: SubjectPage) {
    const { subjects, nextCursor } = await listSubjects(this.deps.db, 'dataset', page);
    const { sight, visible, visibility } = await this.deps.access.visibleOf(credentials, subjects);
    const items = (await this.toJson(visible, sight)).map(one => one.json);
    return { items, ...(nextCursor && { nextCursor }), visibility };
  }

  async get(credentials: BackstageCredentials, query: SubjectQuery) {
    const { subject, sight } = await this.deps.access.getSubject(credentials, query, 'dataset');
    const [{ json, facets }] = await this.toJson([subject], sight);
    const { rows: versions } = await this.deps.db.raw(
      `SELECT v.schema_hash, max(v.field_count) AS field_count, min(v.seen_at) AS seen_at FROM lineage_dataset_version v
       JOIN lineage_dataset d ON d.id = v.dataset_id WHERE d.canonical_id = ? GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT 50`,
      [subject.id],
    );
    const { rows: masked } = await this.deps.db.raw(
      `SELECT e.to_field, bool_and(e.masking) AS masked FROM lineage_col_edge e JOIN lineage_dataset d ON d.id = e.to_dataset_id
       WHERE d.canonical_id = ? AND e.type = 'DIRECT' GROUP BY 1 ORDER BY 1`,
      [subject.id],
    );
    const maskedFields = new Set(masked.filter((row: any) => row.masked).map((row: any) => row.to_field));
    return {
      ...json,
      fields: schemaFields(facets).map(field => ({ ...field, masked: maskedFields.has(field.name) })),
      versions: versions.map((row: any) => ({
        schemaHash: row.schema_hash,
        fieldCount: row.field_count,
        seenAt: toInstant(row.seen_at),
      })),
    };
  }

  /** Newest day first. A partition is the run's nominal day, else what subset or path say; a run with neither writes all. */
  async listPartitions(credentials: BackstageCredentials, query: SubjectQuery & { limit: number }) {
    const { subject } = await this.deps.access.getSubject(credentials, query, 'dataset');
    const { rows } = await this.deps.db.raw(
      `SELECT r.run_id, r.state, r.ended_at, r.last_event_at, r.nominal_start_at, io.partition, io.row_count, io.size_bytes
       FROM lineage_dataset d JOIN lineage_run_io io ON io.dataset_id = d.id AND io.direction = 'output'
       JOIN lineage_run r ON r.run_id = io.run_id
       WHERE d.canonical_id = ? AND r.state = 'COMPLETED'
       ORDER BY coalesce(r.ended_at, r.last_event_at) DESC, r.run_id LIMIT 5000`,
      [subject.id],
    );
    const byKey = new Map<string, any[]>();
    for (const row of rows) {
      const day = row.nominal_start_at
        ? wallClock(parseInstant(new Date(row.nominal_start_at).toISOString()), this.deps.timezone).date
        : dayOf(row.partition);
      const key = day ?? row.partition;
      if (key) byKey.set(key, [...(byKey.get(key) ?? []), { ...row, day }]);
    }
    const items = [...byKey]
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .slice(0, query.limit)
      .map(([partition, writes]) => {
        const first = writes[writes.length - 1];
        const latest = writes[0];
        return {
          partition,
          day: first.day ?? null,
          landedAt: toInstant(first.ended_at ?? first.last_event_at),
          landedBy: first.run_id,
          rowCount: toCount(latest.row_count),
          size: toCount(latest.size_bytes),
          writes: writes.map(row => ({
            runId: row.run_id,
            at: toInstant(row.ended_at ?? row.last_event_at),
            rowCount: toCount(row.row_count),
            state: row.state,
          })),
        };
      });
    return { items, visibility: 'all' as const };
  }

  private async toJson(
    subjects: readonly Subject[],
    sight: Sight,
  ): Promise<{ json: LineageDataset; facets: FacetMap }[]> {
    const { db, clock, staleAfterMs } = this.deps;
    const { rows } = await db.raw(
      `SELECT c.id, c.namespace, c.name, min(d.first_seen_at) AS first_seen_at, max(d.last_seen_at) AS last_seen_at,
         json_agg(d.facets ORDER BY d.id) AS facets,
         json_agg(json_build_object('namespace', d.namespace, 'name', d.name) ORDER BY d.namespace, d.name)
           FILTER (WHERE d.id <> c.id) AS aliases
       FROM lineage_dataset c JOIN lineage_dataset d ON d.canonical_id = c.id
       WHERE c.id = ANY(?::bigint[]) GROUP BY c.id ORDER BY c.namespace, c.name`,
      [subjects.map(one => one.id)],
    );
    const { rows: writes } = await db.raw(
      `SELECT DISTINCT ON (d.canonical_id) d.canonical_id AS id, io.partition, io.row_count, coalesce(r.ended_at, r.last_event_at) AS at
       FROM lineage_dataset d JOIN lineage_run_io io ON io.dataset_id = d.id AND io.direction = 'output'
       JOIN lineage_run r ON r.run_id = io.run_id AND r.state = 'COMPLETED'
       WHERE d.canonical_id = ANY(?::bigint[]) ORDER BY d.canonical_id, coalesce(r.ended_at, r.last_event_at) DESC, r.run_id`,
      [subjects.map(one => one.id)],
    );
    const writeOf = new Map<string, any>(writes.map((row: any) => [row.id, row]));
    const staleBefore = instantToEpochMs(clock.now()) - staleAfterMs;
    return rows.map((row: any) => {
      const facets = mergedFacets(row.facets);
      const fields = schemaFields(facets);
      const write = writeOf.get(row.id);
      const owner = ownerOf(facets);
      const json: LineageDataset = {
        namespace: row.namespace,
        name: row.name,
        entityRef: sight.entityRef({ kind: 'dataset', id: String(row.id), namespace: row.namespace, name: row.name }),
        description: descriptionOf(facets),
        aliases: row.aliases ?? [],
        owners: owner ? [owner] : [],
        pii: isPii(facets, fields),
        firstSeenAt: toInstant(row.first_seen_at),
        lastSeenAt: toInstant(row.last_seen_at),
        stale: new Date(row.last_seen_at).getTime() < staleBefore,
        fieldCount: fields.length,
        newestPartition: write?.partition || null,
        lastWrittenAt: write ? toInstant(write.at) : null,
        lastRowCount: write ? toCount(write.row_count) : null,
      };
      return { json, facets };
    });
  }
}

/** The day in `dt=2026-03-01`, `2026-03-01`, `20260301` or `2026/03/01`. */
function dayOf(partition: string): IsoDate | null {
  const found = /(\d{4})[-/]?(\d{2})[-/]?(\d{2})/.exec(partition);
  const day = found && `${found[1]}-${found[2]}-${found[3]}`;
  return day && !Number.isNaN(Date.parse(day)) ? (day as IsoDate) : null;
}

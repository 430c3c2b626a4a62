import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { encodeCursor, instantToEpochMs, IsoDate, parseInstant, wallClock } from '@internal/plugin-payrec-common';
import { readCursor } from '@internal/plugin-payrec-node';
import {
  LineageDataset,
  LineageJob,
  NodeKind,
  PipelineRun,
  PipelineRunDetail,
  PipelineRunState,
} from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { Clock } from '../clock';
import { asRecord } from '../ingest/readEvent';
import { toCount, toInstant } from '../registry/instants';
import { Names, Subject, SubjectQuery } from '../registry/Names';
import { hasPiiTag, mergedFacets, ownerOf, schemaFields } from '../registry/promotion';
import { codeOf } from '../registry/runFacts';
import { facetValues } from '../registry/stampedFacets';
import { LineageService, Sight } from './LineageService';

type Page = { cursor?: string; limit: number; q?: string; namespace?: string };
/** Columns `runsToJson` reads; `r` is the run and `j` its job. */
export const RUN_COLUMNS = ['r.*', 'j.namespace as job_namespace', 'j.name as job_name', 'j.id as job_id'];

const jobSubject = (row: any): Subject => ({
  kind: 'job',
  id: String(row.job_id),
  namespace: row.job_namespace,
  name: row.job_name,
});

/** Lists and single records of the registry, without what the catalog hides from the caller. */
export class RegistryService {
  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly names: Names;
      readonly lineage: LineageService;
      readonly clock: Clock;
      readonly staleAfterMs: number;
      readonly timezone: string;
    },
  ) {}

  async listJobs(credentials: BackstageCredentials, page: Page) {
    const found = await this.listNamed('lineage_job', 'job', page);
    const sight = await this.deps.lineage.sightOf(credentials, found.subjects);
    const visible = found.subjects.filter(one => !sight.hidden(one));
    return {
      items: await this.jobsToJson(visible, sight),
      ...(found.nextCursor && { nextCursor: found.nextCursor }),
      visibility: visible.length < found.subjects.length ? ('partial' as const) : ('all' as const),
    };
  }

  async getJob(credentials: BackstageCredentials, query: SubjectQuery): Promise<LineageJob> {
    const { subject, sight } = await this.deps.lineage.getSubject(credentials, query, 'job');
    return (await this.jobsToJson([subject], sight))[0];
  }

  async listDatasets(credentials: BackstageCredentials, page: Page) {
    const found = await this.listNamed('lineage_dataset', 'dataset', page);
    const sight = await this.deps.lineage.sightOf(credentials, found.subjects);
    const visible = found.subjects.filter(one => !sight.hidden(one));
    return {
      items: (await this.datasetsToJson(visible, sight)).map(one => one.json),
      ...(found.nextCursor && { nextCursor: found.nextCursor }),
      visibility: visible.length < found.subjects.length ? ('partial' as const) : ('all' as const),
    };
  }

  async getDataset(credentials: BackstageCredentials, query: SubjectQuery) {
    const { subject, sight } = await this.deps.lineage.getSubject(credentials, query, 'dataset');
    const [{ json, facets }] = await this.datasetsToJson([subject], sight);
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
    const { subject } = await this.deps.lineage.getSubject(credentials, query, 'dataset');
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

  async listRuns(
    credentials: BackstageCredentials,
    query: SubjectQuery & {
      kind?: NodeKind;
      state?: PipelineRunState[];
      partition?: string;
      from?: string;
      to?: string;
      cursor?: string;
      limit: number;
    },
  ) {
    const { db, lineage } = this.deps;
    const rows = db('lineage_run as r')
      .leftJoin('lineage_job as j', 'j.id', 'r.job_id')
      .select(RUN_COLUMNS)
      .orderBy([{ column: 'r.first_event_at', order: 'desc' }, { column: 'r.run_id' }])
      .limit(query.limit + 1);
    if (query.entityRef !== undefined || query.name !== undefined) {
      const { subject } = await lineage.getSubject(credentials, query, query.kind);
      if (subject.kind === 'job') rows.where('r.job_id', subject.id);
      else {
        rows.whereExists(
          db('lineage_run_io as io')
            .join('lineage_dataset as d', 'd.id', 'io.dataset_id')
            .whereRaw('io.run_id = r.run_id')
            .where('d.canonical_id', subject.id)
            .modify(part => query.partition !== undefined && part.where('io.partition', query.partition)),
        );
      }
    }
    if (query.state) rows.whereIn('r.state', query.state);
    if (query.from) rows.where('r.last_event_at', '>=', query.from);
    if (query.to) rows.where('r.first_event_at', '<', query.to);
    if (query.cursor !== undefined) {
      const [at, id] = readCursor(query.cursor, 2);
      if (at === null || Number.isNaN(Date.parse(at)))
        throw new InputError('The cursor belongs to another list; start again without it');
      rows.whereRaw('(r.first_event_at < ? OR (r.first_event_at = ? AND r.run_id > ?))', [at, at, id]);
    }
    const found = await rows;
    const shown = found.slice(0, query.limit);
    const last = shown[shown.length - 1];
    const json = await this.runsToJson(credentials, shown);
    return {
      items: json,
      ...(found.length > query.limit && {
        nextCursor: encodeCursor([new Date(last.first_event_at).toISOString(), last.run_id]),
      }),
      visibility: json.length < shown.length ? ('partial' as const) : ('all' as const),
    };
  }

  /** Runs as the contract has them; those of hidden jobs are left out. */
  async runsToJson(credentials: BackstageCredentials, rows: readonly any[]): Promise<PipelineRun[]> {
    const subjects = rows.flatMap(row => (row.job_id ? [jobSubject(row)] : []));
    const sight = await this.deps.lineage.sightOf(credentials, subjects);
    return rows.filter(row => !row.job_id || !sight.hidden(jobSubject(row))).map(row => runToJson(row, sight));
  }

  async getRun(credentials: BackstageCredentials, runId: string): Promise<PipelineRunDetail> {
    const { db, lineage } = this.deps;
    const row = await db('lineage_run as r')
      .leftJoin('lineage_job as j', 'j.id', 'r.job_id')
      .where('r.run_id', runId)
      .first(RUN_COLUMNS);
    const [run] = row ? await this.runsToJson(credentials, [row]) : [];
    if (!run) throw new NotFoundError(`No event has named run ${runId} yet`);
    const io = await db('lineage_run_io as io')
      .join('lineage_dataset as d', 'd.id', 'io.dataset_id')
      .join('lineage_dataset as c', 'c.id', 'd.canonical_id')
      .where('io.run_id', runId)
      .orderBy(['io.direction', 'c.namespace', 'c.name', 'io.partition'])
      .select('io.*', 'c.id as canonical_id', 'c.namespace', 'c.name');
    const subjectOf = (one: any): Subject => ({
      kind: 'dataset',
      id: String(one.canonical_id),
      namespace: one.namespace,
      name: one.name,
    });
    const sight = await lineage.sightOf(credentials, io.map(subjectOf));
    const warnings = await db('ol_event').where({ run_id: runId }).orderBy('event_at').limit(200).select('warnings');
    const produced = { namespace: row.produced_namespace, name: row.produced_name };
    return {
      ...run,
      datasets: io
        .filter(one => !sight.hidden(subjectOf(one)))
        .map(one => ({
          namespace: one.namespace,
          name: one.name,
          entityRef: sight.entityRef(subjectOf(one)),
          direction: one.direction,
          partition: one.partition || null,
          rowCount: toCount(one.row_count),
          size: toCount(one.size_bytes),
          fileCount: toCount(one.file_count),
        })),
      parentRunId: row.parent_run_id,
      producedAs: run.job?.namespace === produced.namespace && run.job?.name === produced.name ? null : produced,
      engine: row.engine,
      sql: row.sql,
      warnings: [...new Set<string>(warnings.flatMap(one => one.warnings))].slice(0, 50),
    };
  }

  /** Back along the data: the latest successful run before this one that wrote each input, and so on. */
  async trace(credentials: BackstageCredentials, runId: string, depthMax: number) {
    const run = await this.getRun(credentials, runId);
    const upstream: {
      run: PipelineRun;
      dataset: { namespace: string; name: string; partition: string | null };
      depth: number;
    }[] = [];
    const seen = new Set([runId]);
    let frontier = [runId];
    let partial = false;
    for (let depth = 1; depth <= depthMax && frontier.length > 0 && upstream.length < 50; depth += 1) {
      const { rows } = await this.deps.db.raw(
        `SELECT DISTINCT ON (me.run_id, c.id, i.partition) w.*, j.namespace AS job_namespace, j.name AS job_name, w.job_id,
           c.id AS canonical_id, c.namespace AS dataset_namespace, c.name AS dataset_name, w.partition AS written
         FROM lineage_run me JOIN lineage_run_io i ON i.run_id = me.run_id AND i.direction = 'input'
         JOIN lineage_dataset d ON d.id = i.dataset_id JOIN lineage_dataset c ON c.id = d.canonical_id
         JOIN LATERAL (SELECT r.*, o.partition FROM lineage_dataset od
           JOIN lineage_run_io o ON o.dataset_id = od.id AND o.direction = 'output' JOIN lineage_run r ON r.run_id = o.run_id
           WHERE od.canonical_id = c.id AND r.state = 'COMPLETED' AND r.run_id <> me.run_id
             AND coalesce(r.ended_at, r.last_event_at) <= coalesce(me.ended_at, me.last_event_at)
             AND (i.partition = '' OR o.partition = '' OR o.partition = i.partition)
           ORDER BY (r.nominal_start_at IS NOT DISTINCT FROM me.nominal_start_at) DESC,
             coalesce(r.ended_at, r.last_event_at) DESC, r.run_id LIMIT 1) w ON true
         LEFT JOIN lineage_job j ON j.id = w.job_id
         WHERE me.run_id = ANY(?) ORDER BY me.run_id, c.id, i.partition LIMIT 200`,
        [frontier],
      );
      frontier = [];
      for (const row of rows) {
        if (seen.has(row.run_id) || upstream.length >= 50) continue;
        seen.add(row.run_id);
        const [json] = await this.runsToJson(credentials, [row]);
        frontier.push(row.run_id);
        const subject: Subject = {
          kind: 'dataset',
          id: String(row.canonical_id),
          namespace: row.dataset_namespace,
          name: row.dataset_name,
        };
        if (!json || (await this.deps.lineage.sightOf(credentials, [subject])).hidden(subject)) {
          partial = true;
          continue;
        }
        upstream.push({
          run: json,
          dataset: { namespace: subject.namespace, name: subject.name, partition: row.written || null },
          depth,
        });
      }
    }
    return { run, upstream, visibility: partial ? ('partial' as const) : ('all' as const) };
  }

  async search(credentials: BackstageCredentials, q: string, limit: number) {
    const subjects = (
      await Promise.all([
        this.listNamed('lineage_job', 'job', { q, limit }),
        this.listNamed('lineage_dataset', 'dataset', { q, limit }),
      ])
    ).flatMap(one => one.subjects);
    const sight = await this.deps.lineage.sightOf(credentials, subjects);
    const visible = subjects.filter(one => !sight.hidden(one));
    return {
      items: visible
        .slice(0, limit)
        .map(one => ({ kind: one.kind, namespace: one.namespace, name: one.name, entityRef: sight.entityRef(one) })),
      visibility: visible.length < subjects.length ? ('partial' as const) : ('all' as const),
    };
  }

  private async listNamed(table: 'lineage_job' | 'lineage_dataset', kind: NodeKind, page: Page) {
    const rows = this.deps
      .db(`${table} as t`)
      .select('t.id', 't.namespace', 't.name')
      .orderBy(['t.namespace', 't.name'])
      .limit(page.limit + 1);
    if (kind === 'dataset') rows.whereRaw('t.id = t.canonical_id');
    if (page.namespace !== undefined) rows.where('t.namespace', page.namespace);
    if (page.q !== undefined) rows.whereRaw('strpos(lower(t.name), lower(?)) > 0', [page.q]);
    if (page.cursor !== undefined) {
      const [namespace, name] = readCursor(page.cursor, 2);
      rows.whereRaw('(t.namespace, t.name) > (?, ?)', [namespace, name]);
    }
    const found = await rows;
    const subjects: Subject[] = found.slice(0, page.limit).map(row => ({ kind, ...row, id: String(row.id) }));
    const last = subjects[subjects.length - 1];
    return { subjects, nextCursor: found.length > page.limit ? encodeCursor([last.namespace, last.name]) : undefined };
  }

  private async jobsToJson(subjects: readonly Subject[], sight: Sight): Promise<LineageJob[]> {
    const { db, clock, staleAfterMs } = this.deps;
    const { rows } = await db.raw(
      `SELECT j.*, (SELECT count(*) FROM lineage_run r WHERE r.job_id = j.id) AS runs_total,
         (SELECT coalesce(json_agg(l), '[]') FROM (SELECT run_id, state, started_at, ended_at, duration_seconds
            FROM lineage_run r WHERE r.job_id = j.id ORDER BY first_event_at DESC, run_id LIMIT 20) l) AS latest
       FROM lineage_job j WHERE j.id = ANY(?::bigint[]) ORDER BY j.namespace, j.name`,
      [subjects.map(one => one.id)],
    );
    const staleBefore = instantToEpochMs(clock.now()) - staleAfterMs;
    return rows.map((row: any): LineageJob => {
      const facets = facetValues(row.facets);
      return {
        namespace: row.namespace,
        name: row.name,
        entityRef: sight.entityRef({ kind: 'job', id: String(row.id), namespace: row.namespace, name: row.name }),
        description: textOf(asRecord(facets.documentation)?.description),
        processingType: row.processing_type,
        integration: textOf(asRecord(facets.jobType)?.integration),
        code: codeOf(facets),
        firstSeenAt: toInstant(row.first_seen_at),
        lastSeenAt: toInstant(row.last_seen_at),
        stale: new Date(row.last_seen_at).getTime() < staleBefore,
        runsTotal: Number(row.runs_total),
        latestRuns: row.latest.map((run: any) => ({
          runId: run.run_id,
          state: run.state,
          startedAt: toInstant(run.started_at),
          endedAt: toInstant(run.ended_at),
          durationSeconds: run.duration_seconds,
        })),
      };
    });
  }

  private async datasetsToJson(subjects: readonly Subject[], sight: Sight) {
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
        description: textOf(asRecord(facets.documentation)?.description),
        aliases: row.aliases ?? [],
        owners: owner ? [owner] : [],
        pii: fields.some(one => one.pii) || hasPiiTag(facets, null),
        firstSeenAt: toInstant(row.first_seen_at),
        lastSeenAt: toInstant(row.last_seen_at),
        stale: new Date(row.last_seen_at).getTime() < staleBefore,
        fieldCount: fields.length,
        newestPartition: write?.partition || null,
        lastWrittenAt: write ? toInstant(write.at) : null,
        lastRowCount: write ? toCount(write.row_count) : null,
      };
      return { json, facets };
    }) as { json: LineageDataset; facets: Record<string, unknown> }[];
  }
}

function runToJson(row: any, sight: Sight): PipelineRun {
  return {
    runId: row.run_id,
    job: row.job_id
      ? { namespace: row.job_namespace, name: row.job_name, entityRef: sight.entityRef(jobSubject(row)) }
      : null,
    state: row.state,
    processingType: row.processing_type,
    startedAt: toInstant(row.started_at),
    endedAt: toInstant(row.ended_at),
    durationSeconds: row.duration_seconds,
    nominalStartAt: toInstant(row.nominal_start_at),
    nominalEndAt: toInstant(row.nominal_end_at),
    events: row.events,
    conflict: row.conflict,
    errorMessage: row.error_message,
    code: row.code,
    rowsOut: toCount(row.rows_out),
    firstReceivedAt: toInstant(row.first_received_at),
    lastReceivedAt: toInstant(row.last_received_at),
  };
}

/** The day in `dt=2026-03-01`, `2026-03-01`, `20260301` or `2026/03/01`. */
function dayOf(partition: string): IsoDate | null {
  const found = /(\d{4})[-/]?(\d{2})[-/]?(\d{2})/.exec(partition);
  const day = found && `${found[1]}-${found[2]}-${found[3]}`;
  return day && !Number.isNaN(Date.parse(day)) ? (day as IsoDate) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { encodeCursor } from '@internal/plugin-payrec-common';
import { readCursor } from '@internal/plugin-payrec-node';
import { NodeKind, PipelineRun, PipelineRunDetail, PipelineRunState } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { toCount, toInstant } from '../registry/instants';
import { Subject, SubjectQuery } from '../registry/Names';
import { Sight, SubjectAccess } from '../registry/SubjectAccess';

/** Columns `runToJson` reads; `r` is the run and `j` its job. */
const RUN_COLUMNS = ['r.*', 'j.namespace as job_namespace', 'j.name as job_name', 'j.id as job_id'];

const jobSubject = (row: any): Subject => ({
  kind: 'job',
  id: String(row.job_id),
  namespace: row.job_namespace,
  name: row.job_name,
});

/** The pipeline runs of the registry that the caller may see: those of a hidden job are not among them. */
export class RunService {
  constructor(private readonly deps: { readonly db: Knex; readonly access: SubjectAccess }) {}

  async list(
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
    const { db, access } = this.deps;
    const rows = db('lineage_run as r')
      .leftJoin('lineage_job as j', 'j.id', 'r.job_id')
      .select(RUN_COLUMNS)
      .orderBy([{ column: 'r.first_event_at', order: 'desc' }, { column: 'r.run_id' }])
      .limit(query.limit + 1);
    if (query.entityRef !== undefined || query.name !== undefined) {
      const { subject } = await access.getSubject(credentials, query, query.kind);
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
    const json = await this.toJson(credentials, shown);
    return {
      items: json,
      ...(found.length > query.limit && {
        nextCursor: encodeCursor([new Date(last.first_event_at).toISOString(), last.run_id]),
      }),
      visibility: json.length < shown.length ? ('partial' as const) : ('all' as const),
    };
  }

  /** Runs as the contract has them; those of hidden jobs are left out. */
  async toJson(credentials: BackstageCredentials, rows: readonly any[]): Promise<PipelineRun[]> {
    const subjects = rows.flatMap(row => (row.job_id ? [jobSubject(row)] : []));
    const sight = await this.deps.access.sightOf(credentials, subjects);
    return rows.filter(row => !row.job_id || !sight.hidden(jobSubject(row))).map(row => runToJson(row, sight));
  }

  async get(credentials: BackstageCredentials, runId: string): Promise<PipelineRunDetail> {
    const { db, access } = this.deps;
    const row = await db('lineage_run as r')
      .leftJoin('lineage_job as j', 'j.id', 'r.job_id')
      .where('r.run_id', runId)
      .first(RUN_COLUMNS);
    const [run] = row ? await this.toJson(credentials, [row]) : [];
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
    const sight = await access.sightOf(credentials, io.map(subjectOf));
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
    const run = await this.get(credentials, runId);
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
        const [json] = await this.toJson(credentials, [row]);
        frontier.push(row.run_id);
        const subject: Subject = {
          kind: 'dataset',
          id: String(row.canonical_id),
          namespace: row.dataset_namespace,
          name: row.dataset_name,
        };
        if (!json || (await this.deps.access.sightOf(credentials, [subject])).hidden(subject)) {
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

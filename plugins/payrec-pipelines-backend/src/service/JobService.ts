import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { instantToEpochMs } from '@internal/plugin-payrec-common';
import { LineageJob } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { Clock } from '../clock';
import { asRecord } from '../ingest/readEvent';
import { descriptionOf, textOf } from '../registry/facets';
import { toInstant } from '../registry/instants';
import { listSubjects, SubjectPage } from '../registry/listSubjects';
import { Subject, SubjectQuery } from '../registry/Names';
import { codeOf } from '../registry/runFacts';
import { facetValues } from '../registry/stampedFacets';
import { Sight, SubjectAccess } from '../registry/SubjectAccess';

/** The jobs of the registry that the caller may see. */
export class JobService {
  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly access: SubjectAccess;
      readonly clock: Clock;
      readonly staleAfterMs: number;
    },
  ) {}

  async list(credentials: BackstageCredentials, page: SubjectPage) {
    const { subjects, nextCursor } = await listSubjects(this.deps.db, 'job', page);
    const { sight, visible, visibility } = await this.deps.access.visibleOf(credentials, subjects);
    return { items: await this.toJson(visible, sight), ...(nextCursor && { nextCursor }), visibility };
  }

  async get(credentials: BackstageCredentials, query: SubjectQuery): Promise<LineageJob> {
    const { subject, sight } = await this.deps.access.getSubject(credentials, query, 'job');
    return (await this.toJson([subject], sight))[0];
  }

  private async toJson(subjects: readonly Subject[], sight: Sight): Promise<LineageJob[]> {
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
        description: descriptionOf(facets),
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
}

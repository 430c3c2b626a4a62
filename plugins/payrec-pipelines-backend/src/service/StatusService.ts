import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { EndpointResponse, instantToEpochMs } from '@internal/plugin-payrec-common';
import { lineageEndpoints, NodeKind } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { Clock } from '../clock';
import { toInstant } from '../registry/instants';
import { Names, nodeIdOf, Subject } from '../registry/Names';
import { SubjectAccess } from '../registry/SubjectAccess';
import { RunService } from './RunService';

type EntityStatus = EndpointResponse<typeof lineageEndpoints.getEntityStatus>['items'][number];
type LastRun = Record<string, any> & { readonly subject_id: string };

const UNKNOWN: Omit<EntityStatus, 'entityRef'> = {
  known: false,
  kind: null,
  namespace: null,
  name: null,
  lastRun: null,
  newestPartition: null,
  lastEventAt: null,
  stale: false,
  rivals: [],
};

const idsOf = (subjects: readonly Subject[], kind: NodeKind) => [
  ...new Set(subjects.filter(one => one.kind === kind).map(one => one.id)),
];

/** Status of catalog entities, for lists and cards: as many queries for a thousand as for one. */
export class StatusService {
  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly names: Names;
      readonly access: SubjectAccess;
      readonly runs: Pick<RunService, 'toJson'>;
      readonly clock: Clock;
      readonly staleAfterMs: number;
    },
  ) {}

  async status(credentials: BackstageCredentials, entityRefs: readonly string[]): Promise<{ items: EntityStatus[] }> {
    const { names, access, clock, staleAfterMs } = this.deps;
    const found = await names.ofEntities(entityRefs);
    const subjects = [...found.values()].map(one => one.subject);
    const { visible } = await access.visibleOf(credentials, subjects);
    const [seen, rows] = await Promise.all([this.lastSeen(visible), this.lastRuns(visible)]);
    const runs = new Map((await this.deps.runs.toJson(credentials, [...rows.values()])).map(run => [run.runId, run]));
    const staleBefore = instantToEpochMs(clock.now()) - staleAfterMs;
    const items = entityRefs.map((entityRef): EntityStatus => {
      const one = found.get(entityRef.toLocaleLowerCase('en-US'));
      const at = one && seen.get(nodeIdOf(one.subject));
      if (!one || !at) return { entityRef, ...UNKNOWN };
      const row = rows.get(nodeIdOf(one.subject));
      return {
        entityRef,
        known: true,
        kind: one.subject.kind,
        namespace: one.subject.namespace,
        name: one.subject.name,
        lastRun: (row && runs.get(row.run_id)) ?? null,
        newestPartition: row?.partition || null,
        lastEventAt: toInstant(at),
        stale: at.getTime() < staleBefore,
        rivals: one.rivals,
      };
    });
    return { items };
  }

  private async lastSeen(subjects: readonly Subject[]): Promise<Map<string, Date>> {
    const { rows } = await this.deps.db.raw(
      `SELECT 'job' AS kind, id, last_seen_at FROM lineage_job WHERE id = ANY(?::bigint[])
       UNION ALL
       SELECT 'dataset', canonical_id, max(last_seen_at) FROM lineage_dataset WHERE canonical_id = ANY(?::bigint[])
       GROUP BY canonical_id`,
      [idsOf(subjects, 'job'), idsOf(subjects, 'dataset')],
    );
    return new Map(
      rows.map((row: { kind: NodeKind; id: string; last_seen_at: Date }) => [
        nodeIdOf(row),
        new Date(row.last_seen_at),
      ]),
    );
  }

  /** The last run of each job, and the last that wrote each dataset with the partition it wrote. */
  private async lastRuns(subjects: readonly Subject[]): Promise<Map<string, LastRun>> {
    const { rows } = await this.deps.db.raw(
      `SELECT found.kind, found.subject_id, found.partition, r.*, j.namespace AS job_namespace, j.name AS job_name
       FROM (
         SELECT 'job' AS kind, wanted.id AS subject_id, NULL AS partition, last.run_id FROM unnest(?::bigint[]) wanted(id)
         CROSS JOIN LATERAL (SELECT run_id FROM lineage_run WHERE job_id = wanted.id
           ORDER BY first_event_at DESC, run_id LIMIT 1) last
         UNION ALL
         SELECT 'dataset', wanted.id, last.partition, last.run_id FROM unnest(?::bigint[]) wanted(id)
         CROSS JOIN LATERAL (SELECT w.run_id, io.partition FROM lineage_dataset d
           JOIN lineage_run_io io ON io.dataset_id = d.id AND io.direction = 'output'
           JOIN lineage_run w ON w.run_id = io.run_id
           WHERE d.canonical_id = wanted.id
           ORDER BY w.first_event_at DESC, w.run_id, io.partition DESC LIMIT 1) last
       ) found
       JOIN lineage_run r ON r.run_id = found.run_id
       LEFT JOIN lineage_job j ON j.id = r.job_id
       ORDER BY found.kind, found.subject_id`,
      [idsOf(subjects, 'job'), idsOf(subjects, 'dataset')],
    );
    return new Map(
      rows.map((row: LastRun & { kind: NodeKind }) => [nodeIdOf({ kind: row.kind, id: row.subject_id }), row]),
    );
  }
}

import { instantToEpochMs, Instant, moneyFromMinor } from '@internal/plugin-payrec-common';
import { LineageName, NodeKind } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { Clock } from '../clock';
import { asRecord } from '../ingest/readEvent';
import { EndedRuns, IoEdge, JobRun, Landing, RegistryReader } from '../sla/deps';
import { EDGE_LIFE_MS } from './edgeLife';
import { toCount, toInstant } from './instants';
import { Names } from './Names';

const LANDINGS = `SELECT r.run_id, j.namespace AS job_namespace, j.name AS job_name, io.partition, r.nominal_start_at, r.nominal_end_at,
    r.started_at, coalesce(r.ended_at, r.last_event_at) AS event_at, r.last_received_at, io.row_count, io.size_bytes, io.control_total
  FROM lineage_dataset d JOIN lineage_run_io io ON io.dataset_id = d.id AND io.direction = 'output'
  JOIN lineage_run r ON r.run_id = io.run_id JOIN lineage_job j ON j.id = r.job_id
  WHERE d.canonical_id = ? AND r.state = 'COMPLETED'`;

/** What the SLA clock reads, over the tables of the registry. */
export class PgRegistryReader implements RegistryReader {
  constructor(private readonly db: Knex, private readonly names: Names, private readonly clock: Clock) {}

  async resolve(kind: NodeKind, name: LineageName): Promise<LineageName | null> {
    const subject = await this.names.byName(kind, name.namespace, name.name);
    return subject ? { namespace: subject.namespace, name: subject.name } : null;
  }

  async landings(dataset: LineageName, since: Instant): Promise<readonly Landing[]> {
    const subject = await this.names.byName('dataset', dataset.namespace, dataset.name);
    if (!subject) return [];
    const { rows } = await this.db.raw(
      `${LANDINGS} AND (coalesce(r.ended_at, r.last_event_at) >= ? OR r.last_received_at >= ? OR r.nominal_start_at >= ?)
       ORDER BY event_at, r.run_id, io.partition`,
      [subject.id, since, since, since],
    );
    return rows.map(toLanding);
  }

  async lastLanding(dataset: LineageName): Promise<Landing | null> {
    const subject = await this.names.byName('dataset', dataset.namespace, dataset.name);
    if (!subject) return null;
    const { rows } = await this.db.raw(`${LANDINGS} ORDER BY event_at DESC, r.run_id, io.partition LIMIT 1`, [
      subject.id,
    ]);
    return rows[0] ? toLanding(rows[0]) : null;
  }

  async runs(job: LineageName | null, since: Instant, limit: number): Promise<readonly JobRun[]> {
    const rows = await this.db('lineage_run as r')
      .join('lineage_job as j', 'j.id', 'r.job_id')
      .where(part =>
        part
          .where('r.started_at', '>=', since)
          .orWhere('r.ended_at', '>=', since)
          .orWhere('r.last_event_at', '>=', since),
      )
      .modify(part => job && part.where({ 'j.namespace': job.namespace, 'j.name': job.name }))
      .orderByRaw('coalesce(r.started_at, r.first_event_at) DESC, r.run_id')
      .limit(limit)
      .select(
        ...['r.run_id', 'r.state', 'r.started_at', 'r.ended_at', 'r.nominal_start_at', 'r.nominal_end_at'],
        ...['r.last_received_at', 'r.error_message', 'r.rows_in', 'r.rows_out', 'r.quarantined'],
        ...['j.namespace', 'j.name'],
        this.db.raw(`r.code ->> 'version' AS code_version`),
      );
    return rows.map((row: any) => ({
      runId: row.run_id,
      job: { namespace: row.namespace, name: row.name },
      state: row.state,
      startedAt: toInstant(row.started_at),
      endedAt: toInstant(row.ended_at),
      nominalStartAt: toInstant(row.nominal_start_at),
      nominalEndAt: toInstant(row.nominal_end_at),
      lastReceivedAt: toInstant(row.last_received_at as Date),
      errorMessage: row.error_message,
      codeVersion: row.code_version,
      rowsIn: toCount(row.rows_in),
      rowsOut: toCount(row.rows_out),
      quarantined: toCount(row.quarantined),
    }));
  }

  async endedRuns(after: Instant, until: Instant): Promise<readonly EndedRuns[]> {
    const { rows } = await this.db.raw(
      `SELECT j.namespace, j.name, r.state, round(r.duration_seconds::numeric, 1)::float8 AS duration_seconds,
         count(*)::int AS runs, max(r.ended_at) AS last_ended_at
       FROM lineage_run r JOIN lineage_job j ON j.id = r.job_id
       WHERE r.last_received_at > ? AND r.last_received_at <= ? AND r.ended_at IS NOT NULL
         AND r.state IN ('COMPLETED', 'ABORTED', 'FAILED')
       GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
      [after, until],
    );
    return rows.map((row: any) => ({
      job: { namespace: row.namespace, name: row.name },
      state: row.state,
      durationSeconds: row.duration_seconds,
      runs: row.runs,
      lastEndedAt: toInstant(row.last_ended_at as Date),
    }));
  }

  async runningRuns(since: Instant): Promise<readonly { readonly job: LineageName; readonly runs: number }[]> {
    const { rows } = await this.db.raw(
      `SELECT j.namespace, j.name, count(*)::int AS runs FROM lineage_run r JOIN lineage_job j ON j.id = r.job_id
       WHERE r.last_received_at >= ? AND r.state = 'RUNNING' GROUP BY 1, 2 ORDER BY 1, 2`,
      [since],
    );
    return rows.map((row: any) => ({ job: { namespace: row.namespace, name: row.name }, runs: row.runs }));
  }

  async edges(): Promise<readonly IoEdge[]> {
    const { rows } = await this.db.raw(
      `SELECT DISTINCT j.namespace AS job_namespace, j.name AS job_name, c.namespace, c.name, e.direction
       FROM lineage_edge e JOIN lineage_job j ON j.id = e.job_id JOIN lineage_dataset d ON d.id = e.dataset_id
       JOIN lineage_dataset c ON c.id = d.canonical_id WHERE e.last_seen_at >= ? ORDER BY 1, 2, 3, 4, 5`,
      [new Date(instantToEpochMs(this.clock.now()) - EDGE_LIFE_MS).toISOString()],
    );
    return rows.map((row: any) => ({
      job: { namespace: row.job_namespace, name: row.job_name },
      dataset: { namespace: row.namespace, name: row.name },
      direction: row.direction,
    }));
  }

  async entityRefOf(kind: NodeKind, name: LineageName): Promise<string | null> {
    const subject = await this.names.byName(kind, name.namespace, name.name);
    const { namespace, name: canonical } = subject ?? name;
    return (await this.names.claims()).get(JSON.stringify([kind, namespace, canonical])) ?? null;
  }

  async lastReceivedAt(): Promise<Instant | null> {
    const row = await this.db('ol_event').max('received_at as at').first();
    return toInstant((row?.at as Date | undefined) ?? null);
  }
}

function toLanding(row: any): Landing {
  return {
    runId: row.run_id,
    job: { namespace: row.job_namespace, name: row.job_name },
    partition: row.partition || null,
    nominalStartAt: toInstant(row.nominal_start_at),
    nominalEndAt: toInstant(row.nominal_end_at),
    startedAt: toInstant(row.started_at),
    eventTime: toInstant(row.event_at as Date),
    receivedAt: toInstant(row.last_received_at as Date),
    rowCount: toCount(row.row_count),
    size: toCount(row.size_bytes),
    controlTotal: toControlTotal(row.control_total),
  };
}

/** What a producer wrote is checked: an amount that is none is left out, never guessed. */
function toControlTotal(value: unknown): Landing['controlTotal'] {
  const total = asRecord(value);
  if (!total) return null;
  const amounts = (Array.isArray(total.amounts) ? total.amounts : []).flatMap(raw => {
    const amount = asRecord(raw);
    try {
      return [moneyFromMinor(String(amount?.minor), String(amount?.currency))];
    } catch {
      return [];
    }
  });
  const rows = Number(total.rows);
  return { rows: total.rows !== undefined && Number.isSafeInteger(rows) ? rows : null, amounts };
}

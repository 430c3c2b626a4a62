import { randomUUID } from 'node:crypto';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { instantFromEpochMs, instantToEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { Clock } from '../clock';
import { EventIntake } from '../ingest/EventIntake';
import { toInstant } from '../registry/instants';
import { Names, Subject } from '../registry/Names';
import { SubjectAccess } from '../registry/SubjectAccess';

const PRODUCER = 'https://github.com/payrec/payment-reconciliation-portal';

/** What came in lately, and a test event through the same door. */
export class IngestService {
  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly names: Names;
      readonly access: SubjectAccess;
      readonly intake: EventIntake;
      readonly clock: Clock;
      /** Base URL of the backend, as clients reach it. */
      readonly baseUrl: string;
    },
  ) {}

  async status(credentials: BackstageCredentials) {
    const { db, clock, baseUrl } = this.deps;
    const nowMs = instantToEpochMs(clock.now());
    const hourAgo = instantFromEpochMs(nowMs - 3_600_000);
    const dayAgo = instantFromEpochMs(nowMs - 86_400_000);
    const { rows } = await db.raw(
      `SELECT (SELECT max(received_at) FROM ol_event) AS last_at,
         (SELECT count(*) FROM ol_event WHERE received_at > ?) AS hour, (SELECT count(*) FROM ol_event WHERE received_at > ?) AS day,
         (SELECT count(*) FROM ol_event WHERE NOT projected) AS pending,
         (SELECT coalesce(sum(events), 0) FROM ol_rejected WHERE day >= CAST(? AS date)) AS rejected,
         (SELECT count(*) FROM lineage_job) AS jobs, (SELECT count(*) FROM lineage_dataset WHERE id = canonical_id) AS datasets,
         (SELECT count(*) FROM lineage_run) AS runs`,
      [hourAgo, dayAgo, dayAgo.slice(0, 10)],
    );
    const [counts] = rows;
    return {
      lastReceivedAt: toInstant(counts.last_at),
      receivedLastHour: Number(counts.hour),
      receivedLastDay: Number(counts.day),
      rejectedLastDay: Number(counts.rejected),
      pending: Number(counts.pending),
      jobs: Number(counts.jobs),
      datasets: Number(counts.datasets),
      runs: Number(counts.runs),
      client: {
        url: baseUrl,
        endpoint: 'api/payrec-pipelines/api/v1/lineage',
        shortUrl: `${baseUrl}/api/payrec-pipelines/lineage`,
      },
      recent: await this.visibleEvents(
        credentials,
        await db('ol_event')
          .orderBy([
            { column: 'received_at', order: 'desc' },
            { column: 'seq', order: 'desc' },
          ])
          .limit(50),
      ),
    };
  }

  /** Events of one subject. @throws NotAllowedError where the catalog hides it. */
  async events(credentials: BackstageCredentials, subject: Subject, limit: number) {
    await this.deps.access.assertVisible(credentials, subject);
    const { db } = this.deps;
    const rows = db('ol_event as e')
      .orderBy([
        { column: 'e.event_at', order: 'desc' },
        { column: 'e.seq', order: 'desc' },
      ])
      .limit(limit)
      .select('e.*');
    if (subject.kind === 'job') {
      // By the run as well, since queries are folded under another name than their events carry.
      rows.whereRaw(
        `((e.job_namespace = ? AND e.job_name = ?) OR e.run_id IN
          (SELECT run_id FROM lineage_run WHERE job_id = ? ORDER BY first_event_at DESC, run_id LIMIT 500))`,
        [subject.namespace, subject.name, subject.id],
      );
    } else {
      rows.whereRaw(
        `((e.dataset_namespace = ? AND e.dataset_name = ?) OR e.run_id IN (SELECT io.run_id FROM lineage_run_io io
          JOIN lineage_dataset d ON d.id = io.dataset_id WHERE d.canonical_id = ?))`,
        [subject.namespace, subject.name, subject.id],
      );
    }
    return { items: await this.visibleEvents(credentials, await rows) };
  }

  /** START and COMPLETE of `payrec-test`, so that a person sees events arrive. */
  async sendTestEvent() {
    const runId = randomUUID();
    const now = this.deps.clock.now();
    const event = (eventType: string, eventTime: string) => ({
      eventType,
      eventTime,
      producer: PRODUCER,
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
      run: { runId },
      job: { namespace: 'payrec', name: 'payrec-test' },
      inputs: [],
      outputs: [],
    });
    await this.deps.intake.accept(event('START', instantFromEpochMs(instantToEpochMs(now) - 1000)));
    await this.deps.intake.accept(event('COMPLETE', now));
    return { runId, receivedAt: now };
  }

  private async visibleEvents(credentials: BackstageCredentials, rows: readonly any[]) {
    const found = await Promise.all(
      rows.map(async row => ({
        row,
        subject:
          row.job_name !== null
            ? await this.deps.names.byName('job', row.job_namespace, row.job_name)
            : await this.deps.names.byName('dataset', row.dataset_namespace, row.dataset_name),
      })),
    );
    const sight = await this.deps.access.sightOf(
      credentials,
      found.flatMap(one => one.subject ?? []),
    );
    return found
      .filter(({ subject }) => !subject || !sight.hidden(subject))
      .map(({ row }) => ({
        receivedAt: toInstant(row.received_at as Date),
        eventTime: toInstant(row.event_at as Date),
        kind: row.kind,
        eventType: row.event_type,
        runId: row.run_id,
        job: row.job_name === null ? null : { namespace: row.job_namespace, name: row.job_name },
        dataset: row.dataset_name === null ? null : { namespace: row.dataset_namespace, name: row.dataset_name },
        producer: row.producer,
        warnings: row.warnings,
      }));
  }
}

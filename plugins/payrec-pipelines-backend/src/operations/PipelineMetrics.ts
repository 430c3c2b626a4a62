import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { getOrCreateCounter, getOrCreateGauge, getOrCreateHistogram } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { IncidentStore } from '../incidents/IncidentStore';
import { RegistryReader } from '../sla/deps';
import { partitionIdOfLanding, partitionOfId } from '../sla/partitions/partitions';
import { SlaConfig } from '../sla/config';
import { SloStore } from '../sla/store/SloStore';
import { DURATION_BUCKETS } from './panels';

const DAY_MS = 86_400_000;
/** A label per job: past that many the rest is not shown, rather than a scrape that grows for ever. */
const PIPELINES_MAX = 500;
const RUNS_MAX = 20_000;

/**
 * Metrics of runs and datasets, read from the registry. Every replica shows the same figures, so take `max` over replicas
 * and never `sum`. Labels are jobs and datasets; never a run or a partition.
 */
export class PipelineMetrics {
  private countedMs: number | undefined;

  constructor(
    private readonly options: {
      readonly db: Knex;
      readonly registry: RegistryReader;
      readonly slos: SloStore;
      readonly incidents: IncidentStore;
      readonly config: SlaConfig;
    },
  ) {}

  async update(nowMs: number): Promise<void> {
    await this.updateRuns(nowMs);
    await this.updateDatasets(nowMs);
    await this.updateMoney();
  }

  private async updateRuns(nowMs: number): Promise<void> {
    const runsTotal = getOrCreateCounter({
      name: 'payrec_pipeline_runs_total',
      help: 'Runs that ended, by how.',
      labelNames: ['pipeline', 'outcome'],
    });
    const duration = getOrCreateHistogram({
      name: 'payrec_pipeline_run_duration_seconds',
      help: 'Length of runs that ended.',
      labelNames: ['pipeline'],
      buckets: DURATION_BUCKETS,
    });
    const lastSuccess = getOrCreateGauge({
      name: 'payrec_pipeline_last_success_timestamp_seconds',
      help: 'End of the last successful run, in seconds since 1970.',
      labelNames: ['pipeline'],
    });
    const running = getOrCreateGauge({
      name: 'payrec_pipeline_running',
      help: 'Runs that have started and not ended.',
      labelNames: ['pipeline'],
    });
    const runs = await this.options.registry.runs(null, instantFromEpochMs(nowMs - DAY_MS), RUNS_MAX);
    const sinceMs = this.countedMs ?? nowMs;
    this.countedMs = nowMs;
    running.reset();
    const names = new Set<string>();
    for (const run of runs) {
      const pipeline = `${run.job.namespace}/${run.job.name}`;
      if (!names.has(pipeline) && names.size >= PIPELINES_MAX) continue;
      names.add(pipeline);
      if (run.state === 'RUNNING') running.inc({ pipeline });
      const receivedMs = Date.parse(run.lastReceivedAt);
      if (run.state === 'COMPLETED' && run.endedAt) {
        const known = (await lastSuccess.get()).values.find(one => one.labels.pipeline === pipeline)?.value ?? 0;
        lastSuccess.set({ pipeline }, Math.max(known, Date.parse(run.endedAt) / 1000));
      }
      if (!run.endedAt || receivedMs <= sinceMs || receivedMs > nowMs) continue;
      runsTotal.inc({ pipeline, outcome: run.state.toLocaleLowerCase('en-US') });
      if (run.startedAt)
        duration.observe({ pipeline }, Math.max(0, (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000));
    }
  }

  private async updateDatasets(nowMs: number): Promise<void> {
    const newest = getOrCreateGauge({
      name: 'payrec_dataset_newest_partition_timestamp_seconds',
      help: 'End of the newest landed partition, in seconds since 1970; freshness is now minus this.',
      labelNames: ['dataset'],
    });
    const rows = getOrCreateGauge({
      name: 'payrec_dataset_rows',
      help: 'Rows of the newest landed partition.',
      labelNames: ['dataset'],
    });
    const { db, registry, slos, config } = this.options;
    const states = await slos.states(db);
    for (const slo of await slos.listActive(db)) {
      const subject = states.get(slo.id)?.subject;
      if (slo.type !== 'freshness' || subject?.kind !== 'dataset') continue;
      const landings = await registry.landings(subject, instantFromEpochMs(nowMs - 8 * DAY_MS) as Instant);
      const landed = landings
        .map(landing => ({ landing, id: partitionIdOfLanding(slo, landing) }))
        .filter((one): one is { landing: (typeof landings)[number]; id: string } => one.id !== undefined)
        .map(one => ({ ...one, toMs: partitionOfId(slo, one.id, config.calendars).toMs }))
        .sort((a, b) => a.toMs - b.toMs)
        .pop();
      if (!landed) continue;
      const dataset = `${subject.namespace}/${subject.name}`;
      newest.set({ dataset }, landed.toMs / 1000);
      if (landed.landing.rowCount !== null) rows.set({ dataset }, landed.landing.rowCount);
    }
  }

  private async updateMoney(): Promise<void> {
    const money = getOrCreateGauge({
      name: 'payrec_unreconciled_amount_minor',
      help: 'Control totals behind late partitions of open incidents, in minor units of the currency.',
      labelNames: ['currency', 'pipeline'],
    });
    const { db, incidents, slos } = this.options;
    const names = new Map((await slos.listActive(db)).map(slo => [slo.id, slo.entityRef]));
    money.reset();
    for (const incident of await incidents.list(db, { states: ['open', 'acknowledged'] })) {
      for (const { currency, minor } of incident.moneyBehind) {
        // tidy-ok: a gauge is a double; the exact sum stays text on the page and in the message.
        money.inc({ currency, pipeline: names.get(incident.rootSloId) ?? 'unknown' }, Number(minor));
      }
    }
  }
}

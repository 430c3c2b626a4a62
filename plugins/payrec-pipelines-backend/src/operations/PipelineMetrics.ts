import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { getOrCreateCounter, getOrCreateGauge, getOrCreateHistogram } from '@internal/plugin-payrec-node';
import { LineageName } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { IncidentStore } from '../incidents/IncidentStore';
import { RegistryReader } from '../sla/deps';
import { partitionIdOfLanding, partitionOfId, reachMs } from '../sla/partitions/partitions';
import { SlaConfig } from '../sla/config';
import { SloStore } from '../sla/store/SloStore';
import { DURATION_BUCKETS } from './durationHistogram';

const DAY_MS = 86_400_000;
/** A label per job: past that many the rest is not shown, rather than a scrape that grows for ever. */
const PIPELINES_MAX = 500;

/**
 * Metrics of runs and datasets, read from the registry. Every replica shows the same figures, so take `max` over replicas
 * and never `sum`. Labels are jobs and datasets; never a run or a partition.
 */
export class PipelineMetrics {
  private countedMs: number | undefined;
  private readonly lastSuccessMs = new Map<string, number>();

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
    const { registry } = this.options;
    const now = instantFromEpochMs(nowMs);
    const dayAgo = instantFromEpochMs(nowMs - DAY_MS);
    const names = new Set<string>();
    const labelOf = ({ namespace, name }: LineageName) => {
      const pipeline = `${namespace}/${name}`;
      if (!names.has(pipeline) && names.size >= PIPELINES_MAX) return undefined;
      names.add(pipeline);
      return { pipeline };
    };
    running.reset();
    for (const { job, runs } of await registry.runningRuns(dayAgo)) {
      const label = labelOf(job);
      if (label) running.set(label, runs);
    }
    // What ended before this process began is no news for its counters, only for when a job last succeeded.
    const counted = this.countedMs !== undefined;
    const ended = await registry.endedRuns(
      this.countedMs === undefined ? dayAgo : instantFromEpochMs(this.countedMs),
      now,
    );
    this.countedMs = nowMs;
    for (const { job, state, durationSeconds, runs, lastEndedAt } of ended) {
      const label = labelOf(job);
      if (!label) continue;
      if (state === 'COMPLETED') {
        const atMs = Math.max(this.lastSuccessMs.get(label.pipeline) ?? 0, Date.parse(lastEndedAt));
        this.lastSuccessMs.set(label.pipeline, atMs);
        lastSuccess.set(label, atMs / 1000);
      }
      if (!counted) continue;
      runsTotal.inc({ ...label, outcome: state.toLocaleLowerCase('en-US') }, runs);
      if (durationSeconds === null) continue;
      for (let run = 0; run < runs; run += 1) duration.observe(label, Math.max(0, durationSeconds));
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
      const landings = await registry.landings(subject, instantFromEpochMs(nowMs - reachMs(slo)) as Instant);
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

import { LoggerService } from '@backstage/backend-plugin-api';
import { Instant, instantToEpochMs } from '@internal/plugin-payrec-common';
import { MaintenanceWindow, SloFault } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { inLockedTransaction } from '../database';
import { Downstream, IncidentKeeper } from '../incidents/IncidentKeeper';
import { LineageGraph } from '../incidents/lineageGraph';
import { compileAll } from './activeSlos';
import { SlaConfig } from './config';
import { CatalogReader, MetricSource, RegistryReader } from './deps';
import { FactReader, MoneyBehind } from './FactReader';
import { EMPTY_CURRENT, Judgement, unknownCurrent } from './judge/judgement';
import { judgeFreshness, windowStart } from './judge/judgeFreshness';
import { judgeContents, judgeDuration, judgeSample } from './judge/judgeValues';
import { JudgementWriter, Prepared } from './JudgementWriter';
import { MaintenanceStore, windowAt } from './store/MaintenanceStore';
import { VerdictRow } from './store/rows';
import { ActiveSlo, SloStore } from './store/SloStore';
import { VerdictStore } from './store/VerdictStore';
import { upstreamSlos } from './upstreamSlos';

export type Evaluation = {
  readonly evaluatedMs: number;
  readonly slos: number;
  /** Verdict rows written. */
  readonly changed: number;
  readonly faults: readonly SloFault[];
};

export type EvaluatorOptions = {
  readonly db: Knex;
  readonly config: SlaConfig;
  readonly logger: LoggerService;
  readonly registry: RegistryReader;
  readonly catalog: CatalogReader;
  readonly metricSources: ReadonlyMap<string, MetricSource>;
  readonly slos: SloStore;
  readonly verdicts: VerdictStore;
  readonly maintenance: MaintenanceStore;
  readonly keeper: IncidentKeeper;
};

const NO_MONEY: MoneyBehind = { amounts: [], rows: null };

/**
 * Judges every objective at one moment. Facts are read first; then, under a lock that all replicas share, they are compared
 * with what was written and verdicts, incidents and messages are written in one transaction. Repeating it with the same
 * facts and time writes nothing.
 */
export class Evaluator {
  private readonly writer: JudgementWriter;

  constructor(private readonly options: EvaluatorOptions) {
    this.writer = new JudgementWriter(options);
  }

  async evaluate(now: Instant): Promise<Evaluation> {
    const { db, slos } = this.options;
    const nowMs = instantToEpochMs(now);
    const { active, faults } = compileAll(await this.options.catalog.listSlaEntities(), this.options.config);
    const prepared = await this.prepare(active, nowMs);
    const changed = await inLockedTransaction(db, 'sla', async trx => {
      await slos.replace(trx, active, faults, nowMs);
      const states = await slos.states(trx);
      const silences = await slos.silences(trx, nowMs);
      let count = 0;
      for (const one of prepared) {
        count += await this.writer.write(trx, one, states.get(one.slo.id), silences.has(one.slo.id), nowMs);
      }
      await slos.setEvaluatedAt(trx, nowMs);
      return count;
    });
    return { evaluatedMs: nowMs, slos: active.length, changed, faults };
  }

  /** Judgements of all objectives, those upstream first. */
  private async prepare(active: readonly ActiveSlo[], nowMs: number): Promise<Prepared[]> {
    const { db, registry, verdicts } = this.options;
    const windows = await this.options.maintenance.list(db, nowMs);
    const edges = await registry.edges().catch(() => undefined);
    const graph = new LineageGraph(edges ?? []);
    const reader = new FactReader(registry, graph, nowMs);
    const subjects = new Map<string, Awaited<ReturnType<FactReader['subjectOf']>>>();
    for (const slo of active) {
      subjects.set(
        slo.id,
        await reader.subjectOf(slo).catch(() => ({ dataset: slo.dataset, job: slo.job, subject: null })),
      );
    }
    const upstreamOf = upstreamSlos(active, subjects, graph);
    const ordered = [...active].sort(
      (a, b) => upstreamOf.get(a.id)!.size - upstreamOf.get(b.id)!.size || (a.id < b.id ? -1 : 1),
    );
    const done = new Map<string, Judgement>();
    const prepared: Prepared[] = [];
    for (const slo of ordered) {
      const upstream = upstreamOf.get(slo.id)!;
      const known = new Map(
        (await verdicts.list(db, slo.id, windowStart(slo, nowMs))).map(row => [row.partition, row]),
      );
      const judgement = await this.judge({
        slo,
        ...subjects.get(slo.id)!,
        reader,
        windows,
        known,
        upstream,
        done,
      }).catch(error => {
        this.options.logger.warn(`Objective ${slo.name} of ${slo.entityRef} cannot be judged`, error);
        return unreadable(slo);
      });
      done.set(slo.id, judgement);
      const downstream = new Map(
        ordered.flatMap((other): [string, Downstream][] => {
          const distance = upstreamOf.get(other.id)!.get(slo.id);
          return distance === undefined ? [] : [[other.id, { slo: other, distance }]];
        }),
      );
      const money = await this.moneyOf(slo, judgement, subjects, reader);
      prepared.push({ slo, judgement, upstream, downstream, money });
    }
    return prepared;
  }

  private async moneyOf(
    slo: ActiveSlo,
    { breach }: Judgement,
    subjects: ReadonlyMap<string, Awaited<ReturnType<FactReader['subjectOf']>>>,
    reader: FactReader,
  ): Promise<MoneyBehind> {
    const dataset = subjects.get(slo.id)?.dataset;
    if (!breach?.firing || !breach.partition || !dataset || slo.type !== 'freshness') return NO_MONEY;
    // The sum is a help in the message; without it the message goes out all the same.
    return reader.moneyBehind(slo, dataset, breach.partition, windowStart(slo, reader.nowMs)).catch(() => NO_MONEY);
  }

  private async judge(input: {
    slo: ActiveSlo;
    dataset: Prepared['slo']['dataset'];
    job: Prepared['slo']['job'];
    subject: Judgement['subject'];
    reader: FactReader;
    windows: readonly MaintenanceWindow[];
    known: ReadonlyMap<string, VerdictRow>;
    upstream: ReadonlyMap<string, number>;
    done: ReadonlyMap<string, Judgement>;
  }): Promise<Judgement> {
    const { slo, dataset, job, subject, reader, windows, known } = input;
    const { config, metricSources } = this.options;
    const scopes = await this.scopesOf(slo, dataset, job, reader.graph);
    const maintenance = windowAt(windows, scopes, reader.nowMs)?.reason;
    if (slo.type === 'freshness') {
      if (!dataset) return { ...unreadable(slo), current: unknownCurrent('no events yet') };
      const above = [...input.upstream]
        .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
        .map(([id]) => input.done.get(id))
        .find(one => one && one.landings.size > 0);
      return judgeFreshness({
        slo,
        dataset,
        job,
        subject,
        reader,
        config,
        known,
        maintenance: windows,
        scopes,
        upstream: above,
      });
    }
    const values = { slo, dataset, job, subject, reader, config, known, sources: metricSources, maintenance };
    if (slo.type === 'duration') return judgeDuration(values);
    if (slo.type === 'completeness' || slo.type === 'volume') return judgeContents(values);
    return judgeSample(values);
  }

  /** Everything whose maintenance excuses the objective: its entity and system, and who writes its dataset. */
  private async scopesOf(
    slo: ActiveSlo,
    dataset: ActiveSlo['dataset'],
    job: ActiveSlo['job'],
    graph: LineageGraph,
  ): Promise<Set<string>> {
    const { registry } = this.options;
    const jobs = [...(job ? [job] : []), ...(dataset ? graph.writersOf(dataset) : [])];
    const refs = await Promise.all([
      ...jobs.map(one => registry.entityRefOf('job', one)),
      ...(dataset ? [registry.entityRefOf('dataset', dataset)] : []),
    ]);
    return new Set([slo.entityRef, slo.system, ...refs].filter((ref): ref is string => ref !== null));
  }
}

function unreadable(slo: ActiveSlo): Judgement {
  const current = unknownCurrent('source unavailable');
  const sampled = slo.threshold !== null;
  return {
    subject: null,
    current: sampled ? { ...EMPTY_CURRENT, ...current } : current,
    verdicts: [],
    landings: new Map(),
    ...(sampled && { sample: { value: null, excluded: false, bad: false } }),
  };
}

import { LoggerService } from '@backstage/backend-plugin-api';
import { Instant, instantToEpochMs } from '@internal/plugin-payrec-common';
import {
  CheckState,
  MaintenanceWindow,
  SloCurrent,
  SloFault,
  VerdictState,
} from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { inLockedTransaction } from '../database';
import { IncidentKeeper } from '../incidents/IncidentKeeper';
import { LineageGraph, nodeKey } from '../incidents/lineageGraph';
import { CheckMemory, CheckNotice, FRESH_MEMORY, stepCheck } from './decide/hysteresis';
import { compileSlo } from './definition/compileSlo';
import { CatalogReader, MetricSource, RegistryReader, SlaEntity } from './deps';
import { FactReader, MoneyBehind } from './FactReader';
import { SlaConfig } from './config';
import { EMPTY_CURRENT, Judged, Judgement, unknownCurrent } from './judge/judgement';
import { judgeFreshness, windowStart } from './judge/judgeFreshness';
import { judgeContents, judgeDuration, judgeSample } from './judge/judgeValues';
import { MaintenanceStore, windowAt } from './store/MaintenanceStore';
import { FINAL_STATES, VerdictRow } from './store/rows';
import { ActiveSlo, SloState, SloStore } from './store/SloStore';
import { VerdictStore } from './store/VerdictStore';

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

type Prepared = {
  readonly slo: ActiveSlo;
  readonly judgement: Judgement;
  readonly upstream: ReadonlyMap<string, number>;
  readonly money: MoneyBehind;
};
const NO_MONEY: MoneyBehind = { amounts: [], rows: null };

/**
 * Judges every objective at one moment. Facts are read first; then, under a lock that all replicas share, they are compared
 * with what was written and verdicts, incidents and messages are written in one transaction. Repeating it with the same
 * facts and time writes nothing.
 */
export class Evaluator {
  constructor(private readonly options: EvaluatorOptions) {}

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
        count += await this.write(trx, one, states.get(one.slo.id), silences.has(one.slo.id), nowMs);
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
      prepared.push({ slo, judgement, upstream, money: await this.moneyOf(slo, judgement, subjects, reader) });
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
    const values = { slo, dataset, job, subject, reader, config, sources: metricSources, maintenance };
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

  private async write(
    trx: Knex,
    { slo, judgement, upstream, money }: Prepared,
    before: SloState | undefined,
    silenced: boolean,
    nowMs: number,
  ): Promise<number> {
    const { verdicts, slos, keeper } = this.options;
    const known = new Map((await verdicts.list(trx, slo.id, windowStart(slo, nowMs))).map(row => [row.partition, row]));
    let changed = 0;
    let corrected = false;
    for (const judged of judgement.verdicts) {
      const outcome = await this.putVerdict(trx, slo, judged, known.get(judged.partition), nowMs);
      if (outcome !== 'same') changed += 1;
      corrected = corrected || outcome === 'corrected';
    }
    const memory = before?.memory ?? FRESH_MEMORY;
    const step = await this.step(trx, slo, judgement, memory, nowMs);
    const current = withSince(stateOfStep(judgement, step), before?.current, nowMs);
    if (step.notices.length > 0) {
      await keeper.apply(
        trx,
        {
          slo,
          notices: step.notices,
          partition: judgement.breach?.partition ?? null,
          reason: current.reason,
          money,
          silenced,
          corrected,
          upstream,
        },
        nowMs,
      );
    }
    await slos.putState(
      trx,
      slo.id,
      { current, check: step.state, memory: step.memory, subject: judgement.subject },
      nowMs,
    );
    return changed;
  }

  private async putVerdict(
    trx: Knex,
    slo: ActiveSlo,
    judged: Judged,
    before: VerdictRow | undefined,
    nowMs: number,
  ): Promise<'same' | 'written' | 'corrected'> {
    if (before?.decidedBy) return 'same';
    const wasFinal = before !== undefined && FINAL_STATES.includes(before.state);
    const version = wasFinal ? before.version : slo.version;
    const stateChanged = before?.state !== judged.state;
    if (before && version === before.version && !stateChanged && sameFacts(before, judged)) return 'same';
    // The reader of facts and the writer may be two moments apart; a landing that was seen is not unseen again.
    if (
      before?.landedMs !== null &&
      before?.landedMs !== undefined &&
      judged.landedMs === null &&
      slo.type === 'freshness'
    )
      return 'same';
    await this.options.verdicts.put(trx, {
      ...judged,
      sloId: slo.id,
      version,
      detectedMs: stateChanged || !before ? nowMs : before.detectedMs,
      decidedBy: null,
    });
    if (!wasFinal || !stateChanged || !isCorrection(before.state, judged.state)) return 'written';
    await this.options.verdicts.audit(
      trx,
      { sloId: slo.id, version, partition: judged.partition },
      {
        from: before.state,
        to: judged.state,
        atMs: nowMs,
        actor: null,
        reason: judged.state === 'EXCLUDED' ? judged.reason : judged.reason || 'the event shows that it landed in time',
      },
    );
    return 'corrected';
  }

  private async step(
    trx: Knex,
    slo: ActiveSlo,
    { sample, breach, current }: Judgement,
    memory: CheckMemory,
    nowMs: number,
  ): Promise<{ state: CheckState; memory: CheckMemory; notices: readonly CheckNotice[] }> {
    if (sample && slo.threshold) {
      if (slo.objective?.sliceSeconds) {
        const sliceMs = slo.objective.sliceSeconds * 1000;
        const state = sliceStateOf(sample);
        await this.options.verdicts.putSlice(trx, slo.id, Math.floor(nowMs / sliceMs) * sliceMs, state, sample.value);
      }
      if (sample.excluded) return { state: 'OK', memory, notices: [] };
      return stepCheck(slo.threshold, memory, nowMs, sample.value);
    }
    if (!breach) return { state: current.state === 'UNKNOWN' ? 'UNKNOWN' : 'OK', memory, notices: [] };
    const next = { ...memory, firing: breach.firing, lastMs: nowMs };
    if (breach.firing && !memory.firing) return { state: 'FIRING', memory: next, notices: ['fired'] };
    if (!breach.firing && memory.firing) return { state: 'OK', memory: next, notices: ['resolved'] };
    // It landed late between two evaluations: a miss all the same, said once.
    if (breach.landedLate && !breach.firing) return { state: 'OK', memory: next, notices: ['fired', 'resolved'] };
    return { state: breach.firing ? 'FIRING' : 'OK', memory: next, notices: [] };
  }
}

function compileAll(entities: readonly SlaEntity[], config: SlaConfig): { active: ActiveSlo[]; faults: SloFault[] } {
  const active = new Map<string, ActiveSlo>();
  const faults: SloFault[] = [];
  for (const entity of entities) {
    entity.slos.forEach((document, at) => {
      const compiled = compileSlo(document, entity.entityRef, entity.openSlo ? '' : `spec.slos[${at}]`, config);
      if (compiled.kind === 'faults') {
        faults.push(...compiled.faults.map(fault => ({ entityRef: entity.entityRef, ...fault })));
        return;
      }
      const { slo, warnings } = compiled;
      faults.push(...warnings.map(fault => ({ entityRef: entity.entityRef, ...fault })));
      if (active.has(slo.id)) {
        faults.push({
          entityRef: entity.entityRef,
          path: `spec.slos[${at}].name`,
          message: `"${slo.name}" is there twice`,
        });
        return;
      }
      active.set(slo.id, {
        ...slo,
        entityTitle: entity.title,
        owner: entity.owner,
        system: entity.system,
        stage: entity.stage,
        entityKind: entity.kind,
        claims: entity.lineageName,
      });
    });
  }
  return { active: [...active.values()], faults };
}

/** For each objective those whose subject lies upstream of its own, with the distance in edges. */
function upstreamSlos(
  active: readonly ActiveSlo[],
  subjects: ReadonlyMap<string, { subject: Judgement['subject'] }>,
  graph: LineageGraph,
): Map<string, Map<string, number>> {
  const keyOf = (slo: ActiveSlo) => {
    const subject = subjects.get(slo.id)?.subject;
    return subject ? nodeKey(subject.kind, subject) : undefined;
  };
  return new Map(
    active.map(slo => {
      const key = keyOf(slo);
      const distances = key ? graph.distances(key, 'up') : new Map<string, number>();
      const upstream = active.flatMap((other): [string, number][] => {
        const otherKey = keyOf(other);
        const distance = otherKey === undefined || other.id === slo.id ? undefined : distances.get(otherKey);
        return distance === undefined ? [] : [[other.id, distance]];
      });
      return [slo.id, new Map(upstream)];
    }),
  );
}

/** BREACHED → LATE is how a miss ends; these are judgements that were wrong. */
function isCorrection(from: VerdictState, to: VerdictState): boolean {
  return !(from === 'BREACHED' && to === 'LATE');
}

function sameFacts(before: VerdictRow, judged: Judged): boolean {
  const moves = !FINAL_STATES.includes(judged.state);
  return (
    before.landedMs === judged.landedMs &&
    before.rowCount === judged.rowCount &&
    before.value === judged.value &&
    before.excludedBy === judged.excludedBy &&
    before.backfilled === judged.backfilled &&
    before.clockSkew === judged.clockSkew &&
    (moves || before.deadlineMs === judged.deadlineMs) &&
    // How long a missing partition is overdue follows from the clock; only what it waits for is news.
    before.reason === judged.reason
  );
}

function stateOfStep(judgement: Judgement, step: { state: CheckState }): SloCurrent {
  const { current, sample } = judgement;
  if (!sample || sample.excluded) return current;
  const state: Record<CheckState, VerdictState> = {
    OK: 'MET',
    PENDING: 'AT_RISK',
    FIRING: 'BREACHED',
    FLAPPING: 'BREACHED',
    UNKNOWN: 'UNKNOWN',
  };
  return { ...current, state: state[step.state] };
}

function withSince(current: SloCurrent, before: SloCurrent | undefined, nowMs: number): SloCurrent {
  const same = before && before.state === current.state && before.partition === current.partition;
  return { ...current, since: same && before.since ? before.since : (new Date(nowMs).toISOString() as Instant) };
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

function sliceStateOf(sample: NonNullable<Judgement['sample']>): 'excluded' | 'unknown' | 'bad' | 'good' {
  if (sample.excluded) return 'excluded';
  if (sample.value === null) return 'unknown';
  return sample.bad ? 'bad' : 'good';
}

import { Instant } from '@internal/plugin-payrec-common';
import { CheckState, SloCurrent, VerdictState } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { Downstream, IncidentKeeper } from '../incidents/IncidentKeeper';
import { BurnStep, stepBurn } from './decide/burnAlert';
import { CheckMemory, CheckNotice, FRESH_MEMORY, stepCheck } from './decide/hysteresis';
import { budgetNow } from './budgetNow';
import { MoneyBehind } from './FactReader';
import { Judged, Judgement, LandedLate } from './judge/judgement';
import { windowStart } from './judge/judgeFreshness';
import { FINAL_STATES, VerdictRow } from './store/rows';
import { ActiveSlo, SloState, SloStore } from './store/SloStore';
import { VerdictStore } from './store/VerdictStore';

/** A judgement with what its message and its place in the lineage need. */
export type Prepared = {
  readonly slo: ActiveSlo;
  readonly judgement: Judgement;
  readonly upstream: ReadonlyMap<string, number>;
  readonly downstream: ReadonlyMap<string, Downstream>;
  readonly money: MoneyBehind;
};

/** Compares what was judged with what was written, and writes what is new: verdicts, corrections, state, incidents. */
export class JudgementWriter {
  constructor(
    private readonly options: {
      readonly slos: SloStore;
      readonly verdicts: VerdictStore;
      readonly keeper: IncidentKeeper;
    },
  ) {}

  /** @returns how many verdict rows were written. Call upstream objectives first, in the transaction of the evaluation. */
  async write(
    trx: Knex,
    { slo, judgement, upstream, downstream, money }: Prepared,
    before: SloState | undefined,
    silenced: boolean,
    nowMs: number,
  ): Promise<number> {
    const { verdicts, slos, keeper } = this.options;
    const known = new Map((await verdicts.list(trx, slo.id, windowStart(slo, nowMs))).map(row => [row.partition, row]));
    let changed = 0;
    let corrected = false;
    for (const judged of judgement.verdicts) {
      const written = known.get(judged.partition);
      // A person took the miss back: what closes the incident is their word.
      const byHand = written?.decidedBy && judged.partition === before?.current.partition;
      corrected = corrected || Boolean(byHand && before?.check === 'FIRING');
      const outcome = await this.putVerdict(trx, slo, judged, written, nowMs);
      if (outcome !== 'same') changed += 1;
      corrected = corrected || outcome === 'corrected';
    }
    const memory = before?.memory ?? FRESH_MEMORY;
    const step = await this.step(trx, slo, judgement, memory, nowMs);
    const current = withSince(stateOfStep(judgement, step), before?.current, nowMs);
    const burn = await this.burn(trx, slo, step, nowMs);
    if (burn.notices.length > 0) {
      await keeper.apply(
        trx,
        {
          slo,
          notices: burn.notices,
          partition: step.over?.partition ?? judgement.breach?.partition ?? null,
          reason: burn.reason ?? step.over?.reason ?? current.reason,
          over: step.over ?? null,
          severity: burn.severity,
          money,
          silenced,
          corrected,
          upstream,
          downstream,
        },
        nowMs,
      );
    }
    await slos.putState(
      trx,
      slo.id,
      { current, check: step.state, memory: burn.memory, subject: judgement.subject },
      nowMs,
    );
    return changed;
  }

  /** Burn alerts of objectives over time; one per partition has few events, and each of its misses is an alert already. */
  private async burn(
    trx: Knex,
    slo: ActiveSlo,
    step: { memory: CheckMemory; notices: readonly CheckNotice[] },
    nowMs: number,
  ): Promise<BurnStep> {
    if (!slo.threshold || !slo.objective?.sliceSeconds) return { ...step, reason: null, severity: null };
    const { burnAlerts } = await budgetNow(trx, this.options.verdicts, slo, nowMs);
    return stepBurn(step, burnAlerts);
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
  ): Promise<{
    state: CheckState;
    memory: CheckMemory;
    notices: readonly CheckNotice[];
    /** The miss that the notices tell of, where it was over before it was seen. */
    over?: LandedLate;
  }> {
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
    if (breach.landedLate && !breach.firing) {
      return { state: 'OK', memory: next, notices: ['fired', 'resolved'], over: breach.landedLate };
    }
    return { state: breach.firing ? 'FIRING' : 'OK', memory: next, notices: [] };
  }
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

function sliceStateOf(sample: NonNullable<Judgement['sample']>): 'excluded' | 'unknown' | 'bad' | 'good' {
  if (sample.excluded) return 'excluded';
  if (sample.value === null) return 'unknown';
  return sample.bad ? 'bad' : 'good';
}

import { instantFromEpochMs, wallClock } from '@internal/plugin-payrec-common';
import { LineageName, MaintenanceWindow, SloCurrent } from '@internal/plugin-payrec-pipelines-common';
import { SlaConfig } from '../config';
import { decideFreshness } from '../decide/freshness';
import { Forecast, forecastLanding } from '../decide/forecast';
import { EffectiveLanding, orderedWrites } from '../decide/landings';
import { JobRun, Landing } from '../deps';
import { FactReader } from '../FactReader';
import { longestDays } from '../partitions/cadence';
import { Partition, dayOfId, partitionIdOfLanding, partitionsBetween } from '../partitions/partitions';
import { windowAt } from '../store/MaintenanceStore';
import { FINAL_STATES, VerdictRow, toInstant } from '../store/rows';
import { ActiveSlo, Subject } from '../store/SloStore';
import { EMPTY_CURRENT, Judged, Judgement, LandedLate } from './judgement';

const DAY_MS = 86_400_000;
/** A partition that never landed keeps its incident open that long; then it stays a counted miss. */
const FIRING_DAYS = 7;
/** Landed so long after its deadline it came from a backfill and not from the run that was late. */
const BACKFILL_AFTER_MS = DAY_MS;
/** A landing reported that lately is news; an older one is history that was read in. */
const NEWS_MS = 15 * 60_000;

export type FreshnessInput = {
  readonly slo: ActiveSlo;
  readonly dataset: LineageName;
  readonly job: LineageName | null;
  readonly subject: Subject | null;
  readonly reader: FactReader;
  readonly config: SlaConfig;
  readonly known: ReadonlyMap<string, VerdictRow>;
  readonly maintenance: readonly MaintenanceWindow[];
  readonly scopes: ReadonlySet<string>;
  /** Nearest freshness objective upstream, judged in the same evaluation. */
  readonly upstream: Judgement | undefined;
};

/** Freshness by partition: one verdict for each partition that has begun, from the first one ever seen. */
export async function judgeFreshness(input: FreshnessInput): Promise<Judgement> {
  const { slo, dataset, job, reader, config, known, maintenance, scopes, upstream } = input;
  const { nowMs } = reader;
  const sinceMs = windowStart(slo, nowMs);
  const landings = await reader.landings(dataset, sinceMs);
  const last = landings.length > 0 ? null : await reader.lastLanding(dataset);
  const runs = job ? await reader.runs(job, nowMs - 3 * DAY_MS) : [];
  const writes = groupByPartition(slo, landings);
  const partitions = partitionsInView({ slo, config, nowMs, sinceMs, writes, known, seenBefore: last !== null });
  const lastRunEndedMs = lastEnd(landings, last, runs);
  const history = historyOf(partitions, writes, upstream);

  const verdicts: Judged[] = [];
  const lands = new Map<string, { landedMs: number | null; forecast: Forecast | undefined }>();
  let landedLate: LandedLate | null = null;
  for (const computed of partitions) {
    const before = known.get(computed.id);
    // Resolved once and kept: neither a new definition nor new zone rules move a deadline that was judged.
    const judged = before && FINAL_STATES.includes(before.state) && before.deadlineMs !== null;
    const partition = judged ? { ...computed, deadlineMs: before.deadlineMs! } : computed;
    const landed = writes.get(partition.id)?.[0];
    const attempts = attemptsOf(runs, partition, landed);
    const running = attempts.find(run => run.state === 'RUNNING');
    const above = upstream?.landings.get(partition.id);
    const forecast = landed
      ? undefined
      : forecastLanding({
          nowMs,
          partitionEndMs: partition.toMs,
          runningSinceMs: running?.startedAt ? Date.parse(running.startedAt) : undefined,
          durationsMs: history.durationsMs,
          offsetsMs: history.offsetsMs,
          upstream: above && {
            landsMs: above.landedMs ?? above.forecast?.p50Ms ?? 0,
            p90Ms: above.landedMs ?? above.forecast?.p90Ms ?? 0,
            gapsMs: history.gapsMs,
          },
        });
    lands.set(partition.id, { landedMs: landed?.atMs ?? null, forecast });
    const window = windowAt(maintenance, scopes, partition.deadlineMs);
    const missed = before && (before.state === 'BREACHED' || before.state === 'LATE');
    const verdict = decideFreshness(partition, {
      nowMs,
      graceMs: slo.graceSeconds * 1000,
      warnBeforeMs: slo.warnBeforeSeconds * 1000,
      landed,
      attempts,
      lastRunEndedMs,
      // Only what runs or waits for something that runs is predicted late; the usual time alone is no warning.
      predictedMs: running || above ? forecast?.p50Ms : undefined,
      maintenance: window?.reason,
      missDetectedMs: missed ? before.detectedMs : undefined,
    });
    const dueMs = partition.deadlineMs + slo.graceSeconds * 1000;
    const decided = before?.decidedBy ? before : undefined;
    if (!decided && verdict.state === 'LATE' && before?.state !== 'LATE' && before?.state !== 'BREACHED') {
      const { landedMs, reason } = verdict;
      if (landed!.receivedMs >= nowMs - NEWS_MS) {
        landedLate = { partition: partition.id, dueMs, landedMs: landedMs!, reason };
      }
    }
    verdicts.push({
      partition: partition.id,
      day: partition.day,
      // What a person decided stands, and ends the alert where it takes the miss back.
      state: decided?.state ?? verdict.state,
      dueMs,
      deadlineMs: partition.deadlineMs,
      landedMs: verdict.landedMs,
      landedBy: landed?.landing.runId ?? null,
      overdueSeconds: verdict.overdueSeconds,
      rowCount: landed?.landing.rowCount ?? null,
      value: null,
      reason: decided?.reason ?? verdict.reason,
      clockSkew: verdict.clockSkew,
      backfilled: verdict.state === 'LATE' && verdict.landedMs !== null && verdict.landedMs > dueMs + BACKFILL_AFTER_MS,
      excludedBy: partition.excluded ? 'calendar' : window?.id ?? null,
      predictedP90Ms: forecast?.p90Ms ?? before?.predictedP90Ms ?? null,
    });
  }
  const firing = verdicts.filter(
    one => one.state === 'BREACHED' && one.landedMs === null && one.dueMs > nowMs - FIRING_DAYS * DAY_MS,
  );
  const focus = focusOf(partitions, verdicts, firing, nowMs);
  return {
    subject: input.subject,
    current: focus ? currentOf(focus, lands.get(focus.partition)?.forecast) : EMPTY_CURRENT,
    verdicts,
    breach: {
      firing: firing.length > 0,
      partition: (firing[firing.length - 1] ?? focus)?.partition ?? null,
      landedLate,
    },
    landings: lands,
  };
}

/** Long enough for the objective, for the heatmap and for three partitions of a long cadence. */
export function windowStart(slo: ActiveSlo, nowMs: number): number {
  const longMs = 3 * longestDays(slo.partition?.every ?? 'P1D') * DAY_MS;
  const windowMs = Math.max((slo.objective?.windowSeconds ?? 0) * 1000, 14 * DAY_MS, longMs) + 2 * DAY_MS;
  // On the whole hour, so that objectives of one dataset share one read.
  return Math.floor((nowMs - windowMs) / 3_600_000) * 3_600_000;
}

export function groupByPartition(slo: ActiveSlo, landings: readonly Landing[]): Map<string, EffectiveLanding[]> {
  const groups = new Map<string, Landing[]>();
  for (const landing of landings) {
    const id = partitionIdOfLanding(slo, landing);
    if (id !== undefined) groups.set(id, [...(groups.get(id) ?? []), landing]);
  }
  return new Map([...groups].map(([id, group]) => [id, orderedWrites(group)]));
}

function partitionsInView(input: {
  slo: ActiveSlo;
  config: SlaConfig;
  nowMs: number;
  sinceMs: number;
  writes: ReadonlyMap<string, unknown>;
  known: ReadonlyMap<string, VerdictRow>;
  seenBefore: boolean;
}): Partition[] {
  const { slo, config, nowMs, sinceMs, writes, known, seenBefore } = input;
  const today = wallClock(instantFromEpochMs(nowMs), slo.timezone).date;
  const earliest = wallClock(instantFromEpochMs(sinceMs), slo.timezone).date;
  const begun = partitionsBetween(slo, earliest, today, config.calendars).filter(one => one.fromMs <= nowMs);
  if (seenBefore) return begun;
  // Before its first landing a dataset owed nothing; one that never landed owes what is due now.
  const firstDays = [...writes.keys(), ...known.keys()].flatMap(id => dayOfId(slo, id) ?? []).sort();
  const lastDue = begun.filter(one => one.deadlineMs <= nowMs).pop() ?? begun.filter(one => one.toMs <= nowMs).pop();
  const first = firstDays[0] ?? lastDue?.day ?? today;
  const start = lastDue && lastDue.day < first && firstDays.length === 0 ? lastDue.day : first;
  return begun.filter(one => one.day >= start);
}

function lastEnd(landings: readonly Landing[], last: Landing | null, runs: readonly JobRun[]): number | undefined {
  const ends = [
    ...landings.map(one => Date.parse(one.eventTime)),
    ...(last ? [Date.parse(last.eventTime)] : []),
    ...runs.flatMap(run => (run.endedAt ? [Date.parse(run.endedAt)] : [])),
  ];
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

function historyOf(
  partitions: readonly Partition[],
  writes: Map<string, EffectiveLanding[]>,
  upstream: Judgement | undefined,
) {
  const landed = partitions.flatMap(partition => {
    const first = writes.get(partition.id)?.[0];
    // A backfill says nothing about how long the regular run takes to come.
    return first && first.atMs - partition.toMs < 2 * DAY_MS ? [{ partition, first }] : [];
  });
  const recent = landed.slice(-10);
  return {
    durationsMs: recent.flatMap(({ first }) =>
      first.landing.startedAt ? [Date.parse(first.landing.eventTime) - Date.parse(first.landing.startedAt)] : [],
    ),
    offsetsMs: recent.map(({ partition, first }) => first.atMs - partition.toMs),
    gapsMs: recent.flatMap(({ partition, first }) => {
      const above = upstream?.landings.get(partition.id)?.landedMs;
      return above === null || above === undefined ? [] : [first.atMs - above];
    }),
  };
}

/** Runs for the partition by nominal time; a running one without nominal time works on what has ended and not landed. */
function attemptsOf(runs: readonly JobRun[], partition: Partition, landed: EffectiveLanding | undefined): JobRun[] {
  if (landed) return [];
  return runs.filter(run => {
    if (run.state === 'COMPLETED') return false;
    if (!run.nominalStartAt) {
      const startedMs = run.startedAt ? Date.parse(run.startedAt) : 0;
      return run.state === 'RUNNING' && startedMs >= partition.toMs && startedMs < partition.toMs + DAY_MS;
    }
    const nominalMs = Date.parse(run.nominalStartAt);
    return nominalMs >= partition.fromMs && nominalMs < partition.toMs;
  });
}

/** The partition people ask about: a missing one, else the one at risk, else the last that was judged. */
function focusOf(
  partitions: readonly Partition[],
  verdicts: readonly Judged[],
  firing: readonly Judged[],
  nowMs: number,
): Judged | undefined {
  if (firing.length > 0) return firing[firing.length - 1];
  const closed = new Set(partitions.filter(one => one.excluded).map(one => one.id));
  const ended = new Set(partitions.filter(one => one.toMs <= nowMs).map(one => one.id));
  const open = verdicts.filter(one => !closed.has(one.partition) && ended.has(one.partition)).reverse();
  return open.find(one => one.state !== 'PENDING') ?? open[0] ?? verdicts[verdicts.length - 1];
}

function currentOf(focus: Judged, forecast: Forecast | undefined): SloCurrent {
  return {
    ...EMPTY_CURRENT,
    state: focus.state,
    partition: focus.partition,
    deadlineAt: toInstant(focus.deadlineMs),
    landedAt: toInstant(focus.landedMs),
    overdueSeconds: focus.overdueSeconds,
    predictedAt: toInstant(forecast?.p50Ms ?? null),
    predictedP90At: toInstant(forecast?.p90Ms ?? null),
    marginSeconds:
      forecast && focus.deadlineMs !== null ? Math.round((focus.deadlineMs - forecast.p50Ms) / 1000) : null,
    reason: focus.reason,
  };
}

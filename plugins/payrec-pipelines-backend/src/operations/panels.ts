import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  Instant,
  instantFromEpochMs,
  instantToEpochMs,
  IsoDate,
  addDays,
  wallClock,
} from '@internal/plugin-payrec-common';
import {
  BatchDurations,
  FreshnessRow,
  IngestErrorGroup,
  LineageName,
  StreamLag,
  StripPipeline,
} from '@internal/plugin-payrec-pipelines-common';
import { nodeKey } from '../incidents/lineageGraph';
import { percentile } from '../sla/decide/forecast';
import { JobRun } from '../sla/deps';
import { SlaParts } from '../sla/createSlaModule';
import { findPartition } from '../sla/partitions/partitions';
import { toInstant } from '../sla/store/rows';
import { catchUpFromSlope } from './catchUp';
import { errorClassOf } from './errorClass';
import { Sight } from './OperationsService';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const RUNS_MAX = 20_000;
/** Upper bounds of the duration histogram, in seconds; the same as the metric's. */
export const DURATION_BUCKETS = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

/** The panels that are made of runs and verdicts. Jobs of hidden entities are left out. */
export class OperationsPanels {
  constructor(private readonly parts: SlaParts) {}

  async strip(credentials: BackstageCredentials, sight: Sight, limit: number) {
    const { deps } = this.parts;
    const { nowMs, graph, active, shown } = sight;
    const runs = await deps.registry.runs(null, instantFromEpochMs(nowMs - 7 * DAY_MS), RUNS_MAX);
    const byJob = groupRuns(runs);
    const refs = await this.refs(
      'job',
      [...byJob.values()].map(one => one.job),
    );
    const visible = await deps.visibility.visibleRefs(credentials, [...refs.values()].filter(isText));
    const items = [...byJob].flatMap(([key, { job, runs: mine }]): StripPipeline[] => {
      const entityRef = refs.get(key) ?? null;
      if (entityRef !== null && !visible.has(entityRef)) return [];
      const outputs = graph.outputsOf(job);
      const slo = shown.find(
        one =>
          one.type === 'freshness' &&
          outputs.some(output => one.subject && nodeKey('dataset', output) === nodeKey(one.subject.kind, one.subject)),
      );
      const definition = active.find(one => one.id === slo?.id) ?? active.find(one => one.entityRef === entityRef);
      const [last] = mine;
      const usual = percentile(
        mine
          .filter(run => run.state === 'COMPLETED')
          .slice(0, 10)
          .flatMap(lengthOf),
        0.5,
      );
      const overdue = slo?.current.state === 'BREACHED' || slo?.current.state === 'LATE';
      return [
        {
          job,
          entityRef,
          title: definition?.entityRef === entityRef ? definition.entityTitle : job.name,
          stage: definition?.stage ?? null,
          state: stripState(last, overdue, slo?.current.state === 'PENDING' || slo?.current.state === 'AT_RISK'),
          startedAt: last.startedAt,
          endedAt: last.endedAt,
          attempt: attemptOf(mine),
          durationSeconds: durationOf(last, nowMs),
          usualSeconds: usual ?? null,
          newestPartition: newestNominal(mine, definition?.timezone ?? deps.config.timezone),
          lagSeconds: overdue ? slo!.current.overdueSeconds : null,
          rowsIn: last.rowsIn,
          rowsOut: last.rowsOut,
          runs: mine
            .slice(0, 20)
            .reverse()
            .map(run => ({
              runId: run.runId,
              state: run.state,
              startedAt: run.startedAt,
              durationSeconds: durationOf(run, nowMs),
            })),
          layer: graph.distances(nodeKey('job', job), 'up').size,
        },
      ];
    });
    items.sort((a, b) => a.layer - b.layer || (a.title < b.title ? -1 : 1));
    return { items: items.slice(0, limit), total: items.length, visibility: sight.visibility };
  }

  async freshness(sight: Sight, days: number, to: IsoDate | undefined) {
    const { deps, verdicts } = this.parts;
    const { nowMs, active } = sight;
    const last = to ?? wallClock(instantFromEpochMs(nowMs), deps.config.timezone).date;
    const first = addDays(last, 1 - days);
    const items: FreshnessRow[] = [];
    for (const slo of active.filter(one => one.type === 'freshness' && one.partition)) {
      const all = await verdicts.withCorrections(deps.db, await verdicts.list(deps.db, slo.id, nowMs - 70 * DAY_MS));
      const rows = all.filter(row => row.day !== null && row.day >= first && row.day <= last);
      const newest = all.find(row => row.landedAt !== null);
      const end = newest ? findPartition(slo, newest.partition, deps.config.calendars)?.toMs : undefined;
      const good = all.filter(row => row.state === 'MET').length;
      items.push({
        sloId: slo.id,
        entityRef: slo.entityRef,
        entityTitle: slo.entityTitle,
        timezone: slo.timezone,
        newestPartition: newest?.partition ?? null,
        newestEndAt: toInstant(end ?? null),
        freshnessSeconds: end === undefined ? null : Math.max(0, Math.round((nowMs - end) / 1000)),
        cells: rows.reverse().map(row => ({
          partition: row.partition,
          day: row.day,
          state: row.state,
          backfilled: row.backfilled,
          deadlineAt: row.deadlineAt,
          landedAt: row.landedAt,
          overdueSeconds:
            row.state === 'BREACHED' && row.landedAt === null && row.deadlineAt
              ? Math.max(0, Math.floor((nowMs - Date.parse(row.deadlineAt)) / 1000))
              : row.overdueSeconds,
          rowCount: row.rowCount,
          runId: row.landedBy,
          reason: row.reason,
          corrected: row.corrections.length > 0,
        })),
        good,
        valid: good + all.filter(row => row.state === 'LATE' || row.state === 'BREACHED').length,
      });
    }
    return { from: first, to: last, items, visibility: sight.visibility };
  }

  async durations(
    credentials: BackstageCredentials,
    query: { namespace?: string; name?: string; hours: number; columns: number },
  ): Promise<BatchDurations> {
    const { deps, slos } = this.parts;
    const nowMs = Date.parse(deps.now());
    const fromMs = nowMs - query.hours * HOUR_MS;
    const byJob = groupRuns(await deps.registry.runs(null, instantFromEpochMs(fromMs), RUNS_MAX));
    const refs = await this.refs(
      'job',
      [...byJob.values()].map(one => one.job),
    );
    const visible = await deps.visibility.visibleRefs(credentials, [...refs.values()].filter(isText));
    const jobs = [...byJob]
      .map(([key, one]) => ({ key, ...one, entityRef: refs.get(key) ?? null }))
      .filter(one => one.entityRef === null || visible.has(one.entityRef))
      .sort((a, b) => b.runs.length - a.runs.length || (a.key < b.key ? -1 : 1));
    const chosen =
      query.name === undefined
        ? jobs[0]
        : jobs.find(
            one =>
              one.job.name === query.name && (query.namespace === undefined || one.job.namespace === query.namespace),
          );
    const ended = (chosen?.runs ?? []).filter(run => run.startedAt && run.endedAt && Date.parse(run.endedAt) >= fromMs);
    const bound =
      (await slos.listActive(deps.db)).find(slo => slo.type === 'duration' && slo.entityRef === chosen?.entityRef)
        ?.maxSeconds ?? null;
    const lengths = ended.flatMap(lengthOf);
    const columnMs = (nowMs - fromMs) / query.columns;
    return {
      job: chosen ? { ...chosen.job, entityRef: chosen.entityRef } : null,
      buckets: [...DURATION_BUCKETS, null].map((upToSeconds, at) => ({ upToSeconds, count: histogram(lengths)[at] })),
      columns: Array.from({ length: query.columns }, (_, at) => {
        const from = fromMs + at * columnMs;
        const mine = ended
          .filter(run => Date.parse(run.endedAt!) >= from && Date.parse(run.endedAt!) < from + columnMs)
          .flatMap(lengthOf);
        return {
          from: instantFromEpochMs(Math.round(from)),
          to: instantFromEpochMs(Math.round(from + columnMs)),
          counts: histogram(mine),
          ...percentiles(mine),
        };
      }),
      total: ended.length,
      failed: ended.filter(run => run.state === 'FAILED').length,
      ...percentiles(lengths),
      boundSeconds: bound,
      overBound: bound === null ? 0 : lengths.filter(one => one > bound).length,
      deploys: deploysOf(ended),
      jobs: jobs.slice(0, 50).map(({ job, entityRef, runs }) => ({ ...job, entityRef, runs: runs.length })),
    };
  }

  async lag(sight: Sight, minutes: number): Promise<StreamLag[]> {
    const { deps, slos, verdicts } = this.parts;
    const { nowMs, shown, active } = sight;
    const states = await slos.states(deps.db);
    const found: StreamLag[] = [];
    for (const slo of shown.filter(one => one.type === 'lag')) {
      const definition = active.find(one => one.id === slo.id)!;
      const sinceMs = nowMs - minutes * 60_000;
      const slices = await verdicts.slices(deps.db, slo.id, sinceMs);
      const known = slo.current.value;
      const points = slices.map(one => ({ atMs: one.atMs, value: one.value }));
      const seconds = known === null ? null : catchUpFromSlope(points);
      const good = [...points].reverse().find(one => one.value !== null);
      found.push({
        sloId: slo.id,
        name: slo.name,
        entityRef: slo.entityRef,
        entityTitle: slo.entityTitle,
        lagSeconds: known,
        lagMessages: null,
        inPerSecond: null,
        outPerSecond: null,
        catchUpAt: seconds === null ? null : instantFromEpochMs(Math.round(nowMs + seconds * 1000)),
        catchUpSeconds: seconds === null ? null : Math.round(seconds),
        fireAbove: boundOf(definition.threshold?.fireAbove),
        clearBelow: boundOf(definition.threshold?.clearBelow),
        check: slo.check,
        lastGoodAt: toInstant(known === null ? good?.atMs ?? null : states.get(slo.id)?.memory.lastMs ?? null),
        error: known === null ? slo.current.reason || 'no value yet' : null,
        points: points.map(one => ({ at: instantFromEpochMs(one.atMs), seconds: one.value })),
      });
    }
    return found;
  }

  async errors(credentials: BackstageCredentials, hours: number, limit: number) {
    const { deps } = this.parts;
    const nowMs = Date.parse(deps.now());
    const fromMs = nowMs - hours * HOUR_MS;
    const all = await deps.registry.runs(null, instantFromEpochMs(fromMs), RUNS_MAX);
    const failed = all.filter(run => (run.errorMessage !== null || run.quarantined !== null) && seenMs(run) >= fromMs);
    const refs = await this.refs(
      'job',
      failed.map(run => run.job),
    );
    const visible = await deps.visibility.visibleRefs(credentials, [...refs.values()].filter(isText));
    const groups = new Map<string, JobRun[]>();
    for (const run of failed) {
      const ref = refs.get(nodeKey('job', run.job)) ?? null;
      if (ref !== null && !visible.has(ref)) continue;
      const key = JSON.stringify([run.job, errorClassOf(run.errorMessage ?? 'Rows put aside')]);
      groups.set(key, [...(groups.get(key) ?? []), run]);
    }
    const items = [...groups.values()].map((runs): IngestErrorGroup => {
      const times = runs.map(seenMs);
      const newest = runs.reduce((best, run) => (seenMs(run) > seenMs(best) ? run : best));
      const message = newest.errorMessage ?? 'Rows put aside';
      const perHour = Array<number>(hours).fill(0);
      for (const at of times) perHour[Math.min(hours - 1, Math.floor((at - fromMs) / HOUR_MS))] += 1;
      const aside = runs.flatMap(run => (run.quarantined === null ? [] : [run.quarantined]));
      return {
        errorClass: errorClassOf(message),
        job: { ...newest.job, entityRef: refs.get(nodeKey('job', newest.job)) ?? null },
        count: runs.length,
        firstSeenAt: instantFromEpochMs(Math.min(...times)),
        lastSeenAt: instantFromEpochMs(Math.max(...times)),
        sample: message.slice(0, 500),
        sampleRunId: newest.runId,
        perHour,
        quarantined: aside.length === 0 ? null : aside.reduce((sum, one) => sum + one, 0),
      };
    });
    items.sort((a, b) => b.count - a.count || (a.lastSeenAt < b.lastSeenAt ? 1 : -1));
    return {
      items: items.slice(0, limit),
      total: items.reduce((sum, one) => sum + one.count, 0),
      from: instantFromEpochMs(fromMs),
      to: instantFromEpochMs(nowMs),
      visibility: items.length < groups.size ? ('partial' as const) : ('all' as const),
    };
  }

  private async refs(kind: 'job' | 'dataset', names: readonly LineageName[]): Promise<Map<string, string | null>> {
    const distinct = new Map(names.map(name => [nodeKey(kind, name), name]));
    const found = await Promise.all(
      [...distinct].map(async ([key, name]) => [key, await this.parts.deps.registry.entityRefOf(kind, name)] as const),
    );
    return new Map(found);
  }
}

function groupRuns(runs: readonly JobRun[]): Map<string, { job: LineageName; runs: JobRun[] }> {
  const byJob = new Map<string, { job: LineageName; runs: JobRun[] }>();
  for (const run of runs) {
    const key = nodeKey('job', run.job);
    const group = byJob.get(key) ?? { job: run.job, runs: [] };
    group.runs.push(run);
    byJob.set(key, group);
  }
  return byJob;
}

function seenMs(run: JobRun): number {
  return Date.parse(run.endedAt ?? run.startedAt ?? run.lastReceivedAt);
}

function lengthOf(run: JobRun): number[] {
  if (!run.startedAt || !run.endedAt) return [];
  return [Math.max(0, (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000)];
}

function durationOf(run: JobRun, nowMs: number): number | null {
  if (!run.startedAt) return null;
  const endMs = run.endedAt ? Date.parse(run.endedAt) : nowMs;
  return Math.max(0, Math.round((endMs - Date.parse(run.startedAt)) / 1000));
}

/** Newest first: how often the partition of the newest run was tried. */
function attemptOf([last, ...before]: readonly JobRun[]): number {
  if (!last.nominalStartAt) return 1;
  return 1 + before.filter(run => run.nominalStartAt === last.nominalStartAt).length;
}

function newestNominal(runs: readonly JobRun[], zone: string): string | null {
  const starts = runs.flatMap(run => (run.state === 'COMPLETED' && run.nominalStartAt ? [run.nominalStartAt] : []));
  const newest = starts.sort((a, b) => instantToEpochMs(b) - instantToEpochMs(a))[0];
  return newest ? wallClock(newest as Instant, zone).date : null;
}

function stripState(last: JobRun, overdue: boolean, waiting: boolean): StripPipeline['state'] {
  if (last.state === 'RUNNING') return 'running';
  if (last.state === 'FAILED' || last.state === 'ABORTED') return 'failed';
  if (overdue) return 'late';
  if (last.state === 'PENDING' || waiting) return 'waiting';
  return 'done';
}

function histogram(lengths: readonly number[]): number[] {
  const counts = Array<number>(DURATION_BUCKETS.length + 1).fill(0);
  for (const length of lengths) {
    const at = DURATION_BUCKETS.findIndex(bound => length <= bound);
    counts[at === -1 ? DURATION_BUCKETS.length : at] += 1;
  }
  return counts;
}

function percentiles(lengths: readonly number[]) {
  return {
    p50: percentile(lengths, 0.5) ?? null,
    p95: percentile(lengths, 0.95) ?? null,
    p99: percentile(lengths, 0.99) ?? null,
  };
}

/** First run of each code version in the range, oldest first; the version that was there before is no deploy. */
function deploysOf(runs: readonly JobRun[]): BatchDurations['deploys'] {
  const ordered = [...runs].sort((a, b) => Date.parse(a.startedAt!) - Date.parse(b.startedAt!));
  let version = ordered.find(run => run.codeVersion)?.codeVersion ?? null;
  return ordered.flatMap(run => {
    if (!run.codeVersion || run.codeVersion === version) return [];
    version = run.codeVersion;
    return [{ at: run.startedAt!, version, runId: run.runId }];
  });
}

/** A lag without a bound has none to draw. */
function boundOf(value: number | undefined): number | null {
  return value === undefined || value === Number.MAX_SAFE_INTEGER ? null : value;
}

function isText(value: string | null): value is string {
  return value !== null;
}

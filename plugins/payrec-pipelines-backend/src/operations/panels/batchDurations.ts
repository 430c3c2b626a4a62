import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import { BatchDurations } from '@internal/plugin-payrec-pipelines-common';
import { SlaParts } from '../../sla/createSlaModule';
import { percentile } from '../../sla/decide/forecast';
import { JobRun } from '../../sla/deps';
import { DURATION_BUCKETS, histogram } from '../durationHistogram';
import { jobEntities } from '../jobEntities';
import { groupRuns, lengthOf, RUNS_MAX } from '../jobRuns';

const HOUR_MS = 3_600_000;

/** Lengths of the runs of one job, that with most runs unless one is named; jobs of hidden entities are left out. */
export async function getBatchDurations(
  { deps, slos }: SlaParts,
  credentials: BackstageCredentials,
  query: { namespace?: string; name?: string; hours: number; columns: number },
): Promise<BatchDurations> {
  const nowMs = Date.parse(deps.now());
  const fromMs = nowMs - query.hours * HOUR_MS;
  const byJob = groupRuns(await deps.registry.runs(null, instantFromEpochMs(fromMs), RUNS_MAX));
  const entities = await jobEntities(
    deps,
    credentials,
    [...byJob.values()].map(one => one.job),
  );
  const jobs = [...byJob]
    .filter(([, { job }]) => entities.isVisible(job))
    .map(([key, one]) => ({ key, ...one, entityRef: entities.entityRefOf(one.job) }))
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
  const counts = histogram(lengths);
  const columnMs = (nowMs - fromMs) / query.columns;
  return {
    job: chosen ? { ...chosen.job, entityRef: chosen.entityRef } : null,
    buckets: [...DURATION_BUCKETS, null].map((upToSeconds, at) => ({ upToSeconds, count: counts[at] })),
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

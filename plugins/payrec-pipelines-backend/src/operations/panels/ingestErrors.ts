import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import { IngestErrorGroup } from '@internal/plugin-payrec-pipelines-common';
import { JobRun, SlaModuleDeps } from '../../sla/deps';
import { errorClassOf } from '../errorClass';
import { jobEntities } from '../jobEntities';
import { RUNS_MAX } from '../jobRuns';

const HOUR_MS = 3_600_000;

/** Errors of runs by job and class, most frequent first; jobs of hidden entities are left out. */
export async function listIngestErrors(
  { deps }: { deps: Pick<SlaModuleDeps, 'registry' | 'visibility' | 'now'> },
  credentials: BackstageCredentials,
  hours: number,
  limit: number,
) {
  const nowMs = Date.parse(deps.now());
  const fromMs = nowMs - hours * HOUR_MS;
  const all = await deps.registry.runs(null, instantFromEpochMs(fromMs), RUNS_MAX);
  const failed = all.filter(run => (run.errorMessage !== null || run.quarantined !== null) && seenMs(run) >= fromMs);
  const entities = await jobEntities(
    deps,
    credentials,
    failed.map(run => run.job),
  );
  const groups = new Map<string, JobRun[]>();
  const visible = failed.filter(run => entities.isVisible(run.job));
  for (const run of visible) {
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
      job: { ...newest.job, entityRef: entities.entityRefOf(newest.job) },
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
    visibility: visible.length < failed.length ? ('partial' as const) : ('all' as const),
  };
}

function seenMs(run: JobRun): number {
  return Date.parse(run.endedAt ?? run.startedAt ?? run.lastReceivedAt);
}

import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Instant, instantFromEpochMs, instantToEpochMs, wallClock } from '@internal/plugin-payrec-common';
import { StripPipeline } from '@internal/plugin-payrec-pipelines-common';
import { nodeKey } from '../../incidents/lineageGraph';
import { SlaParts } from '../../sla/createSlaModule';
import { percentile } from '../../sla/decide/forecast';
import { JobRun } from '../../sla/deps';
import { jobEntities } from '../jobEntities';
import { groupRuns, lengthOf, RUNS_MAX } from '../jobRuns';
import { OperationsSight } from '../OperationsSight';

const DAY_MS = 86_400_000;

/** Jobs that ran in the last seven days in the order the data flows, those of hidden entities left out. */
export async function listStrip(
  { deps }: SlaParts,
  credentials: BackstageCredentials,
  sight: OperationsSight,
  limit: number,
) {
  const { nowMs, graph, active, shown } = sight;
  const runs = await deps.registry.runs(null, instantFromEpochMs(nowMs - 7 * DAY_MS), RUNS_MAX);
  const byJob = groupRuns(runs);
  const entities = await jobEntities(
    deps,
    credentials,
    [...byJob.values()].map(one => one.job),
  );
  const visible = [...byJob.values()].filter(one => entities.isVisible(one.job));
  const items = visible.map(({ job, runs: mine }): StripPipeline => {
    const entityRef = entities.entityRefOf(job);
    const entity = entities.entityOf(job);
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
    return {
      job,
      entityRef,
      title: entity?.title ?? job.name,
      stage: entity?.stage ?? null,
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
    };
  });
  const visibility = visible.length < byJob.size ? ('partial' as const) : sight.visibility;
  items.sort((a, b) => a.layer - b.layer || (a.title < b.title ? -1 : 1));
  return { items: items.slice(0, limit), total: items.length, visibility };
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

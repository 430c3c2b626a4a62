import { LineageName } from '@internal/plugin-payrec-pipelines-common';
import { nodeKey } from '../incidents/lineageGraph';
import { JobRun } from '../sla/deps';

/** Most runs a panel reads, the newest. */
export const RUNS_MAX = 20_000;

/** Runs by job, in their order; the key is the job's `nodeKey`. */
export function groupRuns(runs: readonly JobRun[]): Map<string, { job: LineageName; runs: JobRun[] }> {
  const byJob = new Map<string, { job: LineageName; runs: JobRun[] }>();
  for (const run of runs) {
    const key = nodeKey('job', run.job);
    const group = byJob.get(key) ?? { job: run.job, runs: [] };
    group.runs.push(run);
    byJob.set(key, group);
  }
  return byJob;
}

/** Length in seconds of a run that has ended; none of one that has not. */
export function lengthOf(run: JobRun): number[] {
  if (!run.startedAt || !run.endedAt) return [];
  return [Math.max(0, (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000)];
}

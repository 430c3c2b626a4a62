import { runIdOf } from '../runIds';
import { RunMoment, runEvent } from './openLineageEvents';
import { DEMO_JOBS, DemoJob } from './pipelineModel';
import { between, seededRandom } from './random';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 28;
const MICRO_EVERY_MS = 5 * 60_000;
/** Days ago on which the loader slipped past its deadline, and on which a run failed before it came good. */
const SLIPPED = new Map([
  [6, 190],
  [17, 140],
]);
const FAILED_FIRST = new Set([3, 11, 22]);
/** The data of this many days ago was loaded a second time two days later. */
const BACKFILLED = 9;

export const COMMITS = ['8c1f2ab90d3e', 'e07b44c1a5f2', '41d9f6b3c870'] as const;
/** Deploys, in days ago: the code version that ran on a day. */
export const commitOf = (daysAgo: number) => (daysAgo > 14 ? COMMITS[0] : COMMITS[daysAgo > 4 ? 1 : 2]);

/**
 * Four weeks of daily runs and a day of micro-batches up to `nowMs`, with what goes wrong in real life: late days, a failure
 * and its repetition, a backfill. The same call on the same day gives the same runs.
 */
export function pipelineHistory(nowMs: number): Record<string, unknown>[] {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const moments: RunMoment[] = [];
  for (const job of DEMO_JOBS) {
    if (job.kind === 'daily') {
      for (let ago = HISTORY_DAYS; ago >= 0; ago--) moments.push(...dailyRuns(job, today - ago * DAY_MS, ago));
    } else if (job.kind === 'micro') {
      moments.push(...microBatches(job, nowMs));
    } else {
      const start = { job, runId: runIdOf(job.name, 'stream'), commit: commitOf(0) };
      moments.push({ ...start, type: 'START', atMs: today - 4 * DAY_MS });
      moments.push({ ...start, type: 'RUNNING', atMs: nowMs - 60_000 });
    }
  }
  return moments
    .filter(moment => moment.atMs <= nowMs)
    .sort((a, b) => a.atMs - b.atMs)
    .map(runEvent);
}

/** The runs of the morning of `dayMs`, which write the partition of the day before. */
function dailyRuns(job: DemoJob, dayMs: number, ago: number): RunMoment[] {
  const random = seededRandom(dayMs / DAY_MS + job.name.length * 131);
  const day = new Date(dayMs - DAY_MS).toISOString().slice(0, 10);
  const slip = SLIPPED.get(ago) ?? 0;
  const startMs = dayMs + ((job.startMinute ?? 0) + slip) * 60_000 + between(random, 0, 240) * 1000;
  const tookMs = job.minutes * 60_000 * (0.85 + 0.4 * random());
  const rows = Math.round(job.rows * (0.93 + 0.12 * random()));
  const base = { job, day, commit: commitOf(ago) };
  const run = (name: string, fromMs: number): RunMoment[] => [
    { ...base, runId: runIdOf(job.name, day, name), type: 'START', atMs: fromMs },
    { ...base, runId: runIdOf(job.name, day, name), type: 'COMPLETE', atMs: fromMs + tookMs, rows },
  ];
  if (FAILED_FIRST.has(ago) && job.name === 'final_index.load_partition') {
    const failed = { ...base, runId: runIdOf(job.name, day, 'failed') };
    return [
      { ...failed, type: 'START', atMs: startMs },
      {
        ...failed,
        type: 'FAIL',
        atMs: startMs + 4 * 60_000,
        error: `Connection to s3://recon-lake timed out after 30 s (partition dt=${day}, attempt 3)`,
      },
      ...run('written', startMs + 9 * 60_000),
    ];
  }
  const first = run('written', startMs);
  return ago === BACKFILLED && job.name === 'final_index.load_partition'
    ? [...first, ...run('backfill', startMs + 2 * DAY_MS)]
    : first;
}

function microBatches(job: DemoJob, nowMs: number): RunMoment[] {
  const last = Math.floor(nowMs / MICRO_EVERY_MS) * MICRO_EVERY_MS - MICRO_EVERY_MS;
  const moments: RunMoment[] = [];
  for (let atMs = last - DAY_MS; atMs <= last; atMs += MICRO_EVERY_MS) moments.push(...microBatch(job, atMs));
  return moments;
}

/** One micro-batch from its start to its end; one in forty fails. */
export function microBatch(job: DemoJob, atMs: number): readonly [RunMoment, RunMoment] {
  const random = seededRandom(atMs / 1000);
  const slow = random() < 0.04 ? 6 : 1;
  const base = { job, runId: runIdOf(job.name, String(atMs)), commit: commitOf(0) };
  const endMs = atMs + Math.round(job.minutes * 60_000 * (0.6 + 0.8 * random()) * slow);
  const failed = random() < 0.025;
  return [
    { ...base, type: 'START', atMs },
    failed
      ? {
          ...base,
          type: 'FAIL',
          atMs: endMs,
          error: `Row ${between(random, 100, 9000)} of part-${between(random, 0, 31)}.parquet has no currency`,
        }
      : { ...base, type: 'COMPLETE', atMs: endMs, rows: Math.round(job.rows * (0.5 + random())) },
  ];
}

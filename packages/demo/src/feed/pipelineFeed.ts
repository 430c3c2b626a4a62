import { setTimeout as sleep } from 'node:timers/promises';
import { runIdOf } from '../runIds';
import { MadeWorld, generatorRunEvents } from './generatorRun';
import { IntakeClient } from './IntakeClient';
import { runEvent } from './openLineageEvents';
import { commitOf, microBatch, pipelineHistory } from './pipelineHistory';
import { DEMO_JOBS } from './pipelineModel';

const BATCH = 200;
const EVERY_MS = 60_000;
const INGEST = 'payrec-pipelines/api/v1/lineage';

/**
 * The pipelines of the demo company as the portal hears of them: the making of its data and their history once, then a micro-batch and a sign of life of
 * the streams every minute, and each morning the daily jobs. Sending what was sent before changes nothing.
 */
export async function runPipelineFeed(intake: IntakeClient, made: MadeWorld, signal: AbortSignal): Promise<void> {
  let heardUntilMs = Date.now();
  const history = [...generatorRunEvents(made), ...pipelineHistory(heardUntilMs)];
  for (let at = 0; at < history.length; at += BATCH) {
    await intake.post(`${INGEST}/batch`, history.slice(at, at + BATCH), signal);
  }
  while (!signal.aborted) {
    await sleep(EVERY_MS, undefined, { signal });
    const nowMs = Date.now();
    const events = [...alive(nowMs), ...batchOf(nowMs), ...dailySince(heardUntilMs, nowMs)];
    for (const event of events) await intake.post(INGEST, event, signal);
    heardUntilMs = nowMs;
  }
}

function alive(nowMs: number) {
  return DEMO_JOBS.filter(job => job.kind === 'streaming').map(job =>
    runEvent({ job, runId: runIdOf(job.name, 'stream'), type: 'RUNNING', atMs: nowMs, commit: commitOf(0) }),
  );
}

/** The micro-batch that began two minutes ago: both ends of it are known by now, unless it was a slow one. */
function batchOf(nowMs: number) {
  const startMs = Math.floor(nowMs / EVERY_MS) * EVERY_MS - 2 * EVERY_MS;
  return DEMO_JOBS.filter(job => job.kind === 'micro').flatMap(job => microBatch(job, startMs).map(runEvent));
}

function dailySince(fromMs: number, toMs: number) {
  return pipelineHistory(toMs).filter(event => {
    const atMs = Date.parse(String(event.eventTime));
    return atMs > fromMs && isDaily(event);
  });
}

function isDaily(event: Record<string, unknown>): boolean {
  const { name } = event.job as { name: string };
  return DEMO_JOBS.some(job => job.name === name && job.kind === 'daily');
}

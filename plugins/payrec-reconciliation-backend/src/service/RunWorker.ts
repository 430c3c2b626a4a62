import { LoggerService } from '@backstage/backend-plugin-api';
import { Instant, instantFromEpochMs, instantToEpochMs } from '@internal/plugin-payrec-common';
import {
  EmitRunEvent,
  FinalIndexUnavailableError,
  TooManyQueriesError,
  errorReference,
} from '@internal/plugin-payrec-node';
import { BreakStore } from '../database/BreakStore';
import { ClaimedRun, LeaseLostError, RunStore } from '../database/RunStore';
import { Changes } from './Changes';
import { RunJob } from './RunJob';
import { breaksOpen, runDurationSeconds, runRowsTotal, unitsTotal } from './metrics';

/** A run whose process died this often is not started again: its data is what kills it. */
const SETBACKS_MAX = 5;
const RETRY_MS = 15_000;
/** How often a run that nobody waits for is tried when it fails for a reason unknown, before it counts as failed. */
const UNATTENDED_ATTEMPTS = 3;

type RunOutcome = 'published' | 'failed' | 'cancelled' | 'lost' | 'released';

/** What lineage calls the end of a run. */
const ENDED: Partial<Record<RunOutcome, 'COMPLETE' | 'FAIL' | 'ABORT'>> = {
  published: 'COMPLETE',
  failed: 'FAIL',
  cancelled: 'ABORT',
};

/** Claims runs and works them off, one at a time per process. */
export class RunWorker {
  constructor(
    private readonly deps: {
      readonly runs: RunStore;
      readonly breaks: BreakStore;
      readonly job: RunJob;
      readonly changes: Changes;
      readonly emitRunEvent: EmitRunEvent;
      readonly logger: LoggerService;
      readonly owner: string;
      readonly leaseSeconds: number;
      readonly dataVersion: () => Promise<string | null>;
      readonly now: () => Instant;
    },
  ) {}

  /** Works one run off. False when there is none to do. */
  async step(shutdown: AbortSignal): Promise<boolean> {
    const { runs, owner, leaseSeconds, now } = this.deps;
    const run = await runs.claim(owner, leaseSeconds, now());
    if (!run) return false;
    const startedAt = now();
    const startedMs = instantToEpochMs(startedAt);
    // Not waited for: lineage must not hold matching up.
    this.report(run.id, 'START', startedAt);
    const state = await this.work(run, shutdown);
    runDurationSeconds.observe({ state }, (instantToEpochMs(now()) - startedMs) / 1000);
    this.deps.changes.announce({ kind: 'run', id: run.id });
    const ended = ENDED[state];
    // A run that goes back to the queue, or that another worker has, has not ended.
    if (ended) this.report(run.id, ended, now());
    return true;
  }

  private report(runId: string, eventType: 'START' | 'COMPLETE' | 'FAIL' | 'ABORT', eventTime: Instant): Promise<void> {
    return this.deps.emitRunEvent({
      eventType,
      eventTime,
      runId,
      job: 'reconciliation.match',
      inputs: ['transactions', 'statement_lines'].map(name => ({ namespace: 'payrec', name: `final_index.${name}` })),
      outputs: eventType === 'COMPLETE' ? [{ namespace: 'payrec', name: 'final_index.match_groups' }] : [],
    });
  }

  private async work(run: ClaimedRun, shutdown: AbortSignal): Promise<RunOutcome> {
    const { runs, job, owner, now } = this.deps;
    if (run.setbacks >= SETBACKS_MAX) {
      const error = `The run was interrupted ${SETBACKS_MAX} times; find out what ended the process before starting a new one`;
      await runs.finish(run.id, owner, { state: 'failed', error, dataVersion: null, now: now() });
      return 'failed';
    }
    const heart = this.startHeart(run, shutdown);
    try {
      const dataVersion = await this.deps.dataVersion();
      const outcome = await job.execute(run, owner, { signal: heart.signal, onProgress: heart.progress });
      const error =
        outcome.refused.length > 0 ? `${outcome.refused.length} of ${run.units.length} units published nothing` : null;
      // Units published by an attempt before this one count too.
      const state =
        outcome.published.length > 0 || run.units.some(unit => unit.state === 'published') || run.units.length === 0
          ? 'published'
          : 'failed';
      await runs.finish(run.id, owner, { state, error, dataVersion, now: now() });
      runRowsTotal.inc({ side: 'left' }, outcome.rows.left);
      runRowsTotal.inc({ side: 'right' }, outcome.rows.right);
      unitsTotal.inc({ state: 'published' }, outcome.published.length);
      unitsTotal.inc({ state: 'refused' }, outcome.refused.length);
      await this.lookAtBreaks(run.id);
      return state;
    } catch (error) {
      return await this.fail(run, error, heart.verdict(), shutdown);
    } finally {
      heart.stop();
    }
  }

  private async fail(
    run: ClaimedRun,
    error: unknown,
    verdict: 'ok' | 'cancelled' | 'lost',
    shutdown: AbortSignal,
  ): Promise<RunOutcome> {
    const { runs, owner, now, logger } = this.deps;
    if (verdict !== 'ok' || error instanceof LeaseLostError) {
      logger.info(
        `Run ${run.id} stopped: ${verdict === 'cancelled' ? 'a person cancelled it' : 'another worker has it'}`,
      );
      return verdict === 'cancelled' ? 'cancelled' : 'lost';
    }
    const unavailable = error instanceof FinalIndexUnavailableError || error instanceof TooManyQueriesError;
    if (shutdown.aborted || unavailable) {
      const retryMs = shutdown.aborted ? 0 : RETRY_MS;
      await runs.release(run.id, owner, instantFromEpochMs(instantToEpochMs(now()) + retryMs), 'postponed');
      logger.warn(
        `Run ${run.id} goes back to the queue: ${shutdown.aborted ? 'shutdown' : 'the query engine does not answer'}`,
      );
      return 'released';
    }
    // What the engine said stays in the log; the run gets the reference.
    const reference = errorReference();
    logger.error(`Run ${run.id} failed (ref ${reference})`, error instanceof Error ? error : new Error(String(error)));
    const isUnattended = run.trigger === 'schedule' || run.trigger === 'statement';
    if (isUnattended && run.setbacks + 1 < UNATTENDED_ATTEMPTS) {
      // A disk that was full or a file that was being replaced at night must not cost the day's figures.
      const retryMs = RETRY_MS * 4 ** run.setbacks;
      await runs.release(run.id, owner, instantFromEpochMs(instantToEpochMs(now()) + retryMs), 'setback');
      return 'released';
    }
    await runs.finish(run.id, owner, {
      state: 'failed',
      error: `The run failed for a reason of ours (ref ${reference}); figures of before still stand. Start it again, or quote the reference to support`,
      dataVersion: null,
      now: now(),
    });
    return 'failed';
  }

  /** Keeps the lease while the run works, and stops the run when a person cancels it or the lease is gone. */
  private startHeart(run: ClaimedRun, shutdown: AbortSignal) {
    const { runs, owner, leaseSeconds, changes, logger } = this.deps;
    const controller = new AbortController();
    let verdict: 'ok' | 'cancelled' | 'lost' = 'ok';
    let progress = { percent: 0, step: 'starting' };
    let beating = false;
    const stopForShutdown = () => controller.abort(shutdown.reason);
    shutdown.addEventListener('abort', stopForShutdown);
    if (shutdown.aborted) stopForShutdown();
    const beat = async () => {
      if (beating) return;
      beating = true;
      try {
        const answer = await runs.beat(run.id, owner, leaseSeconds, progress);
        if (answer !== 'ok') {
          verdict = answer;
          controller.abort(new Error(`Run ${run.id} is ${answer}`));
        }
        changes.announce({ kind: 'run', id: run.id });
      } catch (error) {
        // The lease outlives a few missed beats; publishing checks it again in any case.
        logger.warn(`Heartbeat of run ${run.id} failed`, error instanceof Error ? error : undefined);
      } finally {
        beating = false;
      }
    };
    const timer = setInterval(beat, Math.max(200, Math.min(1000, (leaseSeconds * 1000) / 4)));
    return {
      signal: controller.signal,
      progress: (percent: number, step: string) => {
        progress = { percent, step };
      },
      verdict: () => verdict,
      stop: () => {
        clearInterval(timer);
        shutdown.removeEventListener('abort', stopForShutdown);
      },
    };
  }

  /** What planner and gauges are told of a run that has ended: it stays what it is when they cannot be told. */
  private async lookAtBreaks(runId: string): Promise<void> {
    try {
      await this.deps.breaks.vacuum();
      const counts = await this.deps.breaks.countByClass();
      breaksOpen.reset();
      for (const { breakClass, count } of counts) breaksOpen.set({ class: breakClass }, count);
    } catch (error) {
      this.deps.logger.warn(
        `Breaks could not be counted after run ${runId}`,
        error instanceof Error ? error : undefined,
      );
    }
  }
}

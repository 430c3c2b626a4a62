import { LoggerService } from '@backstage/backend-plugin-api';
import { Instant, instantFromEpochMs, instantToEpochMs } from '@internal/plugin-payrec-common';
import { SystemFinalIndex } from '@internal/plugin-payrec-node';
import { RetentionStore } from '../database/RetentionStore';
import { MATCH_RUNS_PRESENT, MATCH_TABLES, nothingOf } from '../queries/retentionSql';

const DAY_MS = 86_400_000;

export type Retention = {
  /** Days after its end a match run stays readable that counts no more. */
  readonly matchRunDays: number;
  /** Days a repeated request gets its first answer. */
  readonly idempotencyKeyDays: number;
};

/** Removes what nobody reads any more, so that index and tables grow with the business and not with the calendar. */
export class Housekeeping {
  constructor(
    private readonly deps: {
      readonly store: RetentionStore;
      readonly system: SystemFinalIndex;
      readonly retention: Retention;
      readonly now: () => Instant;
      readonly logger: LoggerService;
    },
  ) {}

  /** Safe to repeat and to run on several replicas: every removal is of something that no pointer can come to name again. */
  async run(signal?: AbortSignal): Promise<{ matchRuns: string[]; idempotencyKeys: number }> {
    const { store, system, retention, logger } = this.deps;
    const matchRuns = await system.withSession({ reason: 'match runs past their retention', signal }, async session => {
      const present = (await session.all(MATCH_RUNS_PRESENT)).map(row => String(row.run_id));
      const old = await store.matchRunsNotNeeded(present, this.daysAgo(retention.matchRunDays));
      for (const matchRun of old) {
        for (const table of MATCH_TABLES) {
          signal?.throwIfAborted();
          await session.replacePartition(table, matchRun, nothingOf(table));
        }
      }
      return old;
    });
    const idempotencyKeys = await store.removeIdempotencyKeys(this.daysAgo(retention.idempotencyKeyDays));
    if (matchRuns.length + idempotencyKeys > 0) {
      logger.info(`Housekeeping removed ${matchRuns.length} match runs and ${idempotencyKeys} idempotency keys`);
    }
    return { matchRuns, idempotencyKeys };
  }

  private daysAgo(days: number): Instant {
    return instantFromEpochMs(instantToEpochMs(this.deps.now()) - days * DAY_MS);
  }
}

import { InputError } from '@backstage/errors';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Instant } from '@internal/plugin-payrec-common';
import { EmitRunEvent, FinalIndexUnavailableError, TooManyQueriesError } from '@internal/plugin-payrec-node';
import { IntakeQueue } from '../database/IntakeQueue';
import { StatementFile } from '../database/StatementFileStore';
import { StatementIntake } from '../statements/intake/StatementIntake';
import { StatementRejected } from '../statements/intake/StatementRejected';
import { Changes } from './Changes';
import { RunService } from './RunService';
import { statementFilesTotal, statementLinesTotal } from './metrics';

/** A file whose process died this often is refused: reading it is what kills it. */
const ATTEMPTS_MAX = 5;

/** Claims waiting files and reads them, one after another over all replicas. */
export class FileWorker {
  constructor(
    private readonly deps: {
      readonly queue: IntakeQueue;
      readonly intake: StatementIntake;
      readonly runs: RunService;
      readonly changes: Changes;
      readonly emitRunEvent: EmitRunEvent;
      readonly logger: LoggerService;
      readonly owner: string;
      readonly leaseSeconds: number;
      readonly runAfterStatement: () => boolean;
      readonly now: () => Instant;
    },
  ) {}

  /** Reads one file. False when none waits. */
  async step(shutdown: AbortSignal): Promise<boolean> {
    const { queue, owner, leaseSeconds, changes } = this.deps;
    const file = await queue.claim(owner, leaseSeconds);
    if (!file) return false;
    changes.announce({ kind: 'file', id: file.id });
    const controller = new AbortController();
    const stop = () => controller.abort(shutdown.reason);
    shutdown.addEventListener('abort', stop);
    if (shutdown.aborted) stop();
    const timer = setInterval(() => {
      queue.renew(file.id, owner, leaseSeconds).then(
        kept => kept || controller.abort(new Error(`The lease of ${file.id} is lost`)),
        error => this.deps.logger.warn(`Lease of ${file.id} was not renewed`, error),
      );
    }, (leaseSeconds * 1000) / 3);
    try {
      return await this.read(file, controller.signal);
    } finally {
      clearInterval(timer);
      shutdown.removeEventListener('abort', stop);
      changes.announce({ kind: 'file', id: file.id });
    }
  }

  /** Both events at once: nobody asks how far the reading of one file is. */
  private async report(fileId: string, startedAt: Instant, lineCount: number): Promise<void> {
    const { emitRunEvent, now } = this.deps;
    // As the rows of the file carry it, so that a line leads to its run.
    const run = { runId: `statement-intake:${fileId}`, job: 'statements.intake' };
    await emitRunEvent({ ...run, eventType: 'START', eventTime: startedAt });
    await emitRunEvent({
      ...run,
      eventType: 'COMPLETE',
      eventTime: now(),
      inputs: [{ namespace: 'payrec', name: 'statement_files' }],
      outputs: [{ namespace: 'payrec', name: 'final_index.statement_lines', rowCount: lineCount }],
    });
  }

  /** True when the next file may be taken at once. */
  private async read(file: StatementFile & { attempts: number }, signal: AbortSignal): Promise<boolean> {
    const { queue, intake, runs, owner, now, logger } = this.deps;
    try {
      if (file.attempts > ATTEMPTS_MAX) {
        throw new StatementRejected(
          `Reading the file was interrupted ${ATTEMPTS_MAX} times; check the file, and the memory of the server, then upload it again under another content`,
        );
      }
      const startedAt = now();
      const outcome = await intake.takeIn(file, { now: startedAt, signal });
      signal.throwIfAborted();
      const asOfDate = await runs.defaultAsOf(outcome.statements.map(statement => statement.businessDate));
      const counted = await queue.markIngested(file.id, owner, { ...outcome, now: now() }, async trx => {
        if (this.deps.runAfterStatement() && outcome.units.length > 0 && outcome.lineCount > 0) {
          await runs.enqueueAfterStatement(trx, outcome.units, asOfDate);
        }
      });
      if (counted) {
        statementFilesTotal.inc({ state: 'ingested' });
        statementLinesTotal.inc({ outcome: 'kept' }, outcome.lineCount);
        statementLinesTotal.inc({ outcome: 'duplicate' }, outcome.duplicateLineCount);
        runs.wake();
        this.report(file.id, startedAt, outcome.lineCount);
      }
      return true;
    } catch (error) {
      if (error instanceof StatementRejected || error instanceof InputError) {
        await queue.markRejected(file.id, owner, { format: null, reason: error.message, warnings: [], now: now() });
        statementFilesTotal.inc({ state: 'rejected' });
        return true;
      }
      // Engine away, shutdown: not the file's fault, and it waits its turn again, however long that lasts.
      const away = error instanceof FinalIndexUnavailableError || error instanceof TooManyQueriesError;
      await queue.release(file.id, owner, signal.aborted || away ? 'postponed' : 'setback');
      if (!signal.aborted) {
        logger.error(
          `Statement file ${file.id} could not be read now; it stays in the queue`,
          error instanceof Error ? error : undefined,
        );
      }
      return false;
    }
  }
}

import { NotFoundError } from '@backstage/errors';
import { once } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { AlertSight, ConflictOfInterestError, isVisible } from '../../access/AlertAccess';
import { AlertRow } from '../../store/alertRow';
import { WorkEntry, WorkLog } from '../database/WorkLog';
import { WorkDeps } from '../deps';
import { WorkConflict, WorkDenied } from '../workErrors';

/**
 * The one door to an alert for a person: out of sight is "not there", the own account is refused, and every deed and every
 * refusal is in the log.
 */
export class AlertDesk {
  readonly log: WorkLog;

  constructor(private readonly deps: Pick<WorkDeps, 'db' | 'alerts' | 'now' | 'wake'>) {
    this.log = new WorkLog(deps.db);
  }

  /** Reads the row for a page. @throws NotFoundError; ConflictOfInterestError, logged. */
  async open(alertId: string, sight: AlertSight): Promise<AlertRow> {
    try {
      return this.inSight(alertId, await this.deps.alerts.find(alertId), sight);
    } catch (error) {
      await this.logRefusal(error, { action: 'alert.view', object: `alert:${alertId}`, actor: sight.actor });
      throw error;
    }
  }

  /**
   * One deed on one alert: the row is locked, `work` judges and changes it, and the log entry is written with it.
   * A refusal is logged in a transaction of its own and thrown on.
   */
  async deed<T>(
    deed: { alertId: string; sight: AlertSight; action: string; reason?: string },
    work: (trx: Knex.Transaction, row: AlertRow) => Promise<{ answer: T; version: number; entry?: Partial<WorkEntry> }>,
    wrap: (trx: Knex.Transaction, run: () => Promise<T>) => Promise<T> = (_, run) => run(),
  ): Promise<T> {
    const { alertId, sight, action, reason } = deed;
    const base = { action, object: `alert:${alertId}`, actor: sight.actor, reason };
    try {
      const answer = await this.deps.alerts.transaction(trx =>
        wrap(trx, async () => {
          const [locked] = await this.deps.alerts.lock(trx, [alertId]);
          const done = await work(trx, this.inSight(alertId, locked, sight));
          await this.log.append(trx, [
            { ...base, at: this.deps.now(), outcome: 'success', objectVersion: done.version, ...done.entry },
          ]);
          return done.answer;
        }),
      );
      this.deps.wake();
      return answer;
    } catch (error) {
      await this.logRefusal(error, base);
      throw error;
    }
  }

  /** For {@link deed}: once per person and key, with the answer of the first time for every repetition. */
  once(actor: string, key: string, operation: string, version: number, body: unknown) {
    return <T>(trx: Knex.Transaction, run: () => Promise<T>) =>
      once(trx, { actor, key, operation, body: { version, body }, now: this.deps.now() }, run);
  }

  /** @throws NotFoundError for a row that is not there or not in sight (one and the same answer); ConflictOfInterestError. */
  inSight(alertId: string, row: AlertRow | undefined, sight: AlertSight): AlertRow {
    if (row && row.user_id !== null && sight.ownUserIds.has(row.user_id)) throw new ConflictOfInterestError();
    if (!row || !isVisible(row, sight)) throw new NotFoundError(`There is no alert ${alertId}`);
    return row;
  }

  async logRefusal(error: unknown, entry: Pick<WorkEntry, 'action' | 'object' | 'actor' | 'reason'>): Promise<void> {
    const at = this.deps.now();
    if (error instanceof WorkConflict) {
      await this.log.record({ ...entry, at, outcome: 'conflict', code: error.code, objectVersion: error.rowVersion });
    } else if (error instanceof WorkDenied || error instanceof ConflictOfInterestError) {
      await this.log.record({ ...entry, at, outcome: 'denied', code: error.code, severity: 'high' });
    }
  }
}

import { NotFoundError } from '@backstage/errors';
import { Instant } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { prepared } from '../database/prepared';
import { AlertChange, appendEvents } from '../feed/appendEvent';
import { AlertDbRow, AlertRow, toAlertRow } from './alertRow';

/** Columns of `alerts` in the order of the migration. */
export const ALERT_COLUMNS = [
  'alert_id',
  'dedupe_key',
  'row_version',
  'score_version',
  'state',
  'disposition',
  'score',
  'previous_score',
  'score_changed_at',
  'threshold',
  'model_version',
  'priority',
  'hit_count',
  'boost',
  'amount_minor',
  'currency',
  'txn_id',
  'business_date',
  'merchant_id',
  'merchant_name',
  'country',
  'counter_country',
  'reasons',
  'rule_hits',
  'user_id',
  'user_token',
  'person_name',
  'email',
  'phone',
  'pan',
  'card_token',
  'iban',
  'device_id',
  'device_token',
  'ip',
  'ip_token',
  'event_at',
  'received_at',
  'sla_due_at',
  'recoverable_until',
  'claimed_by',
  'lease_until',
  'fence',
  'snoozed_until',
  'previous_alert_id',
  'late',
  'skew_ms',
  'suppression_id',
  'closed_at',
  'updated_at',
] as const satisfies ReadonlyArray<keyof AlertRow>;

export const ALERT_COLUMN_LIST = ALERT_COLUMNS.join(', ');
const NEW_VALUES = ALERT_COLUMNS.filter(name => name !== 'alert_id')
  .map(name => `${name} = excluded.${name}`)
  .join(', ');

/** What a change may set; versions and `updated_at` are counted here. */
export type AlertPatch = Partial<Omit<AlertRow, 'alert_id' | 'row_version' | 'updated_at'>>;

/**
 * The table `alerts`. Every write goes through `put` or `change`, which count the row version and put the change into the
 * feed in the same transaction. After the commit call `wake` of the feed.
 */
export class AlertStore {
  constructor(private readonly db: Knex, private readonly now: () => Instant) {}

  /** Runs `work` in one transaction (READ COMMITTED). */
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    return this.db.transaction(work);
  }

  /** The row, or undefined. */
  async find(alertId: string, trx: Knex = this.db): Promise<AlertRow | undefined> {
    const { rows } = await trx.raw<{ rows: AlertDbRow[] }>(
      'SELECT * FROM alerts WHERE alert_id = ? ORDER BY alert_id',
      [alertId],
    );
    return rows[0] && toAlertRow(rows[0]);
  }

  /** @throws NotFoundError */
  async get(alertId: string, trx: Knex = this.db): Promise<AlertRow> {
    const row = await this.find(alertId, trx);
    if (!row) throw new NotFoundError(`There is no alert ${alertId}`);
    return row;
  }

  /** The rows, locked until the transaction ends, in the order of their id so that two lockers never wait in a circle. */
  async lock(trx: Knex.Transaction, alertIds: readonly string[]): Promise<AlertRow[]> {
    const { rows } = await trx.raw<{ rows: AlertDbRow[] }>(
      'SELECT * FROM alerts WHERE alert_id = ANY(?::text[]) ORDER BY alert_id FOR UPDATE',
      [[...alertIds]],
    );
    return rows.map(toAlertRow);
  }

  /**
   * Changes a locked row: version + 1, `updated_at` now, one event in the feed. Answers the new row.
   * `before` must have been read by {@link lock} in this transaction.
   */
  async change(
    trx: Knex.Transaction,
    before: AlertRow,
    patch: AlertPatch,
    event: Pick<AlertChange, 'kind' | 'actor' | 'detail' | 'eventId'>,
  ): Promise<AlertRow> {
    const [after] = await this.put(trx, [{ ...event, before, after: this.patched(before, patch) }]);
    return after;
  }

  /** The row after a patch, not yet written; for {@link put}. */
  patched(before: AlertRow, patch: AlertPatch): AlertRow {
    return { ...before, ...patch, row_version: before.row_version + 1, updated_at: this.now() };
  }

  /** Writes many changes with one statement for the rows and one for the feed. Several of one alert: the last row stands. */
  async put(trx: Knex.Transaction, changes: readonly AlertChange[]): Promise<AlertRow[]> {
    if (changes.length === 0) return [];
    const last = new Map(changes.map(change => [change.after.alert_id, change.after]));
    await prepared(
      trx,
      'put_alerts',
      `INSERT INTO alerts (${ALERT_COLUMN_LIST})
       SELECT ${ALERT_COLUMN_LIST} FROM jsonb_populate_recordset(NULL::alerts, ?::jsonb)
       ON CONFLICT (alert_id) DO UPDATE SET ${NEW_VALUES}`,
      [JSON.stringify([...last.values()])],
    );
    await appendEvents(trx, changes);
    return changes.map(change => change.after);
  }
}

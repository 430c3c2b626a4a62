import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { AlertPriority, AlertState, Disposition } from '@internal/plugin-payrec-fraud-common';

/**
 * One row of `alerts`, in the form in which it is also kept as image of an event: JSON, numbers of the database that do
 * not fit a double as text (`score`, `amount_minor`), times as UTC instants with milliseconds. Personal values are in the
 * clear: it becomes an answer only through `alertToJson`, which masks.
 */
export type AlertRow = {
  readonly alert_id: string;
  readonly dedupe_key: string;
  readonly row_version: number;
  readonly score_version: number;
  readonly state: AlertState;
  readonly disposition: Disposition | null;
  readonly score: string;
  readonly previous_score: string | null;
  readonly score_changed_at: Instant | null;
  readonly threshold: string | null;
  readonly model_version: string | null;
  readonly priority: AlertPriority;
  readonly hit_count: number;
  readonly boost: string | null;
  readonly amount_minor: string | null;
  readonly currency: string | null;
  readonly txn_id: string | null;
  readonly business_date: string | null;
  readonly merchant_id: string | null;
  readonly merchant_name: string | null;
  readonly country: string | null;
  readonly counter_country: string | null;
  readonly reasons: readonly StoredReason[];
  readonly rule_hits: ReadonlyArray<{ readonly ruleId: string; readonly name: string }>;
  readonly user_id: string | null;
  readonly user_token: string | null;
  readonly person_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly pan: string | null;
  readonly card_token: string | null;
  readonly iban: string | null;
  readonly device_id: string | null;
  readonly device_token: string | null;
  readonly ip: string | null;
  readonly ip_token: string | null;
  readonly event_at: Instant;
  readonly received_at: Instant;
  readonly sla_due_at: Instant | null;
  readonly recoverable_until: Instant | null;
  readonly claimed_by: string | null;
  readonly lease_until: Instant | null;
  readonly fence: number;
  readonly snoozed_until: Instant | null;
  readonly previous_alert_id: string | null;
  readonly late: boolean;
  readonly skew_ms: number;
  readonly suppression_id: string | null;
  readonly closed_at: Instant | null;
  readonly updated_at: Instant;
};

export type StoredReason = {
  readonly code: string;
  readonly label: string;
  readonly weight: number;
  readonly text: string;
  readonly observed: string | null;
  readonly baseline: string | null;
  readonly n: number | null;
  readonly window: string | null;
};

const TIMES = [
  'score_changed_at',
  'event_at',
  'received_at',
  'sla_due_at',
  'recoverable_until',
  'lease_until',
  'snoozed_until',
  'closed_at',
  'updated_at',
] as const;

/** What the driver hands out for `SELECT * FROM alerts`: times as Date, bigint as text. */
export type AlertDbRow = Readonly<Record<string, unknown>>;

/** A row of the driver as {@link AlertRow}. */
export function toAlertRow(row: AlertDbRow): AlertRow {
  const times = Object.fromEntries(
    TIMES.map(name => {
      const value = row[name];
      return [name, value instanceof Date ? instantFromEpochMs(value.getTime()) : null];
    }),
  );
  // The table's own constraints keep the types of the other columns.
  return { ...row, ...times, row_version: Number(row.row_version), fence: Number(row.fence) } as AlertRow;
}

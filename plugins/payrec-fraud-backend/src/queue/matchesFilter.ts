import { AlertFilter } from '@internal/plugin-payrec-fraud-common';
import { AlertRow } from '../store/alertRow';

/** Who asks and when: for `me`, ages and deadlines. */
export type FilterContext = { readonly actor: string; readonly nowMs: number };

const holds = (list: readonly string[], value: string | null) => value !== null && list.includes(value);

/**
 * The filter on one row; the same rule as `alertFilterSql`, and a test runs both over the same rows.
 * `ignoreTime` leaves out what the clock alone changes: for the question whether a client may still show the row.
 */
export function matchesFilter(
  row: AlertRow,
  filter: AlertFilter,
  context: FilterContext,
  options: { readonly ignoreTime?: boolean } = {},
): boolean {
  const { nowMs } = context;
  if (filter.state ? !filter.state.includes(row.state) : row.state === 'CLOSED') return false;
  if (filter.merchantId && !holds(filter.merchantId, row.merchant_id)) return false;
  if (filter.scoreMin !== undefined && Number(row.score) < Number(filter.scoreMin)) return false;
  if (filter.scoreMax !== undefined && Number(row.score) > Number(filter.scoreMax)) return false;
  if (filter.priority && !filter.priority.includes(row.priority)) return false;
  if (filter.reason && !row.reasons.some(reason => filter.reason!.includes(reason.code))) return false;
  if (filter.country && !holds(filter.country, row.country) && !holds(filter.country, row.counter_country))
    return false;
  if (filter.cardToken && !holds(filter.cardToken, row.card_token)) return false;
  if (filter.deviceToken && !holds(filter.deviceToken, row.device_token)) return false;
  if (filter.userToken && !holds(filter.userToken, row.user_token)) return false;
  if (filter.modelVersion && !holds(filter.modelVersion, row.model_version)) return false;
  if (filter.amount && !filter.amount.some(range => inRange(range, row))) return false;
  if (filter.assignee && !isAssigned(filter.assignee, row, context.actor)) return false;
  if (filter.crossBorder !== undefined && filter.crossBorder !== isCrossBorder(row)) return false;
  if (filter.q !== undefined && !hasText(filter.q, row)) return false;
  if (options.ignoreTime) return true;
  const ageMinutes = (nowMs - Date.parse(row.received_at)) / 60_000;
  if (filter.ageMinMinutes !== undefined && ageMinutes < filter.ageMinMinutes) return false;
  if (filter.ageMaxMinutes !== undefined && ageMinutes > filter.ageMaxMinutes) return false;
  const pastDue = row.state !== 'CLOSED' && row.sla_due_at !== null && Date.parse(row.sla_due_at) < nowMs;
  if (filter.pastDue !== undefined && filter.pastDue !== pastDue) return false;
  const recoverable = row.recoverable_until !== null && Date.parse(row.recoverable_until) > nowMs;
  return filter.recoverable === undefined || filter.recoverable === recoverable;
}

function isCrossBorder(row: AlertRow): boolean {
  return row.country !== null && row.counter_country !== null && row.country !== row.counter_country;
}

function isAssigned(assignee: readonly string[], row: AlertRow, actor: string): boolean {
  if (row.claimed_by === null) return assignee.includes('none');
  return assignee.includes(row.claimed_by) || (row.claimed_by === actor && assignee.includes('me'));
}

function inRange(range: string, row: AlertRow): boolean {
  const [currency, from, to] = range.split(':');
  if (row.currency !== currency || row.amount_minor === null) return false;
  const minor = BigInt(row.amount_minor);
  return (from === '' || minor >= BigInt(from)) && (to === '' || minor <= BigInt(to));
}

function hasText(q: string, row: AlertRow): boolean {
  const text = q.toLowerCase();
  return (
    row.alert_id.toLowerCase().startsWith(text) ||
    (row.txn_id?.toLowerCase().startsWith(text) ?? false) ||
    (row.merchant_name?.toLowerCase().includes(text) ?? false)
  );
}

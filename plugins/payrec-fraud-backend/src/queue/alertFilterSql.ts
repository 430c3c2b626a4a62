import { AlertFilter } from '@internal/plugin-payrec-fraud-common';
import { AlertSight } from '../access/AlertAccess';

/** Constant text; every value is bound. Rows of `alerts a` in sight of a person and under a filter. */
export const ALERT_WHERE = `
  (CAST(:merchants AS text[]) IS NULL OR a.merchant_id = ANY(CAST(:merchants AS text[])))
  AND (a.user_id IS NULL OR a.user_id <> ALL(CAST(:ownUserIds AS text[])))
  AND (CASE WHEN CAST(:state AS text[]) IS NULL THEN a.state <> 'CLOSED' ELSE a.state = ANY(CAST(:state AS text[])) END)
  AND (CAST(:merchantId AS text[]) IS NULL OR a.merchant_id = ANY(CAST(:merchantId AS text[])))
  AND (CAST(:scoreMin AS numeric) IS NULL OR a.score >= CAST(:scoreMin AS numeric))
  AND (CAST(:scoreMax AS numeric) IS NULL OR a.score <= CAST(:scoreMax AS numeric))
  AND (CAST(:priority AS text[]) IS NULL OR a.priority = ANY(CAST(:priority AS text[])))
  AND (CAST(:reason AS text[]) IS NULL OR EXISTS (
    SELECT 1 FROM jsonb_array_elements(a.reasons) r WHERE r ->> 'code' = ANY(CAST(:reason AS text[]))))
  AND (CAST(:country AS text[]) IS NULL OR a.country = ANY(CAST(:country AS text[]))
    OR a.counter_country = ANY(CAST(:country AS text[])))
  AND (CAST(:cardToken AS text[]) IS NULL OR a.card_token = ANY(CAST(:cardToken AS text[])))
  AND (CAST(:deviceToken AS text[]) IS NULL OR a.device_token = ANY(CAST(:deviceToken AS text[])))
  AND (CAST(:userToken AS text[]) IS NULL OR a.user_token = ANY(CAST(:userToken AS text[])))
  AND (CAST(:modelVersion AS text[]) IS NULL OR a.model_version = ANY(CAST(:modelVersion AS text[])))
  AND (CAST(:amount AS jsonb) IS NULL OR EXISTS (
    SELECT 1 FROM jsonb_to_recordset(CAST(:amount AS jsonb)) AS f(currency text, lo numeric, hi numeric)
    WHERE f.currency = a.currency AND a.amount_minor >= COALESCE(f.lo, a.amount_minor)
      AND a.amount_minor <= COALESCE(f.hi, a.amount_minor)))
  AND (CAST(:assignee AS text[]) IS NULL OR a.claimed_by = ANY(CAST(:assignee AS text[]))
    OR (a.claimed_by IS NULL AND 'none' = ANY(CAST(:assignee AS text[]))))
  AND (CAST(:crossBorder AS boolean) IS NULL
    OR CAST(:crossBorder AS boolean) = COALESCE(a.country <> a.counter_country, FALSE))
  AND (CAST(:q AS text) IS NULL OR starts_with(lower(a.alert_id), CAST(:q AS text))
    OR starts_with(lower(a.txn_id), CAST(:q AS text)) OR strpos(lower(a.merchant_name), CAST(:q AS text)) > 0)
  AND (CAST(:receivedUntil AS timestamptz) IS NULL OR a.received_at <= CAST(:receivedUntil AS timestamptz))
  AND (CAST(:receivedFrom AS timestamptz) IS NULL OR a.received_at >= CAST(:receivedFrom AS timestamptz))
  AND (CAST(:pastDue AS boolean) IS NULL OR CAST(:pastDue AS boolean) =
    (a.state <> 'CLOSED' AND COALESCE(a.sla_due_at < CAST(:now AS timestamptz), FALSE)))
  AND (CAST(:recoverable AS boolean) IS NULL OR CAST(:recoverable AS boolean) =
    COALESCE(a.recoverable_until > CAST(:now AS timestamptz), FALSE))`;

/** Values for {@link ALERT_WHERE}. */
export function filterBindings(filter: AlertFilter, sight: AlertSight, nowMs: number): Record<string, unknown> {
  const ago = (minutes: number | undefined) =>
    minutes === undefined ? null : new Date(nowMs - minutes * 60_000).toISOString();
  return {
    merchants: sight.merchants === 'all' ? null : [...sight.merchants],
    ownUserIds: [...sight.ownUserIds],
    state: filter.state ?? null,
    merchantId: filter.merchantId ?? null,
    scoreMin: filter.scoreMin ?? null,
    scoreMax: filter.scoreMax ?? null,
    priority: filter.priority ?? null,
    reason: filter.reason ?? null,
    country: filter.country ?? null,
    cardToken: filter.cardToken ?? null,
    deviceToken: filter.deviceToken ?? null,
    userToken: filter.userToken ?? null,
    modelVersion: filter.modelVersion ?? null,
    amount: filter.amount ? JSON.stringify(filter.amount.map(toRange)) : null,
    assignee: filter.assignee?.map(one => (one === 'me' ? sight.actor : one)) ?? null,
    crossBorder: filter.crossBorder ?? null,
    q: filter.q?.toLowerCase() ?? null,
    receivedUntil: ago(filter.ageMinMinutes),
    receivedFrom: ago(filter.ageMaxMinutes),
    pastDue: filter.pastDue ?? null,
    recoverable: filter.recoverable ?? null,
    now: new Date(nowMs).toISOString(),
  };
}

function toRange(text: string): { currency: string; lo: string | null; hi: string | null } {
  const [currency, lo, hi] = text.split(':');
  return { currency, lo: lo || null, hi: hi || null };
}

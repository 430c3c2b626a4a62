import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { AlertEvent, alertEventSchema } from '@internal/plugin-payrec-fraud-common';

export type ParsedEvent = { readonly kind: 'event'; readonly event: AlertEvent } | Unusable;
/** `eventId` where one can be read. The reason names properties and never their values: it is shown to viewers. */
export type Unusable = { readonly kind: 'unusable'; readonly eventId: string | null; readonly reason: string };

/** Property names that other senders use for ours. */
const ALIASES: Readonly<Record<string, string>> = {
  event_id: 'eventId',
  alert_id: 'alertId',
  dedupe_key: 'dedupeKey',
  version: 'scoreVersion',
  score_version: 'scoreVersion',
  model_version: 'modelVersion',
  event_at: 'eventAt',
  event_time: 'eventAt',
  txn_id: 'txnId',
  business_date: 'businessDate',
  merchant_id: 'merchantId',
  merchant_name: 'merchantName',
  rule_hits: 'ruleHits',
};

/** What the pipeline sent, as an event or as the reason why it is none. `futureMaxMs` bounds how far ahead it may lie. */
export function parseEvent(input: unknown, nowMs: number, futureMaxMs: number): ParsedEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { kind: 'unusable', eventId: null, reason: 'is not a JSON object' };
  }
  const named = Object.fromEntries(Object.entries(input).map(([key, value]) => [ALIASES[key] ?? key, value]));
  const parsed = alertEventSchema.safeParse(named);
  const eventId = typeof named.eventId === 'string' && named.eventId !== '' ? named.eventId.slice(0, 200) : null;
  if (!parsed.success) {
    const faults = parsed.error.issues.slice(0, 5).map(issue => `${issue.path.join('.') || 'event'}: ${issue.message}`);
    return { kind: 'unusable', eventId, reason: faults.join('; ') };
  }
  const eventMs = Date.parse(parsed.data.eventAt);
  if (Number.isNaN(eventMs)) return { kind: 'unusable', eventId, reason: 'eventAt: is no time of the calendar' };
  if (eventMs - nowMs > futureMaxMs) {
    const minutes = Math.round((eventMs - nowMs) / 60_000);
    return { kind: 'unusable', eventId, reason: `eventAt: lies ${minutes} min ahead of our clock; check the sender's` };
  }
  return { kind: 'event', event: parsed.data };
}

/** Five decimals, as the table keeps a score. */
export function scoreText(score: number | string): string {
  return Number(score).toFixed(5);
}

/** Times of the event against our clock: late is data, skew is a fault of a clock. */
export function judgeTimes(
  eventAt: string,
  nowMs: number,
  limits: { readonly lateAfterMs: number; readonly skewToleranceMs: number },
): { eventAt: Instant; late: boolean; skewMs: number } {
  const eventMs = Date.parse(eventAt);
  const aheadMs = eventMs - nowMs;
  return {
    eventAt: instantFromEpochMs(eventMs),
    late: -aheadMs > limits.lateAfterMs,
    skewMs: aheadMs > limits.skewToleranceMs ? aheadMs : 0,
  };
}

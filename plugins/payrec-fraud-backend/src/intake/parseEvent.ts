import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { AlertEvent, alertEventSchema } from '@internal/plugin-payrec-fraud-common';
import { faultSentences, wrong } from './eventFaults';

export type ParsedEvent = { readonly kind: 'event'; readonly event: AlertEvent } | Unusable;
/** `eventId` where one can be read. The reason is for people and holds no personal values: viewers see it too. */
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
    return { kind: 'unusable', eventId: null, reason: `The event ${wrong(input)}; send a JSON object.` };
  }
  const sentAs = new Map<string, string>();
  const named = Object.fromEntries(
    Object.entries(input).map(([key, value]) => {
      const name = ALIASES[key] ?? key;
      sentAs.set(name, key);
      return [name, value];
    }),
  );
  const parsed = alertEventSchema.safeParse(named);
  const eventId = typeof named.eventId === 'string' && named.eventId !== '' ? named.eventId.slice(0, 200) : null;
  if (!parsed.success) {
    return { kind: 'unusable', eventId, reason: faultSentences(parsed.error.issues, named, sentAs) };
  }
  const eventMs = Date.parse(parsed.data.eventAt);
  const eventAt = `${sentAs.get('eventAt')} is "${parsed.data.eventAt}"`;
  if (Number.isNaN(eventMs)) {
    return { kind: 'unusable', eventId, reason: `${eventAt}, which is on no calendar; send a time that exists.` };
  }
  if (eventMs - nowMs > futureMaxMs) {
    const minutes = Math.round((eventMs - nowMs) / 60_000);
    return {
      kind: 'unusable',
      eventId,
      reason: `${eventAt}, ${minutes} min ahead of our clock; set the clock of the sender and try again.`,
    };
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

import { createHash } from 'node:crypto';
import { Instant } from '@internal/plugin-payrec-common';
import { AlertEvent } from '@internal/plugin-payrec-fraud-common';
import { AlertRow, StoredReason } from '../store/alertRow';
import { PriorityBand, bandOf, boostBy } from '../work/decide/priority';
import { WorkingHours, slaDueAt } from '../work/decide/sla';
import { judgeTimes, scoreText } from './parseEvent';
import { Tokeniser } from './tokens';

export type IngestPolicy = {
  readonly bands: readonly PriorityBand[];
  readonly hours: WorkingHours | null;
  readonly lateAfterMs: number;
  readonly skewToleranceMs: number;
  readonly token: Tokeniser;
};

/** What the tables hold about the event's pattern. */
export type Held = {
  /** Row with the alert id of the event. */
  readonly byId: AlertRow | undefined;
  /** Open row with its dedupe key. */
  readonly open: AlertRow | undefined;
  /** Newest closed row with its dedupe key. */
  readonly closed: AlertRow | undefined;
};

export type IngestDecision =
  | { readonly kind: 'create'; readonly row: AlertRow }
  | { readonly kind: 'update'; readonly before: AlertRow; readonly row: AlertRow; readonly change: 'score' | 'hit' }
  /** Kept in the score history, nothing else. */
  | { readonly kind: 'keep'; readonly alertId: string };

const toRuleHit = (hit: AlertEvent['ruleHits'][number]) => ({ ruleId: hit.ruleId, name: hit.name ?? hit.ruleId });

/**
 * What one event does. It names an alert by id: a newer score version replaces the score, an older one is history only,
 * and a closed alert never changes by a score. Otherwise it is a hit of a pattern: on an open alert it adds evidence and
 * brings it up again, after a close it opens a new alert linked to the old one. Priority only rises and the deadline only
 * moves earlier; a fallen score is shown.
 */
export function decideIngest(event: AlertEvent, held: Held, now: Instant, policy: IngestPolicy): IngestDecision {
  const score = scoreText(event.score);
  if (held.byId) {
    const before = held.byId;
    if (before.state === 'CLOSED' || event.scoreVersion <= before.score_version) {
      return { kind: 'keep', alertId: before.alert_id };
    }
    return {
      kind: 'update',
      change: 'score',
      before,
      row: {
        ...rescored(before, event, score, now, policy),
        score_version: event.scoreVersion,
        ...(event.reasons.length > 0 && { reasons: event.reasons.map(toReason) }),
        ...(event.ruleHits.length > 0 && { rule_hits: event.ruleHits.map(toRuleHit) }),
      },
    };
  }
  if (held.open) {
    const before = held.open;
    // The shown score is that of the strongest evidence: a weaker hit counts but does not lower it.
    const stronger = Number(score) >= Number(before.score);
    return {
      kind: 'update',
      change: 'hit',
      before,
      row: {
        ...rescored(before, event, stronger ? score : before.score, now, policy),
        hit_count: before.hit_count + 1,
        boost: 'new_evidence',
        reasons: mergedBy(before.reasons, event.reasons.map(toReason), one => one.code),
        rule_hits: mergedBy(before.rule_hits, event.ruleHits.map(toRuleHit), one => one.ruleId),
      },
    };
  }
  return { kind: 'create', row: newRow(event, score, held.closed?.alert_id ?? null, now, policy) };
}

const toMs = (instant: string) => new Date(Date.parse(instant)).toISOString() as Instant;

function rescored(before: AlertRow, event: AlertEvent, score: string, now: Instant, policy: IngestPolicy): AlertRow {
  const boosted = boostBy(
    { score: before.score, priority: before.priority, slaDueAt: before.sla_due_at },
    { score, at: now },
    policy,
  );
  const changed = Number(score) !== Number(before.score);
  const risen = Number(score) > Number(before.score);
  return {
    ...before,
    row_version: before.row_version + 1,
    score,
    ...(changed && { previous_score: before.score, score_changed_at: now }),
    model_version: event.modelVersion ?? before.model_version,
    priority: boosted.priority,
    // A score that fell or stood still gives no reason to hurry.
    sla_due_at: risen ? boosted.slaDueAt : before.sla_due_at,
    boost: boosted.boost ?? before.boost,
    // New evidence wakes what somebody had put away.
    ...(risen &&
      before.state === 'SNOOZED' && {
        state: before.claimed_by === null ? ('NEW' as const) : ('IN_REVIEW' as const),
        snoozed_until: null,
      }),
    recoverable_until: event.recoverableUntil ? toMs(event.recoverableUntil) : before.recoverable_until,
    updated_at: now,
  };
}

function newRow(
  event: AlertEvent,
  score: string,
  previousAlertId: string | null,
  now: Instant,
  policy: IngestPolicy,
): AlertRow {
  const band = bandOf(score, policy.bands);
  const times = judgeTimes(event.eventAt, Date.parse(now), policy);
  const { entities } = event;
  const token = (kind: Parameters<Tokeniser>[0], value: string | undefined) =>
    value === undefined ? null : policy.token(kind, value);
  const pan = entities.pan?.replace(/[ -]/g, '');
  const alertId = event.alertId ?? madeAlertId(event, now);
  return {
    alert_id: alertId,
    dedupe_key: event.dedupeKey ?? alertId,
    row_version: 1,
    score_version: event.scoreVersion,
    state: 'NEW',
    disposition: null,
    score,
    previous_score: null,
    score_changed_at: null,
    threshold: event.threshold === undefined ? null : scoreText(event.threshold),
    model_version: event.modelVersion ?? null,
    priority: band.priority,
    hit_count: 1,
    boost: null,
    amount_minor: event.amount?.minor ?? null,
    currency: event.amount?.currency ?? null,
    txn_id: event.txnId ?? null,
    business_date: event.businessDate ?? null,
    merchant_id: event.merchantId ?? null,
    merchant_name: event.merchantName ?? event.merchantId ?? null,
    country: event.country ?? null,
    counter_country: event.counterCountry ?? null,
    reasons: event.reasons.map(toReason),
    rule_hits: event.ruleHits.map(toRuleHit),
    user_id: entities.userId ?? null,
    user_token: token('user', entities.userId),
    person_name: entities.name ?? null,
    email: entities.email ?? null,
    phone: entities.phone ?? null,
    pan: pan ?? null,
    card_token: entities.cardToken ?? token('pan', pan),
    iban: entities.iban ?? null,
    device_id: entities.deviceId ?? null,
    device_token: token('device', entities.deviceId),
    ip: entities.ip ?? null,
    ip_token: token('ip', entities.ip),
    event_at: times.eventAt,
    received_at: now,
    sla_due_at: slaDueAt(now, band.slaMinutes, policy.hours),
    recoverable_until: event.recoverableUntil ? toMs(event.recoverableUntil) : null,
    claimed_by: null,
    lease_until: null,
    fence: 0,
    snoozed_until: null,
    previous_alert_id: previousAlertId,
    late: times.late,
    skew_ms: times.skewMs,
    suppression_id: null,
    closed_at: null,
    updated_at: now,
  };
}

/** `ALR-20261120-…`, the same for the same event. */
function madeAlertId(event: AlertEvent, now: Instant): string {
  const hash = createHash('sha256').update(event.eventId).digest('hex').slice(0, 10).toLocaleUpperCase('en-US');
  return `ALR-${now.slice(0, 10).replaceAll('-', '')}-${hash}`;
}

function toReason(reason: AlertEvent['reasons'][number]): StoredReason {
  const label = reason.label ?? wordsOf(reason.code);
  return {
    code: reason.code,
    label,
    weight: reason.weight,
    text: reason.text ?? label,
    observed: reason.observed ?? null,
    baseline: reason.baseline ?? null,
    n: reason.n ?? null,
    window: reason.window ?? null,
  };
}

/** `NEW_DEVICE` → "New device". */
function wordsOf(code: string): string {
  const text = code.toLocaleLowerCase('en-US').replaceAll('_', ' ');
  return text.charAt(0).toLocaleUpperCase('en-US') + text.slice(1);
}

/** The list with the newer entry where both have the key, then what is new. */
function mergedBy<T>(held: readonly T[], fresh: readonly T[], key: (one: T) => string): T[] {
  const merged = new Map(held.map(one => [key(one), one]));
  fresh.forEach(one => merged.set(key(one), one));
  return [...merged.values()];
}

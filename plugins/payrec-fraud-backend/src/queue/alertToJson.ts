import { AlertJson, AlertSubject } from '@internal/plugin-payrec-fraud-common';
import { AlertRow } from '../store/alertRow';
import { MaskLevel, maskOrNull } from '../work/privacy/masking';

/** The row as a reader of `level` may see it. The one place where a row becomes an answer. */
export function alertToJson(row: AlertRow, level: MaskLevel): AlertJson {
  return {
    alertId: row.alert_id,
    rowVersion: row.row_version,
    scoreVersion: row.score_version,
    state: row.state,
    disposition: row.disposition,
    score: row.score,
    previousScore: row.previous_score,
    scoreChangedAt: row.score_changed_at,
    threshold: row.threshold,
    modelVersion: row.model_version,
    priority: row.priority,
    hitCount: row.hit_count,
    boost: row.boost,
    amount:
      row.amount_minor !== null && row.currency !== null ? { minor: row.amount_minor, currency: row.currency } : null,
    txnId: row.txn_id,
    businessDate: row.business_date,
    merchantId: row.merchant_id,
    merchantName: row.merchant_name,
    country: row.country,
    counterCountry: row.counter_country,
    reasons: row.reasons.map(({ code, label, weight }) => ({ code, label, weight })),
    subject: subjectToJson(row, level),
    eventAt: row.event_at,
    receivedAt: row.received_at,
    slaDueAt: row.sla_due_at,
    recoverableUntil: row.recoverable_until,
    claimedBy: row.claimed_by,
    leaseUntil: row.lease_until,
    fence: row.fence,
    snoozedUntil: row.snoozed_until,
    previousAlertId: row.previous_alert_id,
    late: row.late,
    skewMs: row.skew_ms,
    suppressionId: row.suppression_id,
    updatedAt: row.updated_at,
  };
}

/** Personal values at a mask level; tokens stand for the values below full sight. */
export function subjectToJson(row: AlertRow, level: MaskLevel): AlertSubject {
  return {
    maskLevel: level,
    userToken: row.user_token,
    name: maskOrNull('name', row.person_name, level),
    email: maskOrNull('email', row.email, level),
    phone: maskOrNull('phone', row.phone, level),
    pan: maskOrNull('pan', row.pan, level),
    cardToken: row.card_token,
    iban: maskOrNull('iban', row.iban, level),
    ip: maskOrNull('ip', row.ip, level),
    ipToken: row.ip_token,
    deviceToken: row.device_token,
  };
}

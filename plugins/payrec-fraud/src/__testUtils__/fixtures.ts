import { AlertDetailJson, AlertJson, FeedFrame } from '@internal/plugin-payrec-fraud-common';

export const FRANK = 'user:default/frank.analyst';
export const FLORA = 'user:default/flora.supervisor';
export const NOW = '2026-11-24T08:00:00.000Z';
export const EPOCH = '6f9619ff-8b86-4d01-b42d-00c04fc964ff';

/** Now and a number of minutes, so that ages and deadlines look alike whenever a test runs. */
export const inMinutes = (minutes: number, fromMs = Date.now()) => new Date(fromMs + minutes * 60_000).toISOString();

/** One alert: EUR 640.00 at Lumen Optik, score 0.94, new, due in 23 minutes. */
export function alertOf(change: Partial<AlertJson> = {}): AlertJson {
  return {
    alertId: 'ALR-20261124-00141',
    rowVersion: 1,
    scoreVersion: 1,
    state: 'NEW',
    disposition: null,
    score: '0.94000',
    previousScore: null,
    scoreChangedAt: null,
    threshold: '0.80000',
    modelVersion: '4.2',
    priority: 'CRITICAL',
    hitCount: 1,
    boost: null,
    amount: { minor: '64000', currency: 'EUR' },
    txnId: 'T-1',
    businessDate: '2026-11-24',
    merchantId: 'lumen-optik',
    merchantName: 'Lumen Optik',
    country: 'DE',
    counterCountry: 'BR',
    reasons: [
      { code: 'AMOUNT_OVER_USUAL', label: 'Amount 3.9×', weight: 0.75 },
      { code: 'DEVICE_SHARED_3_CARDS_24H', label: 'Device ×3', weight: 0.62 },
      { code: 'COUNTRY_FIRST', label: 'New country', weight: 0.28 },
    ],
    subject: {
      maskLevel: 'M1',
      userToken: 'u_1',
      name: 'Zofia Kovacova',
      email: 'z***@example.com',
      phone: null,
      pan: '411111******1111',
      cardToken: 'c_1111',
      iban: null,
      ip: '203.0.113.77',
      ipToken: 'i_1',
      deviceToken: 'd_9f2c',
    },
    eventAt: inMinutes(-18),
    receivedAt: inMinutes(-18),
    slaDueAt: inMinutes(23),
    recoverableUntil: inMinutes(84),
    claimedBy: null,
    leaseUntil: null,
    fence: 0,
    snoozedUntil: null,
    previousAlertId: null,
    late: false,
    skewMs: 0,
    suppressionId: null,
    updatedAt: inMinutes(-18),
    ...change,
  };
}

/** Alerts in the order of their deadlines: `A-1`, `A-2`, … */
export function alertsOf(count: number): AlertJson[] {
  return Array.from({ length: count }, (_, index) =>
    alertOf({
      alertId: `A-${index + 1}`,
      slaDueAt: inMinutes(20 + index),
      merchantName: `Merchant ${index + 1}`,
      merchantId: `m-${index + 1}`,
    }),
  );
}

export function detailOf(alert: AlertJson): AlertDetailJson {
  return {
    ...alert,
    reasonsInWords: alert.reasons.map(reason => ({
      ...reason,
      text: `${reason.label}: in words`,
      observed: '640.00',
      baseline: 'usual EUR 164.00',
      n: 24,
      window: 'since 21 Sep',
    })),
    counterfactual: {
      text: 'Would not have alerted if the amount were below EUR 439.73.',
      without: [],
      notEnough: [{ code: 'DEVICE_SHARED_3_CARDS_24H', score: 0.84 }],
    },
    ruleHits: [
      {
        ruleId: 'R-114',
        name: 'Device with 3 cards in 24 h',
        precision: { hits: 171, n: 280, share: 0.61, low: 0.55, high: 0.67 },
      },
    ],
    history: [
      ...[8000, 16400, 21980].map((minor, index) => ({
        txnId: `T-h${index}`,
        at: inMinutes(-9000 + index),
        amount: { minor: String(minor), currency: 'EUR' },
        merchantId: 'lumen-optik',
        isThis: false,
      })),
      { txnId: 'T-1', at: alert.eventAt, amount: alert.amount!, merchantId: alert.merchantId, isThis: true },
    ],
    transaction: {
      txnId: 'T-1',
      businessDate: '2026-11-24',
      type: 'sale',
      status: 'authorised',
      gross: alert.amount!,
      reconciliation: { state: 'open', runId: 'run-1', breakId: 'BRK-1', asOf: inMinutes(-90), reason: null },
      settlement: { batchId: '383', expectedValueDate: '2026-11-26', valueDate: null },
    },
    transactionUnavailable: null,
    scoreHistory: [],
    timeline: [
      {
        seq: 1,
        at: alert.receivedAt,
        kind: 'created',
        actor: null,
        text: 'Alert came in with score 0.94',
        rowVersion: 1,
      },
    ],
    viewers: [],
    approval: null,
    decisionBlockedReason: null,
    needsSecondPerson: true,
  };
}

/** A frame of the feed; `seq` one after `prev`. */
export function upsertOf(prev: number, alert: AlertJson, change: { matches?: boolean; kind?: string } = {}): FeedFrame {
  return {
    event: 'upsert',
    prev,
    seq: prev + 1,
    skipped: 0,
    kind: change.kind ?? 'score',
    alertId: alert.alertId,
    rowVersion: alert.rowVersion,
    matches: change.matches ?? true,
    at: new Date().toISOString(),
    alert,
  };
}

export function leaveOf(prev: number, alertId: string, rowVersion: number): FeedFrame {
  return {
    event: 'leave',
    prev,
    seq: prev + 1,
    skipped: 0,
    kind: 'closed',
    alertId,
    rowVersion,
    at: new Date().toISOString(),
  };
}

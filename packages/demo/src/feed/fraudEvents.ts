import { randomUUID } from 'node:crypto';
import { Instant, instantFromEpochMs, Transaction } from '@internal/plugin-payrec-common';
import type { AlertEventInput } from '@internal/plugin-payrec-fraud-common';
import { between, pick } from './random';

type Reason = NonNullable<AlertEventInput['reasons']>[number];
type Pattern = {
  readonly rule: string;
  readonly ruleName: string;
  /** Share of its alerts that turn out to be fraud, 0 to 1. */
  readonly fraudShare: number;
  readonly reasons: readonly Reason[];
};

/** What the model of the demo company sees, in the words it gives its reasons. */
const PATTERNS: readonly Pattern[] = [
  {
    rule: 'R-014',
    ruleName: 'Many cards, one device',
    fraudShare: 0.55,
    reasons: [
      {
        code: 'DEVICE_CARD_COUNT',
        label: 'Cards on this device',
        weight: 0.42,
        observed: '7 cards',
        baseline: '1 card',
        n: 412,
        window: '24 h',
      },
      { code: 'NEW_DEVICE', label: 'Device first seen today', weight: 0.21 },
    ],
  },
  {
    rule: 'R-031',
    ruleName: 'Amount far above the customer',
    fraudShare: 0.25,
    reasons: [
      {
        code: 'AMOUNT_VS_CUSTOMER',
        label: 'Amount against the customer’s usual',
        weight: 0.38,
        observed: '11 times the median',
        baseline: 'median of 38 payments',
        n: 38,
        window: '90 days',
      },
      { code: 'NIGHT_HOUR', label: 'Hour unusual for the customer', weight: 0.12, observed: '03:00 to 04:00' },
    ],
  },
  {
    rule: 'R-007',
    ruleName: 'Card and address in different countries',
    fraudShare: 0.15,
    reasons: [
      {
        code: 'COUNTRY_MISMATCH',
        label: 'Card issued abroad',
        weight: 0.33,
        observed: 'card BR, delivery DE',
        baseline: '2 % of the merchant’s sales',
        n: 1904,
        window: '30 days',
      },
      { code: 'FREIGHT_FORWARDER', label: 'Delivery to a freight forwarder', weight: 0.24 },
    ],
  },
  {
    rule: 'R-022',
    ruleName: 'Card testing',
    fraudShare: 0.7,
    reasons: [
      {
        code: 'VELOCITY_DECLINES',
        label: 'Declines before this payment',
        weight: 0.47,
        observed: '14 in 6 minutes',
        baseline: '0.3 an hour',
        n: 220,
        window: '7 days',
      },
      { code: 'SMALL_AMOUNT_SERIES', label: 'Series of small amounts', weight: 0.18 },
    ],
  },
];
const NAMES = ['Jonas Weber', 'Ana Moreira', 'Liam O’Neill', 'Yui Tanaka', 'Noor Haddad', 'Emma Lindqvist'];
const ABROAD = ['BR', 'NG', 'US', 'RO', 'VN', 'TR'];

/**
 * One alert on a payment that is really in the Final Index, so that its page can show how the payment was reconciled.
 * `at` is when the model saw it; names, cards and addresses are invented and belong to nobody.
 */
export function alertFor(
  transaction: Transaction,
  merchantName: string | undefined,
  at: Instant,
  random: () => number,
): AlertEventInput {
  const pattern = pick(random, PATTERNS);
  const score = 0.62 + 0.37 * random();
  const customer = between(random, 1, 900);
  const name = NAMES[customer % NAMES.length];
  return {
    eventId: randomUUID(),
    alertId: `ALR-${transaction.txnId}`.slice(0, 200),
    dedupeKey: transaction.txnId,
    scoreVersion: 1,
    score: score.toFixed(5),
    threshold: 0.6,
    modelVersion: 'gbm-2026.11',
    eventAt: at,
    amount: transaction.gross,
    txnId: transaction.txnId,
    businessDate: transaction.businessDate,
    merchantId: transaction.merchantId,
    ...(merchantName && { merchantName }),
    ...(transaction.country && { country: transaction.country }),
    ...(random() < 0.4 && { counterCountry: pick(random, ABROAD) }),
    recoverableUntil: instantFromEpochMs(Date.parse(at) + between(random, 2, 30) * 3_600_000),
    reasons: [...pattern.reasons],
    ruleHits: [{ ruleId: pattern.rule, name: pattern.ruleName }],
    entities: {
      userId: `usr-${String(customer).padStart(4, '0')}`,
      name,
      email: `${name.toLocaleLowerCase('en-US').replace(/[^a-z]+/g, '.')}@mail.example`,
      pan: `411111${String(1_000_000 + customer * 7919).slice(-6)}${String(customer).padStart(4, '0')}`,
      cardToken: `card-${customer % 300}`,
      deviceId: `dev-${customer % 120}`,
      ip: `203.0.113.${customer % 250}`,
    },
  };
}

/** Chance, 0.03 to 0.95, that an alert is fraud: by what its rule is worth, and more for a score above the usual. */
export function fraudChance(ruleId: string | undefined, score: string): number {
  const share = PATTERNS.find(pattern => pattern.rule === ruleId)?.fraudShare ?? 0.3;
  return Math.min(0.95, Math.max(0.03, share + Number(score) - 0.8));
}

/** The model looks again: the same alert, another score. */
export function rescored(event: AlertEventInput, at: Instant, random: () => number): AlertEventInput {
  const before = Number(event.score);
  const after = random() < 0.5 ? Math.min(0.999, before + 0.1 * random()) : Math.max(0.2, before - 0.5 * random());
  return {
    ...event,
    eventId: randomUUID(),
    scoreVersion: event.scoreVersion + 1,
    score: after.toFixed(5),
    eventAt: at,
  };
}

/** An event of a sender that got it wrong: it ends in quarantine and not in the void. */
export function brokenEvent(at: Instant): Record<string, unknown> {
  return { eventId: randomUUID(), scoreVersion: 1, score: 'high', eventAt: at, modelVersion: 'gbm-2026.11' };
}

import { createHash } from 'node:crypto';
import { Instant, instantToEpochMs } from '@internal/plugin-payrec-common';

/** What a suppression looks at. Every part that is given must agree; one without any part would hide everything. */
export type SuppressionScope = {
  readonly merchantId?: string | null;
  readonly userToken?: string | null;
  readonly cardToken?: string | null;
  readonly deviceToken?: string | null;
  readonly reasonCode?: string | null;
  readonly ruleId?: string | null;
};

export type Suppression = {
  readonly id: string;
  readonly scope: SuppressionScope;
  /** Alerts with this score or more are never hidden; decimal text. */
  readonly scoreCeiling: string;
  readonly startsAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
  /** A second person confirmed it; until then it hides nothing. */
  readonly approvedBy: string | null;
};

export type SuppressibleAlert = {
  readonly alertId: string;
  readonly score: string;
  readonly merchantId: string | null;
  readonly userToken: string | null;
  readonly cardToken: string | null;
  readonly deviceToken: string | null;
  readonly reasonCodes: readonly string[];
  readonly ruleIds: readonly string[];
};

export type SuppressionVerdict =
  | { readonly kind: 'shown' }
  /** Hidden from the queue; the alert itself and its events are kept. */
  | { readonly kind: 'hidden'; readonly suppressionId: string }
  /** One in fifty surfaces all the same, so that the harm of the suppression is measured. */
  | { readonly kind: 'sampled'; readonly suppressionId: string };

/** Share of matching alerts that still surface, in 1/10,000. */
export const SAMPLE_PER_TEN_THOUSAND = 200;

/** True while the suppression counts: confirmed, begun, neither expired nor revoked. The end itself is outside. */
export function isActive(one: Suppression, now: Instant): boolean {
  const at = instantToEpochMs(now);
  return (
    one.approvedBy !== null &&
    one.revokedAt === null &&
    at >= instantToEpochMs(one.startsAt) &&
    at < instantToEpochMs(one.expiresAt)
  );
}

/** Whether a suppression speaks of this alert and may hide it: the scope agrees and the score is under the ceiling. */
export function covers(one: Suppression, alert: SuppressibleAlert): boolean {
  const { scope } = one;
  const parts: Array<[string | null | undefined, (wanted: string) => boolean]> = [
    [scope.merchantId, wanted => alert.merchantId === wanted],
    [scope.userToken, wanted => alert.userToken === wanted],
    [scope.cardToken, wanted => alert.cardToken === wanted],
    [scope.deviceToken, wanted => alert.deviceToken === wanted],
    [scope.reasonCode, wanted => alert.reasonCodes.includes(wanted)],
    [scope.ruleId, wanted => alert.ruleIds.includes(wanted)],
  ];
  const given = parts.filter(([wanted]) => wanted !== undefined && wanted !== null);
  if (given.length === 0 || !given.every(([wanted, agrees]) => agrees(wanted as string))) return false;
  return compareDecimals(alert.score, one.scoreCeiling) < 0;
}

/**
 * What the suppressions do to an alert now. Several may match; the one with the smallest id speaks, so that two replicas
 * and a repeated run agree. A score that rises above the ceiling is judged anew and surfaces.
 */
export function judgeSuppression(
  alert: SuppressibleAlert,
  suppressions: readonly Suppression[],
  now: Instant,
): SuppressionVerdict {
  const [first] = suppressions
    .filter(one => isActive(one, now) && covers(one, alert))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  if (!first) return { kind: 'shown' };
  return { kind: isSampled(first.id, alert.alertId) ? 'sampled' : 'hidden', suppressionId: first.id };
}

/** By hash and not by chance: the same alert is in the sample of a suppression always or never. */
export function isSampled(suppressionId: string, alertId: string): boolean {
  const digest = createHash('sha256').update(`${suppressionId}\n${alertId}`).digest();
  return digest.readUInt32BE(0) % 10_000 < SAMPLE_PER_TEN_THOUSAND;
}

/** Sign of a − b for decimal texts between 0 and 1 of any length; exact. */
export function compareDecimals(a: string, b: string): number {
  const digits = Math.max(fraction(a).length, fraction(b).length);
  const left = BigInt(whole(a) + fraction(a).padEnd(digits, '0'));
  const right = BigInt(whole(b) + fraction(b).padEnd(digits, '0'));
  if (left === right) return 0;
  return left > right ? 1 : -1;
}

function whole(text: string): string {
  return text.split('.')[0] || '0';
}
function fraction(text: string): string {
  return text.split('.')[1] ?? '';
}

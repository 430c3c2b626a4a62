import { Instant, currencyExponent, isCurrency } from '@internal/plugin-payrec-common';
import { AlertRow } from '../../store/alertRow';
import { WorkConfig } from '../config';
import { WorkConflict, WorkDenied, samePerson } from '../workErrors';

/** Units of a currency nobody named a line for, from which a second person signs. */
const LINE_MAJOR = 500n;

/** True while somebody holds the alert. The end of the lease itself is outside. */
export function isHeld(row: AlertRow, now: Instant): boolean {
  return row.claimed_by !== null && row.lease_until !== null && Date.parse(row.lease_until) > Date.parse(now);
}

/**
 * Whether `actor` may claim the row now. Who holds it comes before the version: of two claims at one moment the second
 * hears whose it is, and not that something changed. A claim of one's own is taken again with a new fence, at any version.
 * @throws WorkConflict `already_claimed`, `state`, `version_changed`; WorkDenied for an escalated alert.
 */
export function assertClaimable(
  row: AlertRow,
  claim: { actor: string; expectedRowVersion: number; now: Instant; isSupervisor: boolean },
): void {
  const { alert_id: id, claimed_by: holder } = row;
  const own = holder !== null && samePerson(holder, claim.actor);
  if (row.state === 'CLOSED' || row.state === 'APPROVAL') {
    throw new WorkConflict('state', `Alert ${id} is ${row.state}; only open work can be claimed`, {
      rowVersion: row.row_version,
    });
  }
  if (!own && holder !== null && isHeld(row, claim.now)) {
    throw new WorkConflict('already_claimed', `Alert ${id} is claimed by ${holder} until ${row.lease_until}`, {
      claimedBy: holder,
      rowVersion: row.row_version,
    });
  }
  if (row.state === 'ESCALATED' && !claim.isSupervisor) {
    throw new WorkDenied('supervisors_only', `Alert ${id} is escalated; a supervisor takes it`);
  }
  if (!own) assertVersion(row, claim.expectedRowVersion);
}

/**
 * Whether a write carries the valid claim: holder, fence, lease and version, in this order.
 * @throws WorkConflict with the code of the first that fails.
 */
export function assertHeld(
  row: AlertRow,
  write: { actor: string; fence: number; expectedRowVersion?: number; now: Instant },
): void {
  const { alert_id: id, claimed_by: holder } = row;
  const facts = { rowVersion: row.row_version };
  if (row.state === 'CLOSED' || row.state === 'APPROVAL') {
    throw new WorkConflict('state', `Alert ${id} is ${row.state}; look again`, facts);
  }
  if (holder === null) throw new WorkConflict('not_claimed', `Nobody holds alert ${id}; claim it first`, facts);
  if (!samePerson(holder, write.actor)) {
    throw new WorkConflict('claimed_by_other', `Alert ${id} is claimed by ${holder}`, { ...facts, claimedBy: holder });
  }
  if (row.fence !== write.fence) {
    throw new WorkConflict('stale_fence', `Your claim of alert ${id} was replaced by a newer one of yours`, facts);
  }
  if (!isHeld(row, write.now)) {
    throw new WorkConflict(
      'lease_expired',
      `Your claim of alert ${id} ended at ${row.lease_until}; claim it again`,
      facts,
    );
  }
  if (write.expectedRowVersion !== undefined) assertVersion(row, write.expectedRowVersion);
}

/** @throws WorkConflict `version_changed` */
export function assertVersion(row: AlertRow, expected: number): void {
  if (row.row_version === expected) return;
  throw new WorkConflict(
    'version_changed',
    `Alert ${row.alert_id} is at version ${row.row_version} and you saw ${expected}; look again and decide on what it is now`,
    { rowVersion: row.row_version },
  );
}

/** Why a second person has to sign, in words; null when one suffices. Amounts count without their sign, strictly above the line. */
export function secondPersonReason(
  row: Pick<AlertRow, 'amount_minor' | 'currency' | 'priority'>,
  policy: Pick<WorkConfig, 'fourEyesAmounts' | 'fourEyesPriorities'>,
): string | null {
  if (policy.fourEyesPriorities.includes(row.priority)) return `Priority ${row.priority}: a second person signs`;
  if (row.amount_minor === null || row.currency === null) return null;
  const named = policy.fourEyesAmounts.find(line => line.currency === row.currency);
  const exponent = isCurrency(row.currency) ? currencyExponent(row.currency) : 2;
  const line = named ? BigInt(named.minor) : LINE_MAJOR * 10n ** BigInt(exponent);
  const minor = BigInt(row.amount_minor);
  return (minor < 0n ? -minor : minor) > line
    ? `The amount is above the line of ${row.currency}: a second person signs`
    : null;
}

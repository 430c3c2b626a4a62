import { AlertJson } from '@internal/plugin-payrec-fraud-common';
import { Actor } from '../../hooks/useActor';

export type WorkAction =
  | 'claim'
  | 'release'
  | 'confirm_fraud'
  | 'false_positive'
  | 'escalate'
  | 'snooze'
  | 'note'
  | 'reassign'
  | 'reopen';

/** Why an action is not possible now; `holder` has it until `until`. */
export type Blocked =
  | { key: 'noTriage' | 'noSupervise' | 'offline' | 'closed' | 'waits' | 'claimFirst' | 'notYours' | 'escalated' }
  | { key: 'otherClaim'; holder: string; until: string };

/** A claim that has not run out. */
export function holderOf(alert: AlertJson, nowMs: number): string | null {
  if (!alert.claimedBy) return null;
  return alert.leaseUntil && Date.parse(alert.leaseUntil) <= nowMs ? null : alert.claimedBy;
}

export function isMine(alert: AlertJson, me: string | undefined, nowMs: number): boolean {
  return me !== undefined && holderOf(alert, nowMs) === me;
}

/** Null when the person may do it now. Only for buttons and keys: the backend decides again. */
export function blockedReason(
  action: WorkAction,
  alert: AlertJson,
  actor: Pick<Actor, 'me' | 'mayTriage' | 'maySupervise'>,
  { nowMs, offline }: { nowMs: number; offline: boolean },
): Blocked | null {
  if (!actor.mayTriage) return { key: 'noTriage' };
  if (offline) return { key: 'offline' };
  if (action === 'note') return null;
  // Whoever holds it: taking work from one person and giving it to another is what a supervisor is for.
  if (action === 'reassign') {
    if (!actor.maySupervise) return { key: 'noSupervise' };
    if (alert.state === 'CLOSED') return { key: 'closed' };
    return alert.state === 'APPROVAL' ? { key: 'waits' } : null;
  }
  if (action === 'reopen') {
    if (!actor.maySupervise) return { key: 'noSupervise' };
    return alert.state === 'CLOSED' ? null : { key: 'notYours' };
  }
  if (alert.state === 'CLOSED') return { key: 'closed' };
  if (alert.state === 'APPROVAL') return { key: 'waits' };
  const holder = holderOf(alert, nowMs);
  if (holder && holder !== actor.me) return { key: 'otherClaim', holder, until: alert.leaseUntil ?? '' };
  if (action === 'claim') {
    return alert.state === 'ESCALATED' && !actor.maySupervise ? { key: 'escalated' } : null;
  }
  if (!holder) return { key: action === 'release' ? 'notYours' : 'claimFirst' };
  return null;
}

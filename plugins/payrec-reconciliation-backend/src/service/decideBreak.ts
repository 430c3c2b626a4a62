import { DecisionAction, BreakState } from '@internal/plugin-payrec-reconciliation-common';

export type RefusalCode = 'SAME_ACTOR' | 'STATE' | 'VERSION';

export type Verdict =
  | { readonly kind: 'allowed'; readonly toState: BreakState }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string };

/** What the decision is judged by. */
export type BreakSituation = {
  readonly id: string;
  readonly state: BreakState;
  readonly version: number;
  readonly proposedBy: string | null;
  readonly decidedBy: string | null;
  readonly decidedAction: string | null;
  readonly decidedAt: string | null;
};

const FROM: Record<Exclude<DecisionAction, 'resolve' | 'reopen'>, { states: readonly BreakState[]; to: BreakState }> = {
  propose: { states: ['open'], to: 'proposed' },
  approve: { states: ['proposed'], to: 'approved' },
  reject: { states: ['proposed'], to: 'open' },
  dispute: { states: ['open', 'proposed'], to: 'disputed' },
  withdraw: { states: ['proposed', 'disputed'], to: 'open' },
};

export type BreakAction = keyof typeof FROM;

/** One person under any spelling of the reference; entity refs are case-insensitive. */
export function samePerson(a: string, b: string): boolean {
  return a.toLocaleLowerCase('en-US') === b.toLocaleLowerCase('en-US');
}

/**
 * Whether `actor` may do `action` now. State first, then persons, then version: an approval of the own proposal is refused
 * as such even when it is stale too. The person who proposed may withdraw, never approve or reject.
 */
export function decideBreak(one: BreakSituation, action: BreakAction, actor: string, version: number): Verdict {
  const { states, to } = FROM[action];
  if (!states.includes(one.state)) {
    return refused(
      'STATE',
      `break ${one.id} is ${one.state}${lastDecision(one)}; ${action} needs it ${states.join(' or ')}`,
    );
  }
  const isOwn = one.proposedBy !== null && samePerson(one.proposedBy, actor);
  if ((action === 'approve' || action === 'reject') && isOwn) {
    return refused('SAME_ACTOR', `you proposed break ${one.id}; a second person decides, or withdraw your proposal`);
  }
  if (action === 'withdraw' && one.state === 'proposed' && !isOwn) {
    return refused(
      'STATE',
      `break ${one.id} was proposed by ${one.proposedBy}; only they withdraw it, others reject it`,
    );
  }
  if (one.version !== version) {
    return refused(
      'VERSION',
      `break ${one.id} is at version ${one.version} and you saw ${version}${lastDecision(
        one,
      )}; look again and decide on what it is now`,
    );
  }
  return { kind: 'allowed', toState: to };
}

/** Why `actor` may not approve now, as a short code and words for the button; null when they may. */
export function approvalBlockedReason(one: Pick<BreakSituation, 'state' | 'proposedBy'>, actor: string): string | null {
  if (one.state !== 'proposed') return `STATE: only a proposal can be approved, and this is ${one.state}`;
  if (one.proposedBy !== null && samePerson(one.proposedBy, actor)) {
    return 'SAME_ACTOR: you proposed it; a second person decides';
  }
  return null;
}

function lastDecision(one: BreakSituation): string {
  return one.decidedBy ? ` (${one.decidedAction} by ${one.decidedBy} at ${one.decidedAt})` : '';
}

function refused(code: RefusalCode, message: string): Verdict {
  return { kind: 'refused', code, message: `${code}: ${message}` };
}

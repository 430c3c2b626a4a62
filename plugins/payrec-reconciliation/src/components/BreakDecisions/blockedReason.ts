import { BreakJson } from '@internal/plugin-payrec-reconciliation-common';

export type BreakAction = 'assign' | 'recheck' | 'dispute' | 'propose' | 'approve' | 'reject' | 'withdraw' | 'comment';

/** What the signed-in person may do, and who they are; `me` is undefined while the identity is read. */
export type Actor = { me: string | undefined; mayUpdate: boolean; mayApprove: boolean };

/** Why an action is not possible: a message of the module, or the server's own words. */
export type BlockedReason =
  | {
      kind: 'message';
      key:
        | 'noUpdate'
        | 'noApprove'
        | 'notOpen'
        | 'notProposed'
        | 'ended'
        | 'ownProposal'
        | 'notOwn'
        | 'alreadyDisputed'
        | 'onlyOpenDispute'
        | 'nothingToTakeBack';
    }
  | { kind: 'text'; text: string };

const say = (key: Extract<BlockedReason, { kind: 'message' }>['key']): BlockedReason => ({ kind: 'message', key });

/** Null when the person may do it now. Only for the buttons: the backend decides again. */
export function blockedReason(action: BreakAction, reconBreak: BreakJson, actor: Actor): BlockedReason | null {
  const { state, proposedBy } = reconBreak;
  const own = proposedBy !== null && proposedBy === actor.me;
  if (action === 'approve' || action === 'reject') {
    if (!actor.mayApprove) return say('noApprove');
    if (state !== 'proposed') return say('notProposed');
    if (own) return say('ownProposal');
    if (reconBreak.approvalBlockedReason) return { kind: 'text', text: reconBreak.approvalBlockedReason };
    return null;
  }
  if (!actor.mayUpdate) return say('noUpdate');
  if (action === 'comment') return null;
  if (state === 'approved' || state === 'resolved') return say('ended');
  switch (action) {
    case 'propose':
      return state === 'open' ? null : say('notOpen');
    case 'dispute':
      if (state === 'disputed') return say('alreadyDisputed');
      return state === 'open' ? null : say('onlyOpenDispute');
    case 'withdraw':
      if (state === 'disputed') return null;
      if (state !== 'proposed') return say('nothingToTakeBack');
      return own ? null : say('notOwn');
    default:
      return null;
  }
}

/** For several: the ones that can be acted on, and the reason of the first when none can. */
export function eligibleOf(action: BreakAction, breaks: readonly BreakJson[], actor: Actor) {
  const judged = breaks.map(reconBreak => ({ reconBreak, reason: blockedReason(action, reconBreak, actor) }));
  const eligible = judged.filter(({ reason }) => reason === null).map(({ reconBreak }) => reconBreak);
  return { eligible, reason: eligible.length > 0 ? null : judged[0]?.reason ?? null };
}

/** The decision that is next for several: proposing while one is open, else approving. */
export function nextForMany(breaks: readonly BreakJson[], actor: Actor): 'propose' | 'approve' {
  const isPropose = (reconBreak: BreakJson) => nextAction(reconBreak, actor) !== 'approve';
  return breaks.some(isPropose) ? 'propose' : 'approve';
}

/** The decision that is next for a break: propose while open, approve while proposed, end the claim while disputed. */
export function nextAction(reconBreak: BreakJson, actor: Actor): 'propose' | 'approve' | 'withdraw' {
  if (reconBreak.state === 'disputed') return 'withdraw';
  if (reconBreak.state !== 'proposed') return 'propose';
  return reconBreak.proposedBy === actor.me && !actor.mayApprove ? 'withdraw' : 'approve';
}

import { BreakJson, BreakState } from '@internal/plugin-payrec-reconciliation-common';
import { fixtureBreaks } from '../../__testUtils__/fixtures/breaks';
import { Actor, BlockedReason, blockedReason, BreakAction, eligibleOf, nextAction } from './blockedReason';

const FINN = 'user:default/finn.operator';
const FAY = 'user:default/fay.approver';
const finn: Actor = { me: FINN, mayUpdate: true, mayApprove: false };
const fay: Actor = { me: FAY, mayUpdate: true, mayApprove: true };
const reader: Actor = { me: 'user:default/aldo.auditor', mayUpdate: false, mayApprove: false };

const inState = (state: BreakState, proposedBy: string | null = null): BreakJson => ({
  ...fixtureBreaks[0],
  state,
  proposedBy,
  approvalBlockedReason: null,
});
const because = (key: Extract<BlockedReason, { kind: 'message' }>['key']) => ({ kind: 'message', key });

test.each<[BreakAction, string, BreakJson, Actor, unknown]>([
  // action     case                        break                       actor   outcome
  ['propose', 'open', inState('open'), finn, null],
  ['propose', 'proposed already', inState('proposed', FINN), finn, because('notOpen')],
  ['propose', 'approved', inState('approved'), finn, because('ended')],
  ['propose', 'a reader', inState('open'), reader, because('noUpdate')],
  ['approve', 'proposed by another', inState('proposed', FINN), fay, null],
  ['approve', 'proposed by oneself', inState('proposed', FAY), fay, because('ownProposal')],
  ['approve', 'without the permission', inState('proposed', FAY), finn, because('noApprove')],
  ['approve', 'not proposed', inState('open'), fay, because('notProposed')],
  [
    'approve',
    'refused by the server',
    { ...inState('proposed', FINN), approvalBlockedReason: 'Above your limit' },
    fay,
    { kind: 'text', text: 'Above your limit' },
  ],
  ['reject', 'proposed by another', inState('proposed', FINN), fay, null],
  ['withdraw', 'own proposal', inState('proposed', FINN), finn, null],
  ['withdraw', 'proposal of another', inState('proposed', FAY), finn, because('notOwn')],
  ['withdraw', 'a dispute', inState('disputed'), finn, null],
  ['withdraw', 'nothing to take back', inState('open'), finn, because('nothingToTakeBack')],
  ['dispute', 'open', inState('open'), finn, null],
  ['dispute', 'disputed', inState('disputed'), finn, because('alreadyDisputed')],
  ['recheck', 'resolved', inState('resolved'), finn, because('ended')],
  ['comment', 'resolved', inState('resolved'), finn, null],
])('%s: %s', (action, _, reconBreak, actor, outcome) => {
  expect(blockedReason(action, reconBreak, actor)).toEqual(outcome);
});

test('of several, the eligible ones are acted on; the reason counts only when none is', () => {
  const open = inState('open');
  const approved = inState('approved');
  expect(eligibleOf('propose', [approved, open], finn)).toEqual({ eligible: [open], reason: null });
  expect(eligibleOf('propose', [approved], finn)).toEqual({ eligible: [], reason: because('ended') });
});

test.each<[BreakState, string | null, Actor, string]>([
  ['open', null, finn, 'propose'],
  ['proposed', FINN, fay, 'approve'],
  ['proposed', FINN, finn, 'withdraw'],
  ['disputed', null, finn, 'withdraw'],
])('next for %s proposed by %s', (state, proposedBy, actor, action) => {
  expect(nextAction(inState(state, proposedBy), actor)).toBe(action);
});

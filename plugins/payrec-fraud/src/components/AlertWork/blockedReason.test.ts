import { AlertJson } from '@internal/plugin-payrec-fraud-common';
import { alertOf, FRANK, NOW } from '../../__testUtils__/fixtures';
import { blockedReason, WorkAction } from './blockedReason';

const FLORA = 'user:default/flora.supervisor';
const frank = { me: FRANK, mayTriage: true, maySupervise: false };
const flora = { me: FLORA, mayTriage: true, maySupervise: true };
const reader = { me: 'user:default/aldo.auditor', mayTriage: false, maySupervise: false };
const later = '2026-11-24T08:10:00.000Z';
const before = '2026-11-24T07:59:00.000Z';

const free = alertOf({ state: 'NEW' });
const mine = alertOf({ state: 'IN_REVIEW', claimedBy: FRANK, leaseUntil: later });
const theirs = alertOf({ state: 'IN_REVIEW', claimedBy: FLORA, leaseUntil: later });
const ranOut = alertOf({ state: 'IN_REVIEW', claimedBy: FLORA, leaseUntil: before });

test.each<[WorkAction, string, AlertJson, typeof frank, boolean, unknown]>([
  ['claim', 'a free one', free, frank, false, null],
  ['claim', 'one whose lease ran out', ranOut, frank, false, null],
  ['claim', 'of another', theirs, frank, false, { key: 'otherClaim', holder: FLORA, until: later }],
  ['claim', 'a reader', free, reader, false, { key: 'noTriage' }],
  ['claim', 'offline', free, frank, true, { key: 'offline' }],
  ['claim', 'escalated, analyst', alertOf({ state: 'ESCALATED' }), frank, false, { key: 'escalated' }],
  ['claim', 'escalated, supervisor', alertOf({ state: 'ESCALATED' }), flora, false, null],
  ['confirm_fraud', 'not claimed', free, frank, false, { key: 'claimFirst' }],
  ['confirm_fraud', 'my own', mine, frank, false, null],
  [
    'false_positive',
    'decided already',
    alertOf({ state: 'APPROVAL', claimedBy: FRANK }),
    frank,
    false,
    { key: 'waits' },
  ],
  ['snooze', 'closed', alertOf({ state: 'CLOSED' }), frank, false, { key: 'closed' }],
  ['release', 'not held', free, frank, false, { key: 'notYours' }],
  ['note', 'of another', theirs, frank, false, null],
  ['note', 'closed', alertOf({ state: 'CLOSED' }), frank, false, null],
  ['reassign', 'of another, analyst', theirs, frank, false, { key: 'noSupervise' }],
  ['reassign', 'of another, supervisor', mine, flora, false, null],
  ['reassign', 'free, supervisor', free, flora, false, null],
  ['reassign', 'decided already', alertOf({ state: 'APPROVAL' }), flora, false, { key: 'waits' }],
  ['reassign', 'closed', alertOf({ state: 'CLOSED' }), flora, false, { key: 'closed' }],
  ['reopen', 'closed, analyst', alertOf({ state: 'CLOSED' }), frank, false, { key: 'noSupervise' }],
  ['reopen', 'closed, supervisor', alertOf({ state: 'CLOSED' }), flora, false, null],
])('%s: %s', (action, _, alert, actor, offline, expected) => {
  expect(blockedReason(action, alert, actor, { nowMs: Date.parse(NOW), offline })).toEqual(expected);
});

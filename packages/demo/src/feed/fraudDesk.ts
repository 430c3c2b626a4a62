import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EndpointResponse, Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import type { AlertDetailJson, AlertJson, fraudContract } from '@internal/plugin-payrec-fraud-common';
import { PortalClient, PortalError } from '../start/portalClient';
import { DESK_WORDS } from './deskWords';
import { fraudChance } from './fraudEvents';
import { between, pick, seededRandom } from './random';

type Endpoints = typeof fraudContract.endpoints;
type Alerts = EndpointResponse<Endpoints['listAlerts']>;
type Approvals = EndpointResponse<Endpoints['listApprovals']>;

/** The portal as one person. */
export type Portal = Pick<PortalClient, 'call'>;

/** How somebody works. Shares are of their turns, 0 to 1; what is left of an alert they settle is decided. */
export type Habits = {
  /** Where they look for work, in this order: query text of `listAlerts`, and how many of these they leave to others. */
  readonly looksFor: ReadonlyArray<{ readonly query: string; readonly leaves: number }>;
  /** Alerts in hand at a time. */
  readonly hands: number;
  readonly pauseMs: { readonly min: number; readonly max: number };
  readonly notes: number;
  readonly escalates: number;
  readonly snoozes: number;
  readonly releases: number;
  /** Reads and signs what another person decided. */
  readonly signs: number;
  /** Who decides alerts that need two signatures, so that this person can give the second one. */
  readonly handsOverTo?: string;
};

export type Colleague = { readonly portal: Portal; readonly habits: Habits };

const PLUGIN = 'payrec-fraud';
const FREE = 'state=NEW&assignee=none';
/** Payments above the line of four eyes, in the currencies most of them are in. */
const LARGE = `${FREE}&amount=EUR:50001:&amount=USD:50001:&amount=GBP:50001:`;
/** What is always there for visitors: alerts nobody has, and decisions that wait for a second person. */
export const LEFT_FOR_VISITORS = { free: 40, large: 6, escalated: 3, approvals: 3 };
/** Of a list somebody takes one of the first rows; if it were always the first, nothing urgent would be left. */
const ROWS_IN_REACH = 30;
const MINUTE_MS = 60_000;

/** Large payments first, then what is due; asks around, puts away, writes everything down. */
export const INES: Habits = {
  looksFor: [
    { query: `${LARGE}&sort=due`, leaves: LEFT_FOR_VISITORS.large },
    { query: `${FREE}&sort=due`, leaves: 0 },
  ],
  hands: 3,
  pauseMs: { min: 6_000, max: 22_000 },
  notes: 0.5,
  escalates: 0.12,
  snoozes: 0.12,
  releases: 0.05,
  signs: 0,
};

/** What was escalated first, then the highest scores; quick, and signs for the others. */
export const SVEN: Habits = {
  looksFor: [
    { query: 'state=ESCALATED&assignee=none&sort=due', leaves: LEFT_FOR_VISITORS.escalated },
    { query: `${FREE}&sort=score`, leaves: 0 },
  ],
  hands: 2,
  pauseMs: { min: 5_000, max: 25_000 },
  notes: 0.15,
  escalates: 0,
  snoozes: 0.04,
  releases: 0.08,
  signs: 0.2,
  handsOverTo: 'user:default/ines.analyst',
};

/** Colleagues who work on the queue while the demo runs, through the same doors as a visitor. */
export async function runFraudDesk(
  colleagues: readonly Colleague[],
  signal: AbortSignal,
  onProblem: (error: Error) => void,
): Promise<void> {
  await Promise.all(
    colleagues.map(async (colleague, place) => {
      const random = seededRandom((Date.now() + place) % 999_983);
      const { min, max } = colleague.habits.pauseMs;
      while (!signal.aborted) {
        await sleep(between(random, min, max), undefined, { signal });
        try {
          await takeTurn(colleague, random);
        } catch (error) {
          // The portal restarts, or the session ran out: the next turn tries again.
          if (!signal.aborted) onProblem(error as Error);
        }
      }
    }),
  );
}

/**
 * One turn: signs for another person, takes an alert while there is room for one and enough is left for others, or settles
 * the one that has been in hand the longest. That somebody, a new score or the clock was faster ends a turn and is no error.
 * @throws Error of the portal for anything else.
 */
export async function takeTurn({ portal, habits }: Colleague, random: () => number): Promise<void> {
  try {
    if (random() < habits.signs && (await signOne(portal, random))) return;
    const held = (await list(portal, 'assignee=me&state=IN_REVIEW&state=ESCALATED')).items;
    if (held.length < habits.hands && (await takeOne(portal, habits, random))) return;
    const [longest] = [...held].sort((a, b) => ((a.leaseUntil ?? '') < (b.leaseUntil ?? '') ? -1 : 1));
    if (longest) await settle(portal, habits, longest, random);
  } catch (error) {
    if (!(error instanceof PortalError && error.status === 409)) throw error;
  }
}

/** False when there is no more than what is left to others. Nobody takes what somebody has, or is just looking at. */
async function takeOne(portal: Portal, habits: Habits, random: () => number): Promise<boolean> {
  if ((await list(portal, FREE)).totalCount <= LEFT_FOR_VISITORS.free) return false;
  for (const { query, leaves } of habits.looksFor) {
    const { items, totalCount } = await list(portal, query);
    const free = items.filter(alert => alert.claimedBy === null && !alert.viewers?.length);
    if (totalCount <= leaves || free.length === 0) continue;
    const { alertId, rowVersion } = pick(random, free);
    await write(portal, alertId, 'claim', { expectedRowVersion: rowVersion });
    if (random() < habits.notes) {
      await write(portal, alertId, 'notes', { text: pick(random, DESK_WORDS.note), idempotencyKey: randomUUID() });
    }
    return true;
  }
  return false;
}

async function settle(portal: Portal, habits: Habits, { alertId }: AlertJson, random: () => number): Promise<void> {
  const alert = await open(portal, alertId);
  const { kind, ...more } = chooseStep(alert, habits, random, Date.now());
  const expectedRowVersion = alert.rowVersion;
  // A supervisor hands on what anybody holds, so that this one is written without a fence.
  const held = kind === 'reassign' ? { expectedRowVersion } : { expectedRowVersion, fence: alert.fence };
  const words = kind !== 'release' && { reason: pick(random, DESK_WORDS[kind]) };
  const key = kind !== 'release' && kind !== 'reassign' && { idempotencyKey: randomUUID() };
  await write(portal, alertId, kind, { ...held, ...words, ...key, ...more });
}

export type Step =
  | { readonly kind: 'confirm-fraud' | 'false-positive' | 'escalate' | 'release' }
  | { readonly kind: 'snooze'; readonly until: Instant }
  | { readonly kind: 'reassign'; readonly assignee: string };

/** What somebody does with an alert in their hands: never snoozed beyond its deadline, never sent back where it came from. */
export function chooseStep(
  alert: Pick<AlertDetailJson, 'boost' | 'needsSecondPerson' | 'ruleHits' | 'score' | 'slaDueAt' | 'state'>,
  habits: Habits,
  random: () => number,
  nowMs: number,
): Step {
  if (habits.handsOverTo && alert.needsSecondPerson) return { kind: 'reassign', assignee: habits.handsOverTo };
  const chance = random();
  const untilMs = nowMs + between(random, 15, 60) * MINUTE_MS;
  const wasSent = alert.state === 'ESCALATED' || alert.boost === 'reassigned' || alert.boost === 'rejected';
  if (!wasSent) {
    const { releases, snoozes, escalates } = habits;
    if (chance < releases) return { kind: 'release' };
    if (chance < releases + snoozes && alert.slaDueAt !== null && untilMs < Date.parse(alert.slaDueAt)) {
      return { kind: 'snooze', until: instantFromEpochMs(untilMs) };
    }
    if (chance >= 1 - escalates) return { kind: 'escalate' };
  }
  return { kind: random() < fraudChance(alert.ruleHits[0]?.ruleId, alert.score) ? 'confirm-fraud' : 'false-positive' };
}

/** Reads and signs the oldest decision that waits for this person; false when no more wait than visitors should find. */
async function signOne(portal: Portal, random: () => number): Promise<boolean> {
  const { items } = await portal.call<Approvals>('GET', '/v1/approvals?limit=20', undefined, PLUGIN);
  const pending = items.filter(item => item.state === 'pending' && item.blockedReason === null);
  if (pending.length <= LEFT_FOR_VISITORS.approvals) return false;
  const [{ alertId, approvalId, pinnedRowVersion }] = pending;
  // Who signs has opened the alert in the version that is signed; the portal insists on it.
  await open(portal, alertId);
  const verdict = random() < 0.12 ? 'reject' : 'approve';
  const reason = pick(random, DESK_WORDS[verdict]);
  await portal.call(
    'POST',
    `/v1/approvals/${encodeURIComponent(approvalId)}/${verdict}`,
    { json: { pinnedRowVersion, reason, idempotencyKey: randomUUID() } },
    PLUGIN,
  );
  return true;
}

const list = (portal: Portal, query: string) =>
  portal.call<Alerts>('GET', `/v1/alerts?${query}&limit=${ROWS_IN_REACH}`, undefined, PLUGIN);

const open = (portal: Portal, alertId: string) =>
  portal.call<AlertDetailJson>('GET', `/v1/alerts/${encodeURIComponent(alertId)}`, undefined, PLUGIN);

const write = (portal: Portal, alertId: string, deed: string, json: Record<string, unknown>) =>
  portal.call('POST', `/v1/alerts/${encodeURIComponent(alertId)}/${deed}`, { json }, PLUGIN);

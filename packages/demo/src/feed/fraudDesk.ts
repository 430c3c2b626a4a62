import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EndpointResponse } from '@internal/plugin-payrec-common';
import type { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { PortalClient } from '../start/portalClient';
import { between, pick, seededRandom } from './random';

type Endpoints = typeof fraudContract.endpoints;
type ClaimNext = EndpointResponse<Endpoints['claimNext']>;
type Approvals = EndpointResponse<Endpoints['listApprovals']>;

const PLUGIN = 'payrec-fraud';
/** Decisions that wait for a second person and are left waiting. */
const LEFT_FOR_VISITORS = 3;
const PAUSE_MS = { min: 15_000, max: 60_000 };

/**
 * Colleagues who work on the queue while the demo runs, through the same doors as a visitor: the analyst takes the next
 * alert and decides, the supervisor signs what waits for a second person.
 */
export async function runFraudDesk(
  analyst: PortalClient,
  supervisor: PortalClient,
  signal: AbortSignal,
  onProblem: (error: Error) => void,
): Promise<void> {
  const random = seededRandom(Date.now() % 999_983);
  while (!signal.aborted) {
    await sleep(between(random, PAUSE_MS.min, PAUSE_MS.max), undefined, { signal });
    try {
      await decideOne(analyst, random);
      if (random() < 0.3) await signOne(supervisor);
    } catch (error) {
      // A colleague was faster, or the portal restarts: the next round tries again.
      if (!signal.aborted) onProblem(error as Error);
    }
  }
}

/** Takes the next alert and decides on it; nothing when none waits. */
export async function decideOne(analyst: PortalClient, random: () => number): Promise<void> {
  const { claim } = await analyst.call<ClaimNext>('POST', '/v1/claims/next', { json: {} }, PLUGIN);
  if (!claim) return;
  const [action, reason] = pick(random, [
    ['confirm-fraud', 'Customer did not know the payment; card blocked'],
    ['false-positive', 'Customer confirmed the payment by phone'],
    ['false-positive', 'Known device, delivery address of earlier orders'],
    ['escalate', 'Belongs to a series over several merchants'],
  ] as const);
  const { alert, fence } = claim;
  await analyst.call(
    'POST',
    `/v1/alerts/${encodeURIComponent(alert.alertId)}/${action}`,
    { json: { expectedRowVersion: alert.rowVersion, fence, reason, idempotencyKey: randomUUID() } },
    PLUGIN,
  );
}

/** Signs the oldest decision that waits for this person; the last ones stay for the visitor to sign. */
export async function signOne(supervisor: PortalClient): Promise<void> {
  const { items } = await supervisor.call<Approvals>('GET', '/v1/approvals?limit=20', undefined, PLUGIN);
  const pending = items.filter(item => item.state === 'pending' && item.blockedReason === null);
  if (pending.length <= LEFT_FOR_VISITORS) return;
  const [waiting] = pending;
  await supervisor.call(
    'POST',
    `/v1/approvals/${encodeURIComponent(waiting.approvalId)}/approve`,
    {
      json: {
        pinnedRowVersion: waiting.pinnedRowVersion,
        reason: 'Evidence read, decision is right',
        idempotencyKey: randomUUID(),
      },
    },
    PLUGIN,
  );
}

import { randomUUID } from 'node:crypto';
import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import type { EndpointResponse } from '@internal/plugin-payrec-common';
import type { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { PortalClient } from '../start/portalClient';
import { decideOne, signOne } from './fraudDesk';
import { seededRandom } from './random';

type Suppression = EndpointResponse<(typeof fraudContract)['endpoints']['createSuppression']>;

const PLUGIN = 'payrec-fraud';
const DECISIONS = 30;
const MINUTE_MS = 60_000;

/** What the supervisors agreed to hide: one counts, one waits for its second signature, one has run out a minute later. */
const SUPPRESSIONS = [
  { ruleId: 'R-007', reason: 'Forwarder of a known partner, checked with the merchant', minutes: 3 * 1440, sign: true },
  { ruleId: 'R-031', reason: 'Season of gifts: amounts above the usual are expected', minutes: 1440, sign: false },
  { ruleId: 'R-014', reason: 'Load test of the terminal team, ends by itself', minutes: 1, sign: true },
] as const;

/**
 * The first shift after the first start, through the same doors as a visitor: the analyst works off a part of the backlog,
 * the supervisor signs some of what needs two persons and leaves the rest, and suppressions are proposed and signed.
 * @throws Error of the portal when a step is refused.
 */
export async function runFirstShift(
  people: { analyst: PortalClient; supervisor: PortalClient; second: PortalClient },
  signal: AbortSignal,
): Promise<void> {
  const { analyst, supervisor, second } = people;
  for (const { ruleId, reason, minutes, sign } of SUPPRESSIONS) {
    signal.throwIfAborted();
    const expiresAt = instantFromEpochMs(Date.now() + minutes * MINUTE_MS);
    const proposed = await supervisor.call<Suppression>(
      'POST',
      '/v1/suppressions',
      { json: { ruleId, scoreCeiling: '0.70000', expiresAt, reason, idempotencyKey: randomUUID() } },
      PLUGIN,
    );
    if (!sign) continue;
    await second.call(
      'POST',
      `/v1/suppressions/${encodeURIComponent(proposed.suppressionId)}/approve`,
      { json: { reason: 'Checked with the merchant' } },
      PLUGIN,
    );
  }
  const random = seededRandom(DECISIONS);
  for (let done = 0; done < DECISIONS; done++) {
    signal.throwIfAborted();
    await decideOne(analyst, random);
    if (done % 4 === 3) await signOne(supervisor);
  }
}

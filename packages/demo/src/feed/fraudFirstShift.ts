import { randomUUID } from 'node:crypto';
import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import type { EndpointResponse } from '@internal/plugin-payrec-common';
import type { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { Colleague, takeTurn } from './fraudDesk';
import { seededRandom } from './random';

type Suppression = EndpointResponse<(typeof fraudContract)['endpoints']['createSuppression']>;

const PLUGIN = 'payrec-fraud';
/** Turns of each of them: some thirty alerts settled, and a few in hand at the end. */
const TURNS = 60;
const MINUTE_MS = 60_000;

/** What is hidden by agreement: one counts, one waits for its second signature, one has run out a minute later. */
const SUPPRESSIONS = [
  { ruleId: 'R-007', reason: 'Forwarder of a known partner, checked with the merchant', minutes: 3 * 1440, sign: true },
  { ruleId: 'R-031', reason: 'Season of gifts: amounts above the usual are expected', minutes: 1440, sign: false },
  { ruleId: 'R-014', reason: 'Load test of the terminal team, ends by itself', minutes: 1, sign: true },
] as const;

/**
 * The first shift after the first start, through the same doors as a visitor: analyst and supervisor work off a part of the
 * backlog by their habits and leave the rest, and the supervisor signs suppressions that the analyst proposed.
 * @throws Error of the portal when a step is refused.
 */
export async function runFirstShift(
  { analyst, supervisor }: { analyst: Colleague; supervisor: Colleague },
  signal: AbortSignal,
): Promise<void> {
  for (const { ruleId, reason, minutes, sign } of SUPPRESSIONS) {
    signal.throwIfAborted();
    const expiresAt = instantFromEpochMs(Date.now() + minutes * MINUTE_MS);
    const proposed = await analyst.portal.call<Suppression>(
      'POST',
      '/v1/suppressions',
      { json: { ruleId, scoreCeiling: '0.70000', expiresAt, reason, idempotencyKey: randomUUID() } },
      PLUGIN,
    );
    if (!sign) continue;
    await supervisor.portal.call(
      'POST',
      `/v1/suppressions/${encodeURIComponent(proposed.suppressionId)}/approve`,
      { json: { reason: 'Checked with the merchant' } },
      PLUGIN,
    );
  }
  const random = seededRandom(TURNS);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const colleague of [analyst, supervisor]) {
      signal.throwIfAborted();
      await takeTurn(colleague, random);
    }
  }
}

import { AuthService, DiscoveryService, LoggerService } from '@backstage/backend-plugin-api';
import { z } from 'zod';
import { BreakFinder } from './deps';

const answerSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      expected: z.object({ reference: z.string().nullable() }).nullable(),
    }),
  ),
});
const TIMEOUT_MS = 3_000;

/**
 * Asks the reconciliation's own interface on behalf of the person, so that its permission decides what they see. Null for
 * who may not see breaks, and when it does not answer in three seconds.
 */
export function findBreakOverHttp(deps: {
  readonly auth: AuthService;
  readonly discovery: DiscoveryService;
  readonly logger: LoggerService;
}): BreakFinder {
  return async ({ reference, reconUnit }, credentials, signal) => {
    // Breaks are found by their reference; a transaction without one is in a batch, which has no row of its own here.
    if (reference === null || reference.length < 2) return null;
    try {
      const { token } = await deps.auth.getPluginRequestToken({
        onBehalfOf: credentials,
        targetPluginId: 'payrec-reconciliation',
      });
      const base = await deps.discovery.getBaseUrl('payrec-reconciliation');
      const query = new URLSearchParams({ unit: reconUnit, q: reference, limit: '5' });
      const answer = await fetch(`${base}/v1/breaks?${query}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      if (!answer.ok) {
        await answer.body?.cancel();
        return null;
      }
      const { items } = answerSchema.parse(await answer.json());
      const found = items.find(one => one.state !== 'resolved' && one.expected?.reference === reference);
      return found ? { breakId: found.id, runId: null } : 'none';
    } catch (error) {
      deps.logger.debug(`Reconciliation was not asked: ${error}`);
      return null;
    }
  };
}

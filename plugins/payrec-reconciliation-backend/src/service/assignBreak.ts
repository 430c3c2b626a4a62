import { Instant } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { Break, BreakStore } from '../database/BreakStore';
import { BreakRefused } from './BreakRefused';
import { lockBreak } from './lockBreak';

/**
 * Gives a break to a person, or to nobody with null. Any state may be assigned, but only as the version the person saw.
 * @throws BreakRefused when the break is at another version or there is none.
 */
export async function assignBreak(
  trx: Knex.Transaction,
  deps: { readonly breaks: BreakStore; readonly now: () => Instant },
  id: string,
  request: { actor: string; version: number; assignee: string | null },
): Promise<Break> {
  const before = await lockBreak(deps.breaks, trx, id);
  if (before.version !== request.version) {
    throw new BreakRefused(
      'VERSION',
      `VERSION: break ${id} is at version ${before.version} and you saw ${request.version}; it is assigned to ${
        before.assignee ?? 'nobody'
      }`,
    );
  }
  return deps.breaks.change(
    trx,
    before,
    { assignee: request.assignee },
    {
      actor: request.actor,
      action: request.assignee ? 'assign' : 'unassign',
      reason: request.assignee,
      at: deps.now(),
      decisionSeq: null,
    },
  );
}

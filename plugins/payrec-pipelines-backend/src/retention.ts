import { instantFromEpochMs, instantToEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { Clock } from './clock';
import { inLockedTransaction } from './database';

/**
 * Deletes raw events whose time to be kept is over. The runs they were folded into stay and are frozen, since what is gone
 * cannot be folded again; the events of a run go together, once the last of them is old enough.
 */
export async function deleteOldEvents(
  db: Knex,
  clock: Clock,
  keptMs: number,
): Promise<{ events: number; runs: number }> {
  const before = instantFromEpochMs(instantToEpochMs(clock.now()) - keptMs);
  return inLockedTransaction(db, 'registry', async trx => {
    const runs = await trx('lineage_run')
      .where('last_received_at', '<', before)
      .where({ frozen: false })
      .update({ frozen: true });
    const { rowCount } = await trx.raw(
      `DELETE FROM ol_event e WHERE e.projected AND e.received_at < ? AND (e.run_id IS NULL OR EXISTS
         (SELECT 1 FROM lineage_run r WHERE r.run_id = e.run_id AND r.frozen))`,
      [before],
    );
    await trx.raw('DELETE FROM ol_rejected WHERE day < CAST(? AS date)', [before.slice(0, 10)]);
    return { events: rowCount, runs };
  });
}

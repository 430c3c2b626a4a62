import { Instant } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';

/** What of our tables is old enough to go. Decisions, events and figures of runs are evidence and stay. */
export class RetentionStore {
  constructor(private readonly db: Knex) {}

  /**
   * Those of the match runs that nobody reads any more: their run ended before `before`, no pointer names them, and no break
   * that is still worked on. One of a run we do not know belongs to somebody else.
   */
  async matchRunsNotNeeded(present: readonly string[], before: Instant): Promise<string[]> {
    const { rows } = await this.db.raw(
      `SELECT present.id FROM unnest(?::text[]) AS present(id)
       JOIN recon_runs r ON r.id = regexp_replace(present.id, '-[0-9]+$', '')
       WHERE r.state NOT IN ('queued', 'running') AND COALESCE(r.finished_at, r.created_at) < ?
         AND NOT EXISTS (SELECT 1 FROM recon_pointers p WHERE p.match_run_id = present.id)
         AND NOT EXISTS (SELECT 1 FROM breaks b WHERE b.match_run_id = present.id AND b.state <> 'resolved')
       ORDER BY present.id`,
      [[...present], before],
    );
    return rows.map((row: { id: string }) => row.id);
  }

  /** Forgets answers kept for retries. A request repeated after that is a new one, which versions of breaks still refuse. */
  async removeIdempotencyKeys(before: Instant): Promise<number> {
    return this.db('idempotency_keys').where('created_at', '<', before).delete();
  }
}

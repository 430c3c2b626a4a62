import { AlertSight } from '../../access/AlertAccess';
import { Viewer, presentSince, readViewers } from '../../queue/viewers';
import { WorkDeps } from '../deps';
import { AlertDesk } from './AlertDesk';

/** Who looks at which alert. No lock and no event: it is a courtesy, not a claim. */
export class PresenceService {
  constructor(private readonly deps: Pick<WorkDeps, 'db' | 'now'>, private readonly desk: AlertDesk) {}

  /** Says that one looks, or looks no more, and answers who else does. @throws NotFoundError; ConflictOfInterestError. */
  async report(alertId: string, request: { sight: AlertSight; leaving: boolean }): Promise<{ viewers: Viewer[] }> {
    const { sight, leaving } = request;
    const { db, now } = this.deps;
    await this.desk.open(alertId, sight);
    if (leaving) {
      await db('alert_presence').where({ alert_id: alertId, actor: sight.actor }).delete();
    } else {
      const at = now();
      // Somebody who was away begins anew.
      await db.raw(
        `INSERT INTO alert_presence (alert_id, actor, since, seen_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (alert_id, actor) DO UPDATE SET seen_at = excluded.seen_at,
           since = CASE WHEN alert_presence.seen_at < ? THEN excluded.since ELSE alert_presence.since END`,
        [alertId, sight.actor, at, at, presentSince(Date.parse(at))],
      );
    }
    return { viewers: await this.viewers(alertId, sight) };
  }

  /** Others who look at the alert now, longest first. */
  async viewers(alertId: string, sight: AlertSight): Promise<Viewer[]> {
    return (await this.viewersOf([alertId], sight)).get(alertId) ?? [];
  }

  /** For the rows on a screen: those with viewers, and with whom. */
  viewersOf(alertIds: readonly string[], sight: AlertSight): Promise<Map<string, Viewer[]>> {
    return readViewers(this.deps.db, { alertIds, sight, nowMs: Date.parse(this.deps.now()) });
  }
}

import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { AlertSight } from '../access/AlertAccess';

export type Viewer = { readonly actor: string; readonly since: Instant };

/** A person is still "viewing" this long after their last word. */
const PRESENCE_SECONDS = 45;

/** Before this instant a last word is too long ago. */
export function presentSince(nowMs: number): Instant {
  return instantFromEpochMs(nowMs - PRESENCE_SECONDS * 1000);
}

// Who looks just now is a few dozen rows, each joined to its alert; the ids asked for are only compared.
const VIEWERS_SQL = `
  SELECT p.alert_id, p.actor, p.since
  FROM alert_presence p JOIN alerts a USING (alert_id)
  WHERE p.seen_at >= CAST(:since AS timestamptz) AND p.actor <> :actor AND p.alert_id = ANY(CAST(:alertIds AS text[]))
    AND (CAST(:merchants AS text[]) IS NULL OR a.merchant_id = ANY(CAST(:merchants AS text[])))
    AND (a.user_id IS NULL OR a.user_id <> ALL(CAST(:ownUserIds AS text[])))
  ORDER BY p.since, p.actor, p.alert_id`;

/** Others at each of the alerts, longest first, in one query. Alerts out of sight and alerts without viewers have no entry. */
export async function readViewers(
  db: Knex,
  ask: { readonly alertIds: readonly string[]; readonly sight: AlertSight; readonly nowMs: number },
): Promise<Map<string, Viewer[]>> {
  const { alertIds, sight, nowMs } = ask;
  const found = new Map<string, Viewer[]>();
  if (alertIds.length === 0) return found;
  const { rows } = await db.raw<{ rows: Array<{ alert_id: string; actor: string; since: Date }> }>(VIEWERS_SQL, {
    alertIds: [...alertIds],
    actor: sight.actor,
    since: presentSince(nowMs),
    merchants: sight.merchants === 'all' ? null : [...sight.merchants],
    ownUserIds: [...sight.ownUserIds],
  });
  for (const row of rows) {
    const viewer = { actor: row.actor, since: instantFromEpochMs(row.since.getTime()) };
    found.set(row.alert_id, [...(found.get(row.alert_id) ?? []), viewer]);
  }
  return found;
}

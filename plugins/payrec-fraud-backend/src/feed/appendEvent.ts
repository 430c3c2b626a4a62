import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { prepared } from '../database/prepared';
import { AlertRow } from '../store/alertRow';

/** One change of an alert, as feed and timeline tell it. */
export type AlertChange = {
  /** Row before the change, read under its lock in this transaction; null when the change made it. */
  readonly before: AlertRow | null;
  /** Row as this transaction leaves it. */
  readonly after: AlertRow;
  /** `created`, `score`, `hit`, `claim`, `release`, `note`, `close`, … : shown in the timeline. */
  readonly kind: string;
  /** Entity ref of the person; null for the pipeline and the clock. */
  readonly actor: string | null;
  /** What happened, for the timeline. No personal values: it is shown at every mask level. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Makes the change happen once; random without it. A second one with the same id fails the transaction. */
  readonly eventId?: string;
};

/**
 * The one way a change gets into the feed: inside the transaction that makes it, so that feed and table never disagree.
 * The sequencer numbers the rows after the commit; wake it with `wake()` of the feed once the transaction is through.
 */
export async function appendEvents(trx: Knex.Transaction, changes: readonly AlertChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(change => ({
    event_id: change.eventId ?? `chg-${randomUUID()}`,
    alert_id: change.after.alert_id,
    row_version: change.after.row_version,
    kind: change.kind,
    actor: change.actor,
    before: change.before,
    after: change.after,
    detail: change.detail ?? {},
  }));
  await prepared(
    trx,
    'append_events',
    `INSERT INTO alert_events (event_id, alert_id, row_version, kind, actor, before, after, detail)
     SELECT event_id, alert_id, row_version, kind, actor, before, after, detail
     FROM jsonb_to_recordset(?::jsonb) AS e(event_id text, alert_id text, row_version bigint, kind text, actor text,
       before jsonb, after jsonb, detail jsonb)`,
    [JSON.stringify(rows)],
  );
}

export const appendEvent = (trx: Knex.Transaction, change: AlertChange) => appendEvents(trx, [change]);

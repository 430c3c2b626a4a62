import { AlertDbRow, AlertRow, toAlertRow } from '../../store/alertRow';
import { AlertPatch } from '../../store/AlertStore';
import { WorkDeps } from '../deps';
import { freed } from './ClaimService';
import { ApprovalService, toApproval } from './ApprovalService';

const BATCH = 200;

/**
 * What the clock alone does: leases end, snoozes are over, deadlines pass, approvals lose their version. Every replica runs
 * it; rows another one has locked are passed over, and each thing happens once.
 */
export class WorkClock {
  constructor(private readonly deps: WorkDeps, private readonly approvals: ApprovalService) {}

  /** One round. True when there may be more. */
  async step(): Promise<boolean> {
    const counts = [
      await this.sweep(
        `claimed_by IS NOT NULL AND lease_until <= ?`,
        row => ({ ...freed(row) }),
        row => ({ kind: 'lease_expired', detail: { holder: row.claimed_by } }),
      ),
      await this.sweep(
        `state = 'SNOOZED' AND snoozed_until <= ?`,
        () => ({ state: 'NEW', snoozed_until: null, boost: 'unsnoozed' }),
        () => ({ kind: 'unsnooze' }),
      ),
      await this.breaches(),
      await this.voidApprovals(),
    ];
    if (counts.some(count => count > 0)) this.deps.wake();
    return counts.some(count => count === BATCH);
  }

  private sweep(
    condition: string,
    patch: (row: AlertRow) => AlertPatch,
    event: (row: AlertRow) => { kind: string; detail?: Record<string, unknown> },
  ): Promise<number> {
    const { alerts, now } = this.deps;
    return alerts.transaction(async trx => {
      const { rows } = await trx.raw<{ rows: AlertDbRow[] }>(
        `SELECT * FROM alerts WHERE ${condition} ORDER BY alert_id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
        [now()],
      );
      const changes = rows.map(toAlertRow).map(before => ({
        ...event(before),
        before,
        after: alerts.patched(before, patch(before)),
        actor: null,
      }));
      await alerts.put(trx, changes);
      return changes.length;
    });
  }

  /** Says once per alert and deadline that it passed; the row stays as it is, so no claim gets stale by it. */
  private breaches(): Promise<number> {
    const { alerts, now } = this.deps;
    return alerts.transaction(async trx => {
      const at = now();
      const { rows } = await trx.raw<{ rows: AlertDbRow[] }>(
        `SELECT a.* FROM alerts a
         WHERE a.state <> 'CLOSED' AND a.sla_due_at < ?
           AND NOT EXISTS (SELECT 1 FROM alert_sla_breaches b WHERE b.alert_id = a.alert_id AND b.due_at = a.sla_due_at)
         ORDER BY a.sla_due_at, a.alert_id LIMIT ${BATCH} FOR UPDATE OF a SKIP LOCKED`,
        [at],
      );
      const found = rows.map(toAlertRow);
      if (found.length === 0) return 0;
      await trx('alert_sla_breaches').insert(
        found.map(row => ({ alert_id: row.alert_id, due_at: row.sla_due_at, found_at: at })),
      );
      await alerts.put(
        trx,
        found.map(row => ({
          before: row,
          after: row,
          kind: 'sla_breached',
          actor: null,
          detail: { dueAt: row.sla_due_at, holder: row.claimed_by },
        })),
      );
      return found.length;
    });
  }

  private async voidApprovals(): Promise<number> {
    const { alerts, db } = this.deps;
    const { rows } = await db.raw(
      `SELECT p.alert_id FROM alert_approvals p JOIN alerts a USING (alert_id)
       WHERE p.state = 'pending' AND (a.row_version <> p.pinned_row_version OR a.state <> 'APPROVAL')
       ORDER BY p.alert_id LIMIT ${BATCH}`,
    );
    const ids: string[] = rows.map((row: { alert_id: string }) => row.alert_id);
    if (ids.length === 0) return 0;
    return alerts.transaction(async trx => {
      let count = 0;
      for (const row of await alerts.lock(trx, ids)) {
        // Under the lock, somebody may have signed or voided it meanwhile.
        const pending = await trx('alert_approvals').where({ alert_id: row.alert_id, state: 'pending' }).first();
        const approval = pending && toApproval(pending);
        if (!approval || (row.row_version === approval.pinnedRowVersion && row.state === 'APPROVAL')) continue;
        await this.approvals.void(trx, row, approval);
        count += 1;
      }
      return count;
    });
  }
}

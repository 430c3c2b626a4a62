import { InputError, NotFoundError } from '@backstage/errors';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { AlertJson } from '@internal/plugin-payrec-fraud-common';
import { AlertSight } from '../../access/AlertAccess';
import { ALERT_WHERE, filterBindings } from '../../queue/alertFilterSql';
import { alertToJson } from '../../queue/alertToJson';
import { AlertDbRow, AlertRow, toAlertRow } from '../../store/alertRow';
import { assertClaimable, assertHeld, assertVersion } from '../decide/decideAlert';
import { WorkDeps } from '../deps';
import { AssigneeService } from '../assignees/AssigneeService';
import { parseFilterText } from '../filterText';
import { WorkConflict } from '../workErrors';
import { AlertDesk } from './AlertDesk';

type Claim = { alert: AlertJson; claimedBy: string; fence: number; leaseUntil: Instant; leaseSeconds: number };

/**
 * Claims: compare-and-set under the row's lock, with a lease that ends by itself and a fence that makes a write of an older
 * claim fail. At most one (holder, fence) is valid at any time.
 */
export class ClaimService {
  constructor(
    private readonly deps: WorkDeps,
    private readonly desk: AlertDesk,
    private readonly assignees: AssigneeService,
  ) {}

  /** @throws WorkConflict `already_claimed` with the holder, `version_changed`, `state`. */
  claim(
    alertId: string,
    request: { sight: AlertSight; expectedRowVersion: number; isSupervisor: boolean },
  ): Promise<Claim> {
    const { sight } = request;
    return this.desk.deed({ alertId, sight, action: 'alert.claim' }, async (trx, row) => {
      const now = this.deps.now();
      assertClaimable(row, { ...request, actor: sight.actor, now });
      const after = await this.deps.alerts.change(trx, row, this.claimed(row, sight.actor, now), {
        kind: 'claim',
        actor: sight.actor,
      });
      return { answer: this.toClaim(after, sight), version: after.row_version };
    });
  }

  /**
   * Claims the top of the queue under a filter: nearest deadline first, as the queue shows it. Rows another request is just
   * taking are passed over, so analysts neither wait for each other nor get the same one. Undefined when nothing is free.
   */
  async claimNext(request: { sight: AlertSight; query: string; isSupervisor: boolean }): Promise<Claim | undefined> {
    const { sight, isSupervisor } = request;
    const filter = parseFilterText(request.query);
    const answer = await this.deps.alerts.transaction(async trx => {
      const now = this.deps.now();
      const { rows } = await trx.raw<{ rows: AlertDbRow[] }>(
        `SELECT a.* FROM alerts a
         WHERE ${ALERT_WHERE}
           AND (a.state = 'NEW' OR (a.state = 'IN_REVIEW' AND a.lease_until <= CAST(:now AS timestamptz))
             OR (a.state = 'SNOOZED' AND a.snoozed_until <= CAST(:now AS timestamptz))
             OR (CAST(:isSupervisor AS boolean) AND a.state = 'ESCALATED'
               AND (a.claimed_by IS NULL OR a.lease_until <= CAST(:now AS timestamptz))))
         ORDER BY a.sla_due_at NULLS LAST, a.score DESC, a.received_at, a.alert_id
         LIMIT 1 FOR UPDATE SKIP LOCKED`,
        { ...filterBindings(filter, sight, Date.parse(now)), isSupervisor },
      );
      if (rows.length === 0) return undefined;
      const row = toAlertRow(rows[0]);
      const after = await this.deps.alerts.change(trx, row, this.claimed(row, sight.actor, now), {
        kind: 'claim',
        actor: sight.actor,
        detail: { by: 'serve_next' },
      });
      await this.desk.log.append(trx, [
        {
          at: now,
          actor: sight.actor,
          action: 'alert.claim',
          object: `alert:${row.alert_id}`,
          objectVersion: after.row_version,
          outcome: 'success',
          detail: { by: 'serve_next' },
        },
      ]);
      return this.toClaim(after, sight);
    });
    if (answer) this.deps.wake();
    return answer;
  }

  /** Prolongs the lease; the fence stays. */
  renew(alertId: string, request: { sight: AlertSight; fence: number }): Promise<Claim> {
    const { sight, fence } = request;
    return this.desk.deed({ alertId, sight, action: 'alert.renew' }, async (trx, row) => {
      const now = this.deps.now();
      assertHeld(row, { actor: sight.actor, fence, now });
      const after = await this.deps.alerts.change(
        trx,
        row,
        { lease_until: this.leaseFrom(now) },
        { kind: 'renew', actor: sight.actor },
      );
      return { answer: this.toClaim(after, sight), version: after.row_version, entry: { severity: 'low' } };
    });
  }

  release(
    alertId: string,
    request: { sight: AlertSight; fence: number; expectedRowVersion: number },
  ): Promise<AlertJson> {
    const { sight } = request;
    return this.desk.deed({ alertId, sight, action: 'alert.release' }, async (trx, row) => {
      assertHeld(row, { ...request, actor: sight.actor, now: this.deps.now() });
      const after = await this.deps.alerts.change(trx, row, freed(row), { kind: 'release', actor: sight.actor });
      return { answer: alertToJson(after, sight.maskLevel), version: after.row_version };
    });
  }

  /** A supervisor hands it to somebody who works on alerts, whoever holds it: the old fence is void at once. */
  async reassign(
    alertId: string,
    request: { sight: AlertSight; expectedRowVersion: number; assignee: string; reason: string },
  ): Promise<Claim> {
    const { sight, reason } = request;
    // Asked before the row is locked: the catalog may take its time. Out of sight comes first, as everywhere.
    await this.desk.open(alertId, sight);
    const { ref: assignee } = await this.assignees.require(request.assignee);
    return this.desk.deed({ alertId, sight, action: 'alert.reassign', reason }, async (trx, row) => {
      if (row.state === 'CLOSED' || row.state === 'APPROVAL') {
        throw new WorkConflict('state', `Alert ${alertId} is ${row.state}; only open work can be reassigned`);
      }
      assertVersion(row, request.expectedRowVersion);
      const own = this.deps.employeeCustomers.get(assignee);
      if (row.user_id !== null && own?.has(row.user_id)) {
        throw new InputError(`Alert ${alertId} is about an account of ${assignee}; choose somebody else`);
      }
      const after = await this.deps.alerts.change(
        trx,
        row,
        { ...this.claimed(row, assignee, this.deps.now()), state: 'IN_REVIEW', boost: 'reassigned' },
        { kind: 'reassign', actor: sight.actor, detail: { from: row.claimed_by, to: assignee, reason } },
      );
      return {
        answer: this.toClaim(after, sight),
        version: after.row_version,
        entry: { detail: { from: row.claimed_by, to: assignee } },
      };
    });
  }

  /** What a claim by `holder` sets; an escalated alert stays one, for the supervisors' list. */
  claimed(row: AlertRow, holder: string, now: Instant) {
    return {
      state: row.state === 'ESCALATED' ? row.state : ('IN_REVIEW' as const),
      claimed_by: holder,
      lease_until: this.leaseFrom(now),
      fence: row.fence + 1,
      snoozed_until: null,
    };
  }

  private leaseFrom(now: Instant): Instant {
    return instantFromEpochMs(Date.parse(now) + this.deps.config.leaseSeconds * 1000);
  }

  private toClaim(row: AlertRow, sight: AlertSight): Claim {
    if (row.claimed_by === null || row.lease_until === null) throw new NotFoundError('A claim without holder or lease');
    return {
      alert: alertToJson(row, sight.maskLevel),
      claimedBy: row.claimed_by,
      fence: row.fence,
      leaseUntil: row.lease_until,
      leaseSeconds: this.deps.config.leaseSeconds,
    };
  }
}

/** What a row is without its claim. */
export function freed(row: AlertRow) {
  return {
    state: row.state === 'IN_REVIEW' ? ('NEW' as const) : row.state,
    claimed_by: null,
    lease_until: null,
  };
}

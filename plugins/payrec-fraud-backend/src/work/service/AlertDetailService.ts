import { addDays, instantFromEpochMs, moneyFromMinor, moneyToJson, parseIsoDate } from '@internal/plugin-payrec-common';
import { AlertDetailJson } from '@internal/plugin-payrec-fraud-common';
import { AlertSight } from '../../access/AlertAccess';
import { alertToJson } from '../../queue/alertToJson';
import { AlertRow } from '../../store/alertRow';
import { assertHeld, secondPersonReason } from '../decide/decideAlert';
import { counterfactual } from '../decide/explain';
import { wilson } from '../decide/wilson';
import { WorkDeps } from '../deps';
import { WorkConflict, samePerson } from '../workErrors';
import { AlertDesk } from './AlertDesk';
import { Approval, toApproval } from './ApprovalService';
import { HISTORY_DAYS, alertTransaction, customerHistory } from './detailQueries';
import { PresenceService } from './PresenceService';
import { timelineText } from './timelineText';

export type Caller = {
  readonly sight: AlertSight;
  readonly mayTriage: boolean;
  readonly mayApprove: boolean;
  /** Without it the reader has the state of the transaction, and not the ids of its run and break. */
  readonly maySeeReconciliation: boolean;
  readonly signal: AbortSignal;
};
type Share = { hits: number; n: number; share: number; low: number; high: number };
type TransactionPart = Pick<AlertDetailJson, 'transaction' | 'history' | 'transactionUnavailable'>;

/** Events shown in a timeline; older ones stay in the log. */
const TIMELINE_SHOWN = 500;

/** One alert with all that a decision needs, at the reader's mask level. Opening it counts as having seen the evidence. */
export class AlertDetailService {
  constructor(
    private readonly deps: WorkDeps,
    private readonly desk: AlertDesk,
    private readonly presence: PresenceService,
  ) {}

  async get(alertId: string, caller: Caller): Promise<AlertDetailJson> {
    const { sight } = caller;
    const row = await this.desk.open(alertId, sight);
    await this.deps.db.raw(
      `INSERT INTO alert_sightings (alert_id, actor, row_version, at) VALUES (?, ?, ?, ?)
       ON CONFLICT (alert_id, actor) DO UPDATE SET row_version = excluded.row_version, at = excluded.at`,
      [alertId, sight.actor, row.row_version, this.deps.now()],
    );
    const [precisions, timeline, scoreHistory, viewers, approval, index] = await Promise.all([
      this.rulePrecisions(row.rule_hits.map(hit => hit.ruleId)),
      this.timeline(alertId),
      this.scoreHistory(alertId),
      this.presence.viewers(alertId, sight),
      this.approvalOf(alertId),
      this.fromIndex(row, caller),
    ]);
    return {
      ...alertToJson(row, sight.maskLevel),
      ...index,
      reasonsInWords: row.reasons.map(reason => ({ ...reason })),
      counterfactual: counterfactualOf(row),
      ruleHits: row.rule_hits.map(hit => ({ ...hit, precision: precisions.get(hit.ruleId) ?? null })),
      scoreHistory,
      timeline,
      viewers,
      approval: approval && this.approvalToJson(approval, row.row_version, caller),
      decisionBlockedReason: this.blockedReason(row, caller),
      needsSecondPerson: secondPersonReason(row, this.deps.config) !== null,
    };
  }

  /** The approval as the caller sees it: with why they may not sign. */
  approvalToJson(
    approval: Approval,
    rowVersion: number,
    caller: Pick<Caller, 'sight' | 'mayApprove'>,
  ): Approval & { blockedReason: string | null } {
    const stale = approval.state === 'pending' && rowVersion !== approval.pinnedRowVersion;
    let blockedReason: string | null = null;
    if (approval.state !== 'pending') blockedReason = `It is ${approval.state}`;
    else if (stale) blockedReason = 'The alert changed after the decision; it has to be decided again';
    else if (samePerson(approval.proposedBy, caller.sight.actor))
      blockedReason = 'You decided it; a second person signs';
    else if (!caller.mayApprove) blockedReason = 'Signing needs payrec.fraud.alert.approve';
    return { ...approval, state: stale ? 'void' : approval.state, blockedReason };
  }

  private blockedReason(row: AlertRow, caller: Caller): string | null {
    if (!caller.mayTriage) return 'Deciding needs payrec.fraud.alert.triage';
    try {
      assertHeld(row, { actor: caller.sight.actor, fence: row.fence, now: this.deps.now() });
      return null;
    } catch (error) {
      if (error instanceof WorkConflict) return error.message;
      throw error;
    }
  }

  private async approvalOf(alertId: string): Promise<Approval | null> {
    const row = await this.deps
      .db('alert_approvals')
      .where({ alert_id: alertId })
      .orderBy([
        { column: 'proposed_at', order: 'desc' },
        { column: 'approval_id', order: 'desc' },
      ])
      .first();
    return row ? toApproval(row) : null;
  }

  /** How many closed alerts with the rule were fraud, from decisions that stand. */
  async rulePrecisions(ruleIds: readonly string[]): Promise<Map<string, Share | null>> {
    if (ruleIds.length === 0) return new Map();
    const { rows } = await this.deps.db.raw(
      `SELECT hit.rule_id, count(*)::int AS n, count(*) FILTER (WHERE d.disposition = 'CONFIRMED_FRAUD')::int AS hits
       FROM alert_decisions d JOIN alerts a USING (alert_id)
       CROSS JOIN LATERAL (SELECT DISTINCT h ->> 'ruleId' AS rule_id FROM jsonb_array_elements(a.rule_hits) h) hit
       WHERE d.void_at IS NULL AND hit.rule_id = ANY(?::text[])
       GROUP BY hit.rule_id ORDER BY hit.rule_id`,
      [[...ruleIds]],
    );
    return new Map(
      rows.map((row: { rule_id: string; n: number; hits: number }) => [row.rule_id, shareOrNull(row.hits, row.n)]),
    );
  }

  private async timeline(alertId: string): Promise<AlertDetailJson['timeline']> {
    const rows: Array<Record<string, any>> = await this.deps
      .db('alert_events')
      .where({ alert_id: alertId })
      .orderBy('id', 'desc')
      .limit(TIMELINE_SHOWN)
      .select('seq', 'at', 'kind', 'actor', 'row_version', 'detail', this.deps.db.raw(`after ->> 'score' AS score`));
    return rows.reverse().map(row => ({
      seq: row.seq === null ? null : Number(row.seq),
      at: instantFromEpochMs(row.at.getTime()),
      kind: row.kind,
      actor: row.actor,
      text: timelineText({ kind: row.kind, detail: row.detail, after: { score: row.score } }),
      rowVersion: Number(row.row_version),
    }));
  }

  private async scoreHistory(alertId: string): Promise<AlertDetailJson['scoreHistory']> {
    const rows: Array<Record<string, any>> = await this.deps
      .db('alert_score_history')
      .where({ alert_id: alertId })
      .orderBy(['at', 'score_version', 'event_id'])
      .limit(200);
    return rows.map(row => ({
      scoreVersion: row.score_version,
      score: row.score,
      at: instantFromEpochMs(row.at.getTime()),
      applied: row.applied,
    }));
  }

  /** What the index knows. It being down, or the merge not through, costs the page these parts only. */
  private async fromIndex(row: AlertRow, caller: Caller): Promise<TransactionPart> {
    const { sight, signal } = caller;
    const day = parseIsoDate(row.business_date ?? row.event_at.slice(0, 10));
    const options = { scope: sight.scope, signal };
    try {
      const [history, found] = await Promise.all([
        row.user_id === null
          ? { rows: [] }
          : this.deps.finalIndex.query(
              customerHistory,
              { userId: row.user_id, from: addDays(day, -HISTORY_DAYS), to: addDays(day, 1) },
              options,
            ),
        row.txn_id === null
          ? { rows: [] }
          : this.deps.finalIndex.query(
              alertTransaction,
              // Without a business date, and with a batch that closes after the day, it may lie a little beside.
              { txnId: row.txn_id, from: addDays(day, -7), to: addDays(day, 14) },
              options,
            ),
      ]);
      const transaction = found.rows.at(0);
      return {
        history: history.rows
          .map(one => ({
            txnId: one.txn_id,
            at: one.event_at,
            amount: moneyToJson(moneyFromMinor(one.gross_minor, one.currency)),
            merchantId: one.merchant_id,
            isThis: one.txn_id === row.txn_id,
          }))
          .reverse(),
        transaction: transaction
          ? {
              txnId: transaction.txn_id,
              businessDate: transaction.business_date,
              type: transaction.type,
              status: transaction.status,
              gross: moneyToJson(moneyFromMinor(transaction.gross_minor, transaction.currency)),
              reconciliation: await this.reconciliationOf(transaction, caller),
              settlement: {
                batchId: transaction.settlement_batch_id,
                expectedValueDate: transaction.expected_value_date,
                valueDate: transaction.bank_line_id === null ? null : transaction.value_date,
              },
            }
          : null,
        transactionUnavailable: transaction ? null : whyAbsent(row),
      };
    } catch (error) {
      signal.throwIfAborted();
      this.deps.logger.warn(`The index did not answer for alert ${row.alert_id}`, error as Error);
      return {
        history: [],
        transaction: null,
        transactionUnavailable: 'The index does not answer at the moment; the alert itself is complete',
      };
    }
  }

  /**
   * What reconciliation says of it. A bank line proves a batch that the run does not reach back to any more; with no answer
   * the state is `unknown`, also then: it could be a break.
   */
  private async reconciliationOf(
    transaction: { txn_id: string; recon_unit: string; bank_line_id: string | null },
    caller: Caller,
  ): Promise<NonNullable<AlertDetailJson['transaction']>['reconciliation']> {
    const found = await this.deps.transactionState?.(
      { txnId: transaction.txn_id, reconUnit: transaction.recon_unit },
      caller.signal,
    );
    if (!found) {
      return { state: 'unknown', runId: null, breakId: null, asOf: null, reason: 'reconciliation does not answer' };
    }
    const ids = caller.maySeeReconciliation ? found : { runId: null, breakId: null };
    const isProven = found.state === 'unknown' && transaction.bank_line_id !== null;
    const state = isProven ? 'matched' : found.state;
    return {
      state,
      runId: ids.runId,
      breakId: ids.breakId,
      asOf: found.asOf,
      reason: state === 'unknown' ? 'no run of reconciliation has this transaction' : null,
    };
  }
}

function whyAbsent(row: AlertRow): string {
  return row.txn_id === null
    ? 'The pipeline named no transaction'
    : 'The daily merge has not brought this transaction into the index yet';
}

function counterfactualOf(row: AlertRow): AlertDetailJson['counterfactual'] {
  if (row.threshold === null) return null;
  const found = counterfactual(Number(row.score), Number(row.threshold), row.reasons);
  if (found.without.length === 0) return null;
  const label = (code: string) => row.reasons.find(reason => reason.code === code)?.label ?? code;
  const sets = found.without.map(one => one.codes.map(label).join(' and '));
  const not = found.notEnough.slice(0, 2).map(one => `${label(one.code)} alone (${one.score.toFixed(2)})`);
  const text = `Would not have alerted without ${sets.join(', or without ')} (${found.without[0].score.toFixed(2)})`;
  return {
    text: not.length > 0 ? `${text}. Not enough: ${not.join(', ')}.` : `${text}.`,
    without: found.without.map(one => ({ codes: [...one.codes], score: one.score })),
    notEnough: found.notEnough.map(one => ({ ...one })),
  };
}

/** The contract has null for a share of nothing. */
export function shareOrNull(hits: number, n: number): Share | null {
  const { share, low, high } = wilson(hits, n);
  return share === null || low === null || high === null ? null : { hits, n, share, low, high };
}

import { NotFoundError } from '@backstage/errors';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { once } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { AlertSight } from '../../access/AlertAccess';
import { AlertRow } from '../../store/alertRow';
import { WorkLog } from '../database/WorkLog';
import { judgeSuppression } from '../decide/suppression';
import { WorkDeps } from '../deps';
import { WorkConflict, WorkDenied, WorkInputRefused, samePerson } from '../workErrors';

const DAY_MS = 86_400_000;

export type SuppressionRequest = {
  readonly ruleId?: string;
  readonly reasonCode?: string;
  readonly merchantId?: string;
  readonly cardToken?: string;
  readonly userToken?: string;
  readonly deviceToken?: string;
  readonly scoreCeiling: string;
  readonly expiresAt: Instant;
  readonly reason: string;
  readonly idempotencyKey: string;
};

type SuppressionState = 'proposed' | 'active' | 'rejected' | 'ended' | 'expired';
export type SuppressionJson = {
  suppressionId: string;
  ruleId: string | null;
  reasonCode: string | null;
  merchantId: string | null;
  cardToken: string | null;
  userToken: string | null;
  deviceToken: string | null;
  scoreCeiling: string;
  reason: string;
  owner: string;
  state: SuppressionState;
  proposedAt: Instant;
  approvedBy: string | null;
  startsAt: Instant | null;
  expiresAt: Instant;
  hiddenCount: number;
  sampledCount: number;
  blockedReason: string | null;
};

/** Suppressions: proposed by one person, approved by another, with a ceiling, an end, and a count of what they hid. */
export class SuppressionService {
  readonly #log: WorkLog;

  constructor(private readonly deps: Pick<WorkDeps, 'db' | 'now' | 'newId' | 'config'>) {
    this.#log = new WorkLog(deps.db);
  }

  /** Newest first. `active` keeps those that hide now, or (false) all others. */
  async list(sight: AlertSight, active?: boolean): Promise<SuppressionJson[]> {
    const found = (await this.rows(this.deps.db)).map(row => this.toJson(row, sight.actor));
    return active === undefined ? found : found.filter(one => (one.state === 'active') === active);
  }

  async create(sight: AlertSight, request: SuppressionRequest): Promise<SuppressionJson> {
    const { idempotencyKey, ...body } = request;
    const { ruleId, reasonCode, merchantId, cardToken, userToken, deviceToken } = body;
    const scope = { ruleId, reasonCode, merchantId, cardToken, userToken, deviceToken };
    const now = this.deps.now();
    if (!Object.values(scope).some(part => part)) {
      throw new WorkInputRefused(
        'scope_missing',
        'Say what to suppress: a rule, reason, merchant, card, user or device',
      );
    }
    const days = this.deps.config.suppressionDaysMax;
    const lastMs = Date.parse(now) + days * DAY_MS;
    if (Date.parse(body.expiresAt) <= Date.parse(now) || Date.parse(body.expiresAt) > lastMs) {
      throw new WorkInputRefused(
        'expiry',
        `A suppression ends between now and ${days} days from now, got ${body.expiresAt}`,
      );
    }
    const id = await this.deps.db.transaction(trx =>
      once(trx, { actor: sight.actor, key: idempotencyKey, operation: 'suppression', body, now }, async () => {
        const suppressionId = `SUP-${this.deps.newId()}`;
        await trx('suppressions').insert({
          suppression_id: suppressionId,
          rule_id: ruleId ?? null,
          reason_code: reasonCode ?? null,
          merchant_id: merchantId ?? null,
          card_token: cardToken ?? null,
          user_token: userToken ?? null,
          device_token: deviceToken ?? null,
          score_ceiling: body.scoreCeiling,
          reason: body.reason,
          owner: sight.actor,
          proposed_at: now,
          expires_at: body.expiresAt,
        });
        await this.#log.append(trx, [
          {
            at: now,
            actor: sight.actor,
            action: 'suppression.create',
            object: `suppression:${suppressionId}`,
            outcome: 'success',
            reason: body.reason,
            detail: { ...scope, scoreCeiling: body.scoreCeiling, expiresAt: body.expiresAt },
          },
        ]);
        return suppressionId;
      }),
    );
    return this.get(id, sight.actor);
  }

  /** @throws WorkDenied `same_person` for one's own; WorkConflict when it is not a proposal any more. */
  approve(suppressionId: string, sight: AlertSight, reason: string): Promise<SuppressionJson> {
    return this.change(suppressionId, sight, 'suppression.approve', reason, one => {
      if (one.state !== 'proposed') throw notThe(one, 'proposed');
      if (samePerson(one.owner, sight.actor)) {
        throw new WorkDenied('same_person', `You proposed suppression ${suppressionId}; a second person approves it`);
      }
      return { approved_by: sight.actor, starts_at: this.deps.now() };
    });
  }

  /** Ends an active one or rejects a proposal; one's own too. */
  end(suppressionId: string, sight: AlertSight, reason: string): Promise<SuppressionJson> {
    return this.change(suppressionId, sight, 'suppression.end', reason, one => {
      if (one.state !== 'proposed' && one.state !== 'active') throw notThe(one, 'proposed or active');
      return { ended_at: this.deps.now(), ended_by: sight.actor };
    });
  }

  /**
   * What the active suppressions do to alerts that are about to be written; hits are counted in the same transaction.
   * Rows that are not in the answer are shown.
   */
  async judge(
    trx: Knex.Transaction,
    rows: readonly AlertRow[],
    now: Instant,
  ): Promise<ReadonlyMap<string, { readonly hidden: boolean; readonly suppressionId: string }>> {
    const active: Array<Record<string, any>> = await trx('suppressions')
      .whereNotNull('approved_by')
      .whereNull('ended_at')
      .where('expires_at', '>', now)
      .orderBy('suppression_id');
    if (active.length === 0) return new Map();
    const suppressions = active.map(toSuppression);
    const covered = rows.flatMap(row => {
      const verdict = judgeSuppression(toSuppressible(row), suppressions, now);
      return verdict.kind === 'shown' ? [] : [{ row, verdict }];
    });
    if (covered.length > 0) {
      await trx('suppression_hits')
        .insert(
          covered.map(({ row, verdict }) => ({
            suppression_id: verdict.suppressionId,
            alert_id: row.alert_id,
            kind: verdict.kind,
            score: row.score,
            at: now,
          })),
        )
        .onConflict(['suppression_id', 'alert_id'])
        .ignore();
    }
    return new Map(
      covered.map(({ row, verdict }) => [
        row.alert_id,
        { hidden: verdict.kind === 'hidden', suppressionId: verdict.suppressionId },
      ]),
    );
  }

  private async change(
    suppressionId: string,
    sight: AlertSight,
    action: string,
    reason: string,
    decide: (one: SuppressionJson) => Record<string, unknown>,
  ): Promise<SuppressionJson> {
    const base = { action, object: `suppression:${suppressionId}`, actor: sight.actor, reason };
    try {
      await this.deps.db.transaction(async trx => {
        await trx('suppressions').where({ suppression_id: suppressionId }).forUpdate().first();
        const [row] = await this.rows(trx, suppressionId);
        if (!row) throw new NotFoundError(`There is no suppression ${suppressionId}`);
        const patch = decide(this.toJson(row, sight.actor));
        await trx('suppressions').where({ suppression_id: suppressionId }).update(patch);
        await this.#log.append(trx, [{ ...base, at: this.deps.now(), outcome: 'success', proposer: row.owner }]);
      });
    } catch (error) {
      if (error instanceof WorkDenied || error instanceof WorkConflict) {
        const outcome = error instanceof WorkDenied ? 'denied' : 'conflict';
        await this.#log.record({ ...base, at: this.deps.now(), outcome, code: error.code });
      }
      throw error;
    }
    return this.get(suppressionId, sight.actor);
  }

  private async get(suppressionId: string, actor: string): Promise<SuppressionJson> {
    const [row] = await this.rows(this.deps.db, suppressionId);
    return this.toJson(row, actor);
  }

  private async rows(db: Knex, suppressionId?: string): Promise<Array<Record<string, any>>> {
    const { rows } = await db.raw(
      `SELECT s.*, count(h.alert_id) FILTER (WHERE h.kind = 'hidden') AS hidden,
         count(h.alert_id) FILTER (WHERE h.kind = 'sampled') AS sampled
       FROM suppressions s LEFT JOIN suppression_hits h USING (suppression_id)
       WHERE ?::text IS NULL OR s.suppression_id = ?
       GROUP BY s.suppression_id ORDER BY s.proposed_at DESC, s.suppression_id DESC LIMIT 1000`,
      [suppressionId ?? null, suppressionId ?? null],
    );
    return rows;
  }

  private toJson(row: Record<string, any>, actor: string): SuppressionJson {
    const state = this.stateOf(row);
    const isOwn = samePerson(row.owner, actor);
    return {
      suppressionId: row.suppression_id,
      ruleId: row.rule_id,
      reasonCode: row.reason_code,
      merchantId: row.merchant_id,
      cardToken: row.card_token,
      userToken: row.user_token,
      deviceToken: row.device_token,
      scoreCeiling: row.score_ceiling,
      reason: row.reason,
      owner: row.owner,
      state,
      proposedAt: instantFromEpochMs(row.proposed_at.getTime()),
      approvedBy: row.approved_by,
      startsAt: row.starts_at && instantFromEpochMs(row.starts_at.getTime()),
      expiresAt: instantFromEpochMs(row.expires_at.getTime()),
      hiddenCount: Number(row.hidden),
      sampledCount: Number(row.sampled),
      blockedReason: state === 'proposed' && isOwn ? 'You proposed it; a second person approves it' : null,
    };
  }

  private stateOf(row: Record<string, any>): SuppressionState {
    if (row.ended_at !== null) return row.approved_by === null ? 'rejected' : 'ended';
    if (row.expires_at.getTime() <= Date.parse(this.deps.now())) return 'expired';
    return row.approved_by === null ? 'proposed' : 'active';
  }
}

function notThe(one: SuppressionJson, wanted: string): WorkConflict {
  return new WorkConflict('state', `Suppression ${one.suppressionId} is ${one.state}; it has to be ${wanted}`);
}

function toSuppression(row: Record<string, any>) {
  return {
    id: row.suppression_id,
    scope: {
      ruleId: row.rule_id,
      reasonCode: row.reason_code,
      merchantId: row.merchant_id,
      cardToken: row.card_token,
      userToken: row.user_token,
      deviceToken: row.device_token,
    },
    scoreCeiling: row.score_ceiling,
    startsAt: instantFromEpochMs(row.starts_at.getTime()),
    expiresAt: instantFromEpochMs(row.expires_at.getTime()),
    revokedAt: null,
    approvedBy: row.approved_by,
  };
}

function toSuppressible(row: AlertRow) {
  return {
    alertId: row.alert_id,
    score: row.score,
    merchantId: row.merchant_id,
    cardToken: row.card_token,
    userToken: row.user_token,
    deviceToken: row.device_token,
    reasonCodes: row.reasons.map(reason => reason.code),
    ruleIds: row.rule_hits.map(hit => hit.ruleId),
  };
}

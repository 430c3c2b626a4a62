import { createHash } from 'node:crypto';
import { Instant } from '@internal/plugin-payrec-common';
import { HashChain } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { toInstant } from './pgValues';

export type DecisionEffect = {
  readonly unit: string;
  readonly effect: 'MATCH' | 'EXCLUDE';
  readonly rows: ReadonlyArray<{ side: 'L' | 'R'; rowId: string }>;
};

export type NewDecision = {
  readonly actor: string;
  readonly onBehalf?: string;
  readonly action: string;
  /** Break id. */
  readonly target: string;
  /** Version of the break the person saw. */
  readonly targetVersion: number;
  readonly idempotencyKey: string;
  readonly reason: string | null;
  /** Who proposed what is approved or rejected; the database refuses the same person. */
  readonly proposer: string | null;
  readonly at: Instant;
  /** What matching has to do with it; only an approval has an effect. */
  readonly effect?: DecisionEffect;
};

export type Decision = {
  readonly seq: number;
  readonly hash: string;
  readonly prevHash: string;
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly targetVersion: number;
  readonly reason: string | null;
};

const CHAIN = new HashChain({
  table: 'decisions',
  columns: [
    { name: 'actor', type: 'text' },
    { name: 'on_behalf', type: 'text' },
    { name: 'action', type: 'text' },
    { name: 'target', type: 'text' },
    { name: 'target_version', type: 'integer' },
    { name: 'idempotency_key', type: 'text' },
    { name: 'reason', type: 'text' },
    { name: 'evidence_sha256', type: 'text' },
    { name: 'proposer', type: 'text' },
    { name: 'at', type: 'timestamptz' },
  ],
  hashSql: `payrec_decision_hash(seq, prev_hash, actor, on_behalf, action, target, target_version, idempotency_key,
    reason, evidence_sha256, proposer, at)`,
});

/**
 * The append-only, hash-chained log of decisions. Each hash covers the row and the hash before it, so a changed, removed
 * or inserted row breaks the chain from there on; rows cannot be changed through SQL either (triggers).
 */
export class DecisionLog {
  constructor(private readonly db: Knex) {}

  /** Appends inside the transaction that changes the break. Appends wait for each other, so seq has no gaps. */
  async append(trx: Knex.Transaction, decision: NewDecision): Promise<{ seq: number; hash: string }> {
    const rows = decision.effect?.rows ?? [];
    const evidence = decision.effect
      ? createHash('sha256')
          .update(
            [
              decision.effect.effect,
              ...rows.map(({ side, rowId }) => `${side}${String.fromCharCode(31)}${rowId}`).sort(),
            ].join('\n'),
          )
          .digest('hex')
      : null;
    const [{ seq, hash }] = await CHAIN.append(trx, [
      {
        actor: decision.actor,
        on_behalf: decision.onBehalf ?? null,
        action: decision.action,
        target: decision.target,
        target_version: decision.targetVersion,
        idempotency_key: decision.idempotencyKey,
        reason: decision.reason,
        evidence_sha256: evidence,
        proposer: decision.proposer,
        at: decision.at,
      },
    ]);
    const { effect } = decision;
    if (effect && rows.length > 0) {
      await trx.batchInsert(
        'decision_rows',
        rows.map(({ side, rowId }) => ({ seq, unit: effect.unit, effect: effect.effect, side, row_id: rowId })),
        1000,
      );
    }
    return { seq, hash };
  }

  /** Newest first; `before` is the seq of the last row of the page before. */
  async list(options: { limit: number; before?: string }): Promise<Decision[]> {
    const query = this.db('decisions').orderBy('seq', 'desc').limit(options.limit);
    if (options.before !== undefined) query.where('seq', '<', options.before);
    return (await query).map(row => ({
      seq: Number(row.seq),
      hash: row.hash,
      prevHash: row.prev_hash,
      at: toInstant(row.at),
      actor: row.actor,
      action: row.action,
      target: row.target,
      targetVersion: row.target_version,
      reason: row.reason,
    }));
  }

  /** True when every hash is right, points to the row before, and no seq is missing. Reads the whole log. */
  async isChainIntact(): Promise<boolean> {
    return (await CHAIN.firstBroken(this.db)) === null;
  }

  /** Position of the newest decision; 0 for an empty log. A run takes it as the fixed end of its input. */
  async lastSeq(): Promise<string> {
    const row = await this.db('decisions').max('seq as seq').first();
    return String(row?.seq ?? 0);
  }

  /** Effects on the units up to a seq, oldest first, as matching takes them. */
  async effects(
    units: readonly string[],
    upToSeq: string,
  ): Promise<Array<{ seq: string; unit: string; effect: string; side: 'L' | 'R'; rowId: string }>> {
    const rows = await this.db('decision_rows')
      .whereIn('unit', units)
      .where('seq', '<=', upToSeq)
      .orderBy(['seq', 'side', 'row_id']);
    return rows.map(row => ({
      seq: String(row.seq),
      unit: row.unit,
      effect: row.effect,
      side: row.side,
      rowId: row.row_id,
    }));
  }
}

import { Instant } from '@internal/plugin-payrec-common';
import { ChainColumn, HashChain, chainHashSql } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';

export type WorkEntry = {
  readonly at: Instant;
  readonly actor: string;
  /** `alert.claim`, `alert.bulk`, `profile.unmask` … */
  readonly action: string;
  /** `alert:<id>`, `suppression:<id>`, `subject:<token>`, `breakglass:<id>`. */
  readonly object: string;
  readonly objectVersion?: number;
  readonly outcome: 'success' | 'denied' | 'conflict';
  readonly code?: string;
  readonly reason?: string;
  readonly purpose?: string;
  readonly proposer?: string;
  /** Medium unless told; high for sight of full personal values. */
  readonly severity?: 'low' | 'medium' | 'high';
  /** No personal values. */
  readonly detail?: Readonly<Record<string, unknown>>;
};

const COLUMNS: readonly ChainColumn[] = [
  { name: 'at', type: 'timestamptz' },
  { name: 'actor', type: 'text' },
  { name: 'action', type: 'text' },
  { name: 'object', type: 'text' },
  { name: 'object_version', type: 'bigint' },
  { name: 'outcome', type: 'text' },
  { name: 'code', type: 'text' },
  { name: 'reason', type: 'text' },
  { name: 'purpose', type: 'text' },
  { name: 'proposer', type: 'text' },
  { name: 'severity', type: 'text' },
  { name: 'detail', type: 'text' },
];
const CHAIN = new HashChain({ table: 'work_log', columns: COLUMNS, hashSql: chainHashSql(COLUMNS) });

/**
 * The audit trail of fraud work: append-only and hash-chained. A deed that succeeds is logged in its own transaction, so
 * neither exists without the other; a refusal is logged in one of its own, and an answer nobody recorded does not leave.
 */
export class WorkLog {
  constructor(private readonly db: Knex) {}

  /** Inside the transaction of the deed, after all its row locks. */
  async append(trx: Knex.Transaction, entries: readonly WorkEntry[]): Promise<void> {
    await CHAIN.append(
      trx,
      entries.map(entry => ({
        at: entry.at,
        actor: entry.actor,
        action: entry.action,
        object: entry.object,
        object_version: entry.objectVersion ?? null,
        outcome: entry.outcome,
        code: entry.code ?? null,
        reason: entry.reason ?? null,
        purpose: entry.purpose ?? null,
        proposer: entry.proposer ?? null,
        severity: entry.severity ?? 'medium',
        detail: JSON.stringify(entry.detail ?? {}),
      })),
    );
  }

  /** In a transaction of its own: a refusal, or a read. */
  async record(entry: WorkEntry): Promise<void> {
    await this.db.transaction(trx => this.append(trx, [entry]));
  }

  /** First entry that is not as it was written; null for a whole log. Reads all of it. */
  firstBroken(): Promise<number | null> {
    return CHAIN.firstBroken(this.db);
  }
}

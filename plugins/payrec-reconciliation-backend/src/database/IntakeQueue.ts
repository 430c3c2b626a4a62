import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { FileStatement, StatementFile, StatementWarning, toFile, toStatementRow } from './statementRows';

/**
 * The queue of files not read yet. A reader holds a lease, and every write names it, so one that was stopped for longer
 * writes nothing any more.
 */
export class IntakeQueue {
  constructor(private readonly db: Knex) {}

  /**
   * Takes the oldest file that waits, or one whose reader's lease ran out. One file is read at a time over all replicas
   * (a unique index says so too).
   */
  async claim(owner: string, leaseSeconds: number): Promise<(StatementFile & { attempts: number }) | undefined> {
    return this.db.transaction(async trx => {
      await trx.raw(`SELECT pg_advisory_xact_lock(hashtext('payrec-reconciliation.claim-file'))`);
      const { rows } = await trx.raw(
        `UPDATE statement_files SET state = 'reading', lease_owner = ?, lease_until = now() + make_interval(secs => ?),
           attempts = attempts + 1
         WHERE id = (
           SELECT id FROM statement_files
           WHERE (state = 'reading' AND lease_until < now())
              OR (state = 'received' AND NOT EXISTS (SELECT 1 FROM statement_files WHERE state = 'reading'))
           ORDER BY seq LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING *`,
        [owner, leaseSeconds],
      );
      if (rows.length === 0) return undefined;
      return { ...toFile(rows[0], []), attempts: rows[0].attempts };
    });
  }

  /** Prolongs the lease; false when it was lost to another reader. */
  async renew(id: string, owner: string, leaseSeconds: number): Promise<boolean> {
    const { rowCount } = await this.db.raw(
      `UPDATE statement_files SET lease_until = now() + make_interval(secs => ?)
       WHERE id = ? AND lease_owner = ? AND state = 'reading'`,
      [leaseSeconds, id, owner],
    );
    return rowCount === 1;
  }

  /** Gives a file back to the queue at once. A postponed reading does not count as an attempt: it never really began. */
  async release(id: string, owner: string, why: 'postponed' | 'setback'): Promise<void> {
    await this.db('statement_files')
      .where({ id, lease_owner: owner, state: 'reading' })
      .update({ state: 'received', lease_owner: null, lease_until: null })
      .decrement('attempts', why === 'postponed' ? 1 : 0);
  }

  /** The moment a file begins to count. False when the lease was lost: then the other reader says it. */
  async markIngested(
    id: string,
    owner: string,
    outcome: {
      format: string;
      lineCount: number;
      duplicateLineCount: number;
      warnings: StatementWarning[];
      warningCount: number;
      statements: FileStatement[];
      superseded: ReadonlyMap<string, number>;
      /** First business date among the rows that were taken in; null for none. */
      firstDate: IsoDate | null;
      lastDate: IsoDate | null;
      now: Instant;
    },
    /** Joins the transaction: what must be asked for in the same breath, such as the run over the new lines. */
    within: (trx: Knex.Transaction) => Promise<void>,
  ): Promise<boolean> {
    return this.db.transaction(async trx => {
      const changed = await trx('statement_files')
        .where({ id, lease_owner: owner, state: 'reading' })
        .update({
          state: 'ingested',
          format: outcome.format,
          ingested_at: outcome.now,
          // One file is read at a time, so these numbers are in the order in which files began to count.
          ingest_seq: trx.raw(`(SELECT COALESCE(max(ingest_seq), 0) + 1 FROM statement_files)`),
          first_date: outcome.firstDate,
          last_date: outcome.lastDate,
          statement_count: outcome.statements.length,
          line_count: outcome.lineCount,
          duplicate_line_count: outcome.duplicateLineCount,
          warnings: JSON.stringify(outcome.warnings),
          warning_count: outcome.warningCount,
          lease_owner: null,
          lease_until: null,
        });
      if (changed === 0) return false;
      await trx('file_statements').where({ file_id: id }).delete();
      if (outcome.statements.length > 0) {
        await trx.batchInsert(
          'file_statements',
          outcome.statements.map((one, at) => toStatementRow(id, at + 1, one)),
          500,
        );
      }
      for (const [sha256, lines] of outcome.superseded) {
        await trx('statement_files').where({ sha256 }).increment('superseded_line_count', lines);
      }
      await within(trx);
      return true;
    });
  }

  async markRejected(
    id: string,
    owner: string,
    outcome: { format: string | null; reason: string; warnings: StatementWarning[]; now: Instant },
  ): Promise<boolean> {
    const changed = await this.db('statement_files')
      .where({ id, lease_owner: owner, state: 'reading' })
      .update({
        state: 'rejected',
        format: outcome.format,
        rejected_reason: outcome.reason,
        ingested_at: null,
        warnings: JSON.stringify(outcome.warnings),
        warning_count: outcome.warnings.length,
        lease_owner: null,
        lease_until: null,
      });
    return changed === 1;
  }
}

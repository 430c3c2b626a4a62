import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { Readable } from 'node:stream';
import { toInstant, toInstantOrNull } from './pgValues';

export type StatementWarning = { code: string; line: number | null; message: string };

export type FileStatement = {
  readonly statementId: string;
  readonly unit: string | null;
  readonly account: string;
  readonly currency: string | null;
  readonly statementNo: string | null;
  readonly businessDate: IsoDate | null;
  readonly openingMinor: string | null;
  readonly closingMinor: string | null;
  readonly openingDate: IsoDate | null;
  readonly closingDate: IsoDate | null;
  readonly lineCount: number;
  readonly foots: boolean | null;
  readonly chainOk: boolean | null;
  readonly interim: boolean;
};

export type StatementFile = {
  readonly id: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly requestedFormat: string | null;
  readonly format: string | null;
  readonly state: 'received' | 'reading' | 'ingested' | 'rejected';
  readonly rejectedReason: string | null;
  readonly uploadedBy: string;
  readonly uploadedAt: Instant;
  readonly ingestedAt: Instant | null;
  readonly statementCount: number;
  readonly lineCount: number;
  readonly duplicateLineCount: number;
  readonly supersededLineCount: number;
  readonly warnings: StatementWarning[];
  readonly statements: FileStatement[];
  readonly seq: string;
};

/** Size of the pieces a file is kept in: small enough for one statement to PostgreSQL, large enough for few rows. */
export const CHUNK_BYTES = 1024 * 1024;

type FileFilter = { unit?: string; state?: string; warningsOnly?: boolean };

/**
 * Uploaded files with their bytes, and the queue of those not read yet. A file counts only in state `ingested`: lines of
 * any other file that are in the index already are left out by every reader.
 */
export class StatementFileStore {
  constructor(private readonly db: Knex) {}

  /**
   * Keeps a file whose chunks came in `chunks`; all or nothing. The same bytes again answer with the file that is there.
   * `finish` is called after the last chunk and knows hash and size.
   */
  async keep(
    chunks: AsyncIterable<Buffer>,
    finish: () => { id: string; sha256: string; sizeBytes: number },
    upload: { fileName: string; requestedFormat: string | null; uploadedBy: string; now: Instant; uploadId: string },
  ): Promise<{ id: string; created: boolean }> {
    return this.db.transaction(async trx => {
      let seq = 0;
      for await (const bytes of chunks) {
        await trx('statement_file_chunks').insert({ file_id: upload.uploadId, seq, bytes });
        seq += 1;
      }
      const { id, sha256, sizeBytes } = finish();
      const { rowCount } = await trx.raw(
        `INSERT INTO statement_files (id, sha256, file_name, size_bytes, requested_format, state, uploaded_by, uploaded_at)
         VALUES (?, ?, ?, ?, ?, 'received', ?, ?) ON CONFLICT (sha256) DO NOTHING`,
        [id, sha256, upload.fileName, sizeBytes, upload.requestedFormat, upload.uploadedBy, upload.now],
      );
      if (rowCount === 0) {
        await trx('statement_file_chunks').where({ file_id: upload.uploadId }).delete();
        const { id: existing } = await trx('statement_files').where({ sha256 }).first('id');
        return { id: existing, created: false };
      }
      await trx('statement_file_chunks').where({ file_id: upload.uploadId }).update({ file_id: id });
      return { id, created: true };
    });
  }

  /** The bytes of a file, in order; reads one chunk at a time. */
  read(id: string): Readable {
    const { db } = this;
    async function* chunks() {
      for (let seq = 0; ; seq += 1) {
        const row = await db('statement_file_chunks').where({ file_id: id, seq }).first('bytes');
        if (!row) return;
        yield row.bytes as Buffer;
      }
    }
    return Readable.from(chunks());
  }

  async find(id: string): Promise<StatementFile | undefined> {
    const row = await this.db('statement_files').where({ id }).first();
    return row && (await this.withStatements([row]))[0];
  }

  /** Newest first; `before` is the seq of the last row of the page before. */
  async list(filter: FileFilter & { limit: number; before?: string }): Promise<StatementFile[]> {
    const query = this.db('statement_files').orderBy('seq', 'desc').limit(filter.limit);
    if (filter.before !== undefined) query.where('seq', '<', filter.before);
    if (filter.state) query.where('state', filter.state);
    if (filter.warningsOnly) query.where('warning_count', '>', 0);
    if (filter.unit) {
      query.whereIn('id', this.db('file_statements').where('unit', filter.unit).select('file_id'));
    }
    return this.withStatements(await query);
  }

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

  /** Gives a file back to the queue at once, after a fault that is not the file's. */
  async release(id: string, owner: string): Promise<void> {
    await this.db('statement_files')
      .where({ id, lease_owner: owner, state: 'reading' })
      .update({ state: 'received', lease_owner: null, lease_until: null });
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

  /** Hashes of files whose rows in the index do not count (yet). */
  async hashesNotCounted(): Promise<string[]> {
    const rows = await this.db('statement_files').whereNot({ state: 'ingested' }).orderBy('seq').select('sha256');
    return rows.map(row => row.sha256);
  }

  /** Position of the last file that counts; 0 for none. */
  async lastIngestSeq(): Promise<string> {
    const row = await this.db('statement_files').max('ingest_seq as seq').first();
    return String(row?.seq ?? 0);
  }

  /**
   * Files of a unit that began to count after `afterSeq`, up to `upToSeq`, and reach back before `windowFrom`: their rows
   * would otherwise never come into a run.
   */
  async lateFiles(
    unit: string,
    range: { afterSeq: string; upToSeq: string; windowFrom: IsoDate },
  ): Promise<Array<{ sha256: string; firstDate: IsoDate }>> {
    const rows = await this.db('statement_files')
      .where({ state: 'ingested' })
      .where('ingest_seq', '>', range.afterSeq)
      .where('ingest_seq', '<=', range.upToSeq)
      .where('first_date', '<', range.windowFrom)
      .whereIn('id', this.db('file_statements').where('unit', unit).select('file_id'))
      .orderBy('ingest_seq')
      .select('sha256', 'first_date');
    return rows.map(row => ({ sha256: row.sha256, firstDate: row.first_date }));
  }

  /** Latest business date a statement that counts reports on; null for none. */
  async latestStatementDate(): Promise<IsoDate | null> {
    const row = await this.db('file_statements')
      .join('statement_files', 'statement_files.id', 'file_statements.file_id')
      .where('statement_files.state', 'ingested')
      .max('business_date as latest')
      .first();
    return row?.latest ?? null;
  }

  /** Days on which each unit has a statement that is not interim. */
  async daysWithStatement(from: IsoDate, to: IsoDate): Promise<Array<{ unit: string; businessDate: IsoDate }>> {
    const rows = await this.db('file_statements')
      .join('statement_files', 'statement_files.id', 'file_statements.file_id')
      .where({ 'statement_files.state': 'ingested', interim: false })
      // A settlement report says nothing about the bank's day.
      .whereNotIn('statement_files.format', ['adyen-settlement', 'stripe-balance', 'stripe-payout'])
      .whereBetween('business_date', [from, to])
      .whereNotNull('unit')
      .distinct('unit', 'business_date')
      .orderBy(['unit', 'business_date']);
    return rows.map(row => ({ unit: row.unit, businessDate: row.business_date }));
  }

  /** Files with warnings uploaded since `since`, and how many warnings. */
  async countWithWarnings(since: Instant): Promise<{ files: number; rejected: number }> {
    const row = await this.db('statement_files')
      .where('uploaded_at', '>=', since)
      .select(
        this.db.raw(`count(*) FILTER (WHERE warning_count > 0 AND state = 'ingested') AS files`),
        this.db.raw(`count(*) FILTER (WHERE state = 'rejected') AS rejected`),
      )
      .first<{ files: string; rejected: string }>();
    return { files: Number(row?.files ?? 0), rejected: Number(row?.rejected ?? 0) };
  }

  private async withStatements(rows: FileRow[]): Promise<StatementFile[]> {
    const statements = await this.db('file_statements')
      .whereIn(
        'file_id',
        rows.map(row => row.id),
      )
      .orderBy(['file_id', 'ordinal']);
    return rows.map(row => toFile(row, statements.filter(one => one.file_id === row.id).map(toStatement)));
  }
}

type FileRow = {
  id: string;
  sha256: string;
  file_name: string;
  size_bytes: string;
  requested_format: string | null;
  format: string | null;
  state: StatementFile['state'];
  rejected_reason: string | null;
  uploaded_by: string;
  uploaded_at: Date;
  ingested_at: Date | null;
  statement_count: number;
  line_count: number;
  duplicate_line_count: number;
  superseded_line_count: number;
  warnings: StatementWarning[];
  seq: string;
  attempts: number;
};

function toFile(row: FileRow, statements: FileStatement[]): StatementFile {
  return {
    id: row.id,
    sha256: row.sha256,
    fileName: row.file_name,
    sizeBytes: Number(row.size_bytes),
    requestedFormat: row.requested_format,
    format: row.format,
    state: row.state,
    rejectedReason: row.rejected_reason,
    uploadedBy: row.uploaded_by,
    uploadedAt: toInstant(row.uploaded_at),
    ingestedAt: toInstantOrNull(row.ingested_at),
    statementCount: row.statement_count,
    lineCount: row.line_count,
    duplicateLineCount: row.duplicate_line_count,
    supersededLineCount: row.superseded_line_count,
    warnings: row.warnings,
    statements,
    seq: row.seq,
  };
}

type StatementRow = {
  file_id: string;
  ordinal: number;
  statement_id: string;
  unit: string | null;
  account: string;
  currency: string | null;
  statement_no: string | null;
  business_date: IsoDate | null;
  opening_minor: string | null;
  closing_minor: string | null;
  opening_date: IsoDate | null;
  closing_date: IsoDate | null;
  line_count: number;
  foots: boolean | null;
  chain_ok: boolean | null;
  interim: boolean;
};

function toStatement(row: StatementRow): FileStatement {
  return {
    statementId: row.statement_id,
    unit: row.unit,
    account: row.account,
    currency: row.currency,
    statementNo: row.statement_no,
    businessDate: row.business_date,
    openingMinor: row.opening_minor,
    closingMinor: row.closing_minor,
    openingDate: row.opening_date,
    closingDate: row.closing_date,
    lineCount: row.line_count,
    foots: row.foots,
    chainOk: row.chain_ok,
    interim: row.interim,
  };
}

function toStatementRow(fileId: string, ordinal: number, one: FileStatement): StatementRow {
  return {
    file_id: fileId,
    ordinal,
    statement_id: one.statementId,
    unit: one.unit,
    account: one.account,
    currency: one.currency,
    statement_no: one.statementNo,
    business_date: one.businessDate,
    opening_minor: one.openingMinor,
    closing_minor: one.closingMinor,
    opening_date: one.openingDate,
    closing_date: one.closingDate,
    line_count: one.lineCount,
    foots: one.foots,
    chain_ok: one.chainOk,
    interim: one.interim,
  };
}

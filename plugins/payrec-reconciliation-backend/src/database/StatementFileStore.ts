import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { Readable } from 'node:stream';
import { Question } from './askTogether';
import { FileRow, StatementFile, toFile, toStatement } from './statementRows';

export type { FileStatement, StatementFile, StatementWarning } from './statementRows';

/** Size of the pieces a file is kept in: small enough for one statement to PostgreSQL, large enough for few rows. */
export const CHUNK_BYTES = 1024 * 1024;

type FileFilter = { unit?: string; state?: string; warningsOnly?: boolean };

/**
 * Uploaded files with their bytes. A file counts only in state `ingested`: lines of any other file that are in the index
 * already are left out by every reader. How a file gets there is the IntakeQueue's.
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
    const [row, statements] = await Promise.all([
      this.db<FileRow>('statement_files').where({ id }).first(),
      this.db('file_statements').where('file_id', id).orderBy('ordinal'),
    ]);
    return row && toFile(row, statements.map(toStatement));
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

  /** Days in [from, to] on which each unit has a statement that is not interim. */
  daysWithStatement(
    from: IsoDate,
    to: IsoDate,
  ): Question<{ unit: string; business_date: IsoDate }, Array<{ unit: string; businessDate: IsoDate }>> {
    return {
      // A settlement report says nothing about the bank's day.
      sql: `SELECT DISTINCT s.unit, s.business_date FROM file_statements s JOIN statement_files f ON f.id = s.file_id
        WHERE f.state = 'ingested' AND f.format NOT IN ('adyen-settlement', 'stripe-balance', 'stripe-payout')
          AND NOT s.interim AND s.unit IS NOT NULL AND s.business_date BETWEEN ? AND ?
        ORDER BY s.unit, s.business_date`,
      params: [from, to],
      read: rows => rows.map(row => ({ unit: row.unit, businessDate: row.business_date })),
    };
  }

  /** Files with warnings uploaded since `since`, and those rejected. */
  countWithWarnings(
    since: Instant,
  ): Question<{ files: number; rejected: number }, { files: number; rejected: number }> {
    return {
      sql: `SELECT count(*) FILTER (WHERE warning_count > 0 AND state = 'ingested') AS files,
          count(*) FILTER (WHERE state = 'rejected') AS rejected
        FROM statement_files WHERE uploaded_at >= ?`,
      params: [since],
      read: ([counts]) => counts,
    };
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

import { Instant, IsoDate } from '@internal/plugin-payrec-common';
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
  /** First and last business date among the rows; null before they are read, and last of files read by an older portal. */
  readonly firstDate: IsoDate | null;
  readonly lastDate: IsoDate | null;
};

export type FileRow = {
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
  first_date: IsoDate | null;
  last_date: IsoDate | null;
};

export function toFile(row: FileRow, statements: FileStatement[]): StatementFile {
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
    firstDate: row.first_date,
    lastDate: row.last_date,
  };
}

export type StatementRow = {
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

export function toStatement(row: StatementRow): FileStatement {
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

export function toStatementRow(fileId: string, ordinal: number, one: FileStatement): StatementRow {
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

import {
  CONTRACT_VERSION,
  Instant,
  IsoDate,
  addDays,
  currencyExponent,
  finalIndexTable,
  parseCurrency,
} from '@internal/plugin-payrec-common';
import { EngineRow, EngineSession, SystemFinalIndex } from '@internal/plugin-payrec-node';
import { FileStatement, StatementFile, StatementFileStore, StatementWarning } from '../../database/StatementFileStore';
import {
  INTERIM_FILE_AGAIN,
  KEPT_BY_STATEMENT,
  LATER_CLOSING,
  LINES_TO_WRITE,
  PREVIOUS_CLOSING,
  STATEMENTS_TO_WRITE,
  SUPERSEDED_FILES,
  TRANSACTIONS_COUNT,
  TRANSACTIONS_TO_WRITE,
  bookedParams,
  linesToKeep,
  supersedeInterim,
  supersedeParams,
  transactionsToKeep,
} from '../../queries/intakeSql';
import { AccountDirectory } from '../../service/AccountDirectory';
import { FileEvents, SettlementBatches } from './FileEvents';
import { StatementRejected } from './StatementRejected';
import { FileFacts, LINE_COLUMNS, TRANSACTION_COLUMNS } from './rows';

/** Warnings kept per file; the count is always whole. */
const WARNINGS_MAX = 500;
/** Lines of overlapping statements lie at most this far from each other's business dates. */
const OVERLAP_DAYS = 10;

export type IntakeOutcome = {
  readonly format: string;
  readonly lineCount: number;
  readonly duplicateLineCount: number;
  readonly warnings: StatementWarning[];
  readonly warningCount: number;
  readonly statements: FileStatement[];
  /** Lines that no longer count, by hash of the intraday file they stand in. */
  readonly superseded: ReadonlyMap<string, number>;
  /** First and last business date among the rows. */
  readonly firstDate: IsoDate | null;
  readonly lastDate: IsoDate | null;
  readonly units: ReadonlyArray<{ unit: string; currency: string }>;
};

/**
 * Reads a kept file and writes its rows into the index. Writing names the file, so doing it again after a kill replaces
 * what is there; nothing counts until the file is marked as ingested.
 */
export class StatementIntake {
  constructor(
    private readonly files: StatementFileStore,
    private readonly accounts: AccountDirectory,
    private readonly system: SystemFinalIndex,
  ) {}

  /** @throws StatementRejected or StatementFormatError when the file cannot count; anything else is not the file's fault. */
  async takeIn(file: StatementFile, options: { now: Instant; signal?: AbortSignal }): Promise<IntakeOutcome> {
    const accounts = await this.accounts.list();
    const uncounted = await this.files.hashesNotCounted();
    const facts: FileFacts = { fileId: file.id, fileName: file.fileName, sha256: file.sha256, now: options.now };
    return this.system.withSession({ reason: `statement intake ${file.id}`, signal: options.signal }, async session => {
      await session.load(
        'uncounted',
        [{ name: 'sha256', type: 'text' }],
        uncounted.filter(sha256 => sha256 !== file.sha256).map(sha256 => ({ sha256 })),
      );
      const events = new FileEvents(this.files.read(file.id), accounts, facts, file.requestedFormat);
      return (await events.isSettlementReport())
        ? this.takeInSettlement(session, events, file)
        : this.takeInStatements(session, events, facts);
    });
  }

  private async takeInStatements(session: EngineSession, events: FileEvents, file: FileFacts): Promise<IntakeOutcome> {
    await session.load('in_lines', LINE_COLUMNS, events.lineRows());
    const { statements } = events;
    if (statements.length === 0) {
      throw new StatementRejected('The file holds no statement; check that it is complete');
    }
    await this.chain(session, statements, file);
    await session.load(
      'in_statements',
      [...finalIndexTable('statements').columns, { name: 'fresh', type: 'boolean' }],
      statements.map(one => toStatementRow(one, file)),
    );
    const { from, to } = events.dates();
    const [overlapFrom, overlapTo] = [addDays(from, -OVERLAP_DAYS), addDays(to, OVERLAP_DAYS)];
    const marker = `statement-intake:${file.fileId}`;
    const [booked, ...rest] = linesToKeep;
    await session.run(booked, bookedParams(overlapFrom, overlapTo, file.sha256));
    for (const sql of rest) await session.run(sql);
    const [interimOpen, superseded] = supersedeInterim;
    await session.run(interimOpen, supersedeParams(overlapFrom, overlapTo, file.sha256, marker));
    await session.run(superseded);
    const kept = await counts(session, KEPT_BY_STATEMENT, 'statement_id');
    const supersededFiles = await counts(session, SUPERSEDED_FILES, 'source_file_sha256');

    // Own rows first: a kill in between leaves intraday lines that still stand for themselves.
    await session.replacePartition('statements', file.sha256, STATEMENTS_TO_WRITE);
    await session.replacePartition('statement_lines', file.sha256, LINES_TO_WRITE);
    for (const sha256 of supersededFiles.keys()) {
      await session.replacePartition('statement_lines', sha256, INTERIM_FILE_AGAIN, [marker, sha256]);
    }
    const total = statements.reduce((sum, one) => sum + one.lineCount, 0);
    const keptTotal = [...kept.values()].reduce((sum, lines) => sum + lines, 0);
    return {
      ...events.summary(WARNINGS_MAX),
      lineCount: keptTotal,
      duplicateLineCount: total - keptTotal,
      statements: statements.map(one => ({ ...one, lineCount: kept.get(one.statementId) ?? 0 })),
      superseded: supersededFiles,
      firstDate: keptTotal > 0 ? from : null,
      lastDate: keptTotal > 0 ? to : null,
    };
  }

  private async takeInSettlement(
    session: EngineSession,
    events: FileEvents,
    file: StatementFile,
  ): Promise<IntakeOutcome> {
    const batches = new SettlementBatches();
    await session.load('in_transactions', TRANSACTION_COLUMNS, events.transactionRows(batches));
    if (batches.rowCount === 0) {
      throw new StatementRejected('The settlement report holds no transaction; check that it is complete');
    }
    const { from, to } = events.dates();
    const [numbered, kept] = transactionsToKeep(session.dialect);
    await session.run(numbered);
    await session.run(kept, [from, to, file.sha256]);
    await session.replacePartition('transactions', file.sha256, TRANSACTIONS_TO_WRITE);
    const [row] = await session.all(TRANSACTIONS_COUNT);
    const lineCount = Number(row.lines);
    return {
      ...events.summary(WARNINGS_MAX),
      lineCount,
      duplicateLineCount: batches.rowCount - lineCount,
      statements: batches.list(),
      superseded: new Map(),
      firstDate: lineCount > 0 ? from : null,
      lastDate: lineCount > 0 ? to : null,
    };
  }

  /**
   * Whether each first statement of an account continues what is in the index. Later ones of the file were judged by the
   * reader. `fresh` says that the statement is provably the next one, so that none of its lines was there before.
   */
  private async chain(session: EngineSession, statements: ReadStatement[], file: FileFacts): Promise<void> {
    const seen = new Set<string>();
    for (const one of statements) {
      const { unit, openingMinor, openingDate, closingDate } = one;
      if (one.interim || !unit || openingMinor === null || !openingDate) continue;
      if (!seen.has(unit)) {
        const [previous] = await session.all(PREVIOUS_CLOSING, [
          addDays(openingDate, -62),
          openingDate,
          unit,
          openingDate,
          file.sha256,
        ]);
        if (previous) {
          one.chainOk = previous.closing_minor === openingMinor;
          const [later] = closingDate
            ? await session.all(LATER_CLOSING, [closingDate, unit, closingDate, file.sha256])
            : [undefined];
          one.fresh = one.chainOk && one.foots === true && !later && previous.statement_no !== one.statementNo;
          if (!one.chainOk)
            one.warn('chain-broken', 'Opens with another balance than the statement before it closed with');
        }
      }
      seen.add(unit);
    }
  }
}

/** A statement while it is read. */
export type ReadStatement = {
  -readonly [key in keyof FileStatement]: FileStatement[key];
} & {
  format: string;
  accountId: string;
  bank: string | null;
  page: string | null;
  warningCodes: string[];
  lineNo: number;
  fresh: boolean;
  warn(code: string, message: string): void;
};

function toStatementRow(one: ReadStatement, file: FileFacts): EngineRow {
  // The account gave it one, when the file did not.
  const currency = parseCurrency(one.currency ?? '');
  return {
    statement_id: one.statementId,
    format: one.format,
    account_id: one.accountId,
    recon_unit: one.unit,
    account_number: one.account,
    bank: one.bank,
    statement_no: one.statementNo,
    page: one.page,
    opening_minor: one.openingMinor,
    closing_minor: one.closingMinor,
    opening_date: one.openingDate,
    closing_date: one.closingDate,
    business_date: one.businessDate,
    currency,
    currency_exponent: currencyExponent(currency),
    foots: one.foots,
    chain_ok: one.chainOk,
    interim: one.interim,
    warnings: [...new Set(one.warningCodes)].sort(),
    source_system: 'bank',
    source_file: file.fileName,
    source_file_sha256: file.sha256,
    source_line_no: one.lineNo,
    raw_payload_ref: null,
    ingested_at: file.now,
    pipeline_run_id: `statement-intake:${file.fileId}`,
    contract_version: CONTRACT_VERSION,
    valid_from_run: null,
    superseded_by: null,
    fresh: one.fresh,
  };
}

async function counts(session: EngineSession, sql: string, key: string): Promise<Map<string, number>> {
  return new Map((await session.all(sql)).map(row => [String(row[key]), Number(row.lines)]));
}

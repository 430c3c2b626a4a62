import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Currency, IsoDate, parseIsoDate } from '@internal/plugin-payrec-common';
import { EngineRow } from '@internal/plugin-payrec-node';
import { FileStatement, StatementWarning } from '../../database/StatementFileStore';
import { Account, findByNumber, findBySettlementSource } from '../../service/AccountDirectory';
import { readStatementFile } from '../readers/readStatementFile';
import {
  ParsedLine,
  STATEMENT_FORMATS,
  StatementEvent,
  StatementFormat,
  StatementHeader,
  StatementWarning as ReaderWarning,
} from '../readers/types';
import type { ReadStatement } from './StatementIntake';
import { StatementRejected } from './StatementRejected';
import { FileFacts, hashOf, toLineRow, toTransactionRow } from './rows';

const SETTLEMENT_FORMATS: readonly string[] = ['adyen-settlement', 'stripe-balance', 'stripe-payout'];

/**
 * The events of one file turned into rows as they pass, in constant memory; what is known per statement is kept. A file
 * is read once: either as statements or as a settlement report.
 */
export class FileEvents {
  readonly statements: ReadStatement[] = [];
  private readonly events: AsyncIterator<StatementEvent>;
  private first?: IteratorResult<StatementEvent>;
  private readonly warnings: StatementWarning[] = [];
  private format = '';
  private from?: IsoDate;
  private to?: IsoDate;
  private readonly units = new Map<string, Currency>();

  constructor(
    bytes: Readable,
    private readonly accounts: readonly Account[],
    private readonly file: FileFacts,
    requestedFormat: string | null,
  ) {
    this.events = readStatementFile(bytes, {
      format: requestedFormat === null ? undefined : knownFormat(requestedFormat),
      fileName: file.fileName,
    });
  }

  /** Looks at the first event only. */
  async isSettlementReport(): Promise<boolean> {
    this.first = await this.events.next();
    const event = this.first.done ? undefined : this.first.value;
    return event?.type === 'statement-start' && SETTLEMENT_FORMATS.includes(event.header.format);
  }

  /** Rows of `statement_lines`; when it ends, {@link statements} is complete. */
  async *lineRows(): AsyncGenerator<EngineRow> {
    let current: { statement: ReadStatement; header: StatementHeader; account?: Account } | undefined;
    let ordinal = 0;
    for await (const event of this.all()) {
      if (event.type === 'statement-start') {
        const { header } = event;
        this.format = header.format;
        ordinal = 0;
        current = { statement: this.startStatement(header), header };
        if (header.currency !== null) current.account = this.accountOf(header, header.currency);
      } else if (event.type === 'line' && current) {
        const { line } = event;
        current.account ??= this.accountOf(current.header, line.currency);
        const { account, statement, header } = current;
        if (line.currency !== account.currency) {
          throw new StatementRejected(
            `Line ${line.lineNo} is in ${line.currency} on the ${account.currency} account ${account.accountNumber}; ask the bank for a statement per currency`,
          );
        }
        ordinal += 1;
        const fallbackDate = header.openingDate ?? line.valueDate ?? line.bookingDate;
        if (!fallbackDate) {
          throw new StatementRejected(
            `Line ${line.lineNo} has neither booking nor value date and its statement none either; ask the bank for a file with dates`,
          );
        }
        const row = toLineRow(
          line,
          {
            account,
            statementId: statement.statementId,
            statementSeq: this.statements.length,
            ordinal,
            statementNo: header.statementNo,
            page: header.page,
            fallbackDate,
          },
          this.file,
        );
        statement.lineCount = ordinal;
        statement.lineNo ||= line.lineNo;
        this.see(row.business_date as IsoDate);
        statement.businessDate = later(statement.businessDate, row.business_date as IsoDate);
        yield row;
      } else if (event.type === 'statement-end' && current) {
        const { footer } = event;
        const { statement, header } = current;
        const currency = footer.currency ?? header.currency ?? current.account?.currency ?? null;
        current.account ??= currency === null ? undefined : this.accountOf(header, currency);
        const account = current.account ?? this.accountOf(header, null);
        statement.accountId = account.id;
        statement.unit = account.unit;
        statement.currency = account.currency;
        statement.openingMinor = (footer.opening ?? header.opening)?.toString() ?? null;
        statement.closingMinor = footer.closing?.toString() ?? null;
        statement.openingDate = footer.openingDate ?? header.openingDate;
        statement.closingDate = footer.closingDate;
        statement.foots = footer.foots;
        statement.chainOk = footer.chainOk;
        statement.businessDate =
          footer.closingDate ??
          statement.businessDate ??
          statement.openingDate ??
          (this.file.now.slice(0, 10) as IsoDate);
        this.see(statement.businessDate);
        this.units.set(account.unit, account.currency);
        footer.warnings.forEach(warning => this.warn(statement, warning));
        current = undefined;
      } else if (event.type === 'file-end') {
        event.warnings.forEach(warning => this.warnings.push(warning));
      }
    }
  }

  /** Rows of `transactions`; payouts themselves are left out. */
  async *transactionRows(batches: SettlementBatches): AsyncGenerator<EngineRow> {
    let header: StatementHeader | undefined;
    let rowNo = 0;
    for await (const event of this.all()) {
      if (event.type === 'statement-start') {
        header = event.header;
        this.format = header.format;
      } else if (event.type === 'line' && header) {
        const { line } = event;
        const details = line.settlement;
        if (!details) throw new Error(`Reader ${header.format} gave line ${line.lineNo} without settlement details`);
        const psp = header.format === 'adyen-settlement' ? 'adyen' : 'stripe';
        const account = this.settlementAccount(psp, details.merchantAccount ?? header.accountNumber, line);
        if (details.kind === 'payout') continue;
        rowNo += 1;
        const fallbackDate = header.openingDate ?? (this.file.now.slice(0, 10) as IsoDate);
        const row = toTransactionRow(line, details, { account, psp, rowNo, fallbackDate }, this.file);
        this.see(row.business_date as IsoDate);
        this.units.set(account.unit, account.currency);
        batches.add(account, details.merchantAccount ?? header.accountNumber ?? psp, details.batch, row);
        yield row;
      } else if (event.type === 'statement-end') {
        event.footer.warnings.forEach(warning => this.warnings.push(warning));
      } else if (event.type === 'file-end') {
        event.warnings.forEach(warning => this.warnings.push(warning));
      }
    }
  }

  /** First and last business date that passed. */
  dates(): { from: IsoDate; to: IsoDate } {
    if (!this.from || !this.to) throw new StatementRejected('The file has no dated entry; check that it is complete');
    return { from: this.from, to: this.to };
  }

  summary(warningsMax: number) {
    return {
      format: this.format,
      warnings: this.warnings.slice(0, warningsMax),
      warningCount: this.warnings.length,
      units: [...this.units].map(([unit, currency]) => ({ unit, currency })),
    };
  }

  private async *all(): AsyncGenerator<StatementEvent> {
    let next = this.first ?? (await this.events.next());
    while (!next.done) {
      yield next.value;
      next = await this.events.next();
    }
  }

  private startStatement(header: StatementHeader): ReadStatement {
    const at = this.statements.length;
    const statement: ReadStatement = {
      // The position tells apart what a sloppy file calls alike.
      statementId: hashOf(this.file.sha256, header.accountNumber, header.statementNo, header.page, at),
      format: header.format,
      accountId: '',
      unit: null,
      account: header.accountNumber ?? '',
      bank: header.bank,
      page: header.page,
      currency: header.currency,
      statementNo: header.statementNo,
      businessDate: null,
      openingMinor: null,
      closingMinor: null,
      openingDate: header.openingDate,
      closingDate: null,
      lineCount: 0,
      foots: null,
      chainOk: null,
      interim: header.interim,
      warningCodes: [],
      lineNo: 0,
      fresh: false,
      warn: (code, message) => this.warn(statement, { code, line: statement.lineNo || null, message }),
    };
    this.statements.push(statement);
    return statement;
  }

  private accountOf(header: StatementHeader, currency: string | null): Account {
    const number = header.accountNumber ?? '';
    const account = findByNumber(this.accounts, number, currency);
    if (!account) {
      throw new StatementRejected(
        `Account "${number}"${
          currency ? ` in ${currency}` : ''
        } is not known here; add it to payrec.reconciliation.accounts or to the index table accounts, then upload the file again`,
      );
    }
    return account;
  }

  private settlementAccount(psp: 'adyen' | 'stripe', merchantAccount: string | null, line: ParsedLine): Account {
    const account = findBySettlementSource(this.accounts, { psp, merchantAccount, currency: line.currency });
    if (!account) {
      throw new StatementRejected(
        `No account receives the ${line.currency} payouts of ${psp} merchant account "${merchantAccount ?? ''}" (line ${
          line.lineNo
        }); name it as settlementSource of an account in payrec.reconciliation.accounts, then upload the file again`,
      );
    }
    return account;
  }

  private warn(statement: ReadStatement, warning: ReaderWarning | StatementWarning): void {
    statement.warningCodes.push(warning.code);
    this.warnings.push({ code: warning.code, line: warning.line, message: warning.message });
  }

  private see(date: IsoDate): void {
    if (!this.from || date < this.from) this.from = date;
    if (!this.to || date > this.to) this.to = date;
  }
}

/** The batches of a settlement report, shown as its statements. */
export class SettlementBatches {
  rowCount = 0;
  private readonly batches = new Map<string, FileStatement & { lineCount: number; businessDate: IsoDate }>();

  add(account: Account, merchantAccount: string, batch: string | null, row: EngineRow): void {
    this.rowCount += 1;
    const key = JSON.stringify([account.unit, merchantAccount, batch]);
    const date = parseIsoDate(String(row.business_date));
    const known = this.batches.get(key);
    this.batches.set(key, {
      statementId: createHash('sha256')
        .update(`${String(row.source_file_sha256)} ${key}`)
        .digest('hex'),
      unit: account.unit,
      account: merchantAccount,
      currency: account.currency,
      statementNo: batch,
      openingMinor: null,
      closingMinor: null,
      openingDate: null,
      closingDate: null,
      foots: null,
      chainOk: null,
      interim: false,
      businessDate: later(known?.businessDate ?? null, date),
      lineCount: (known?.lineCount ?? 0) + 1,
    });
  }

  list(): FileStatement[] {
    return [...this.batches.values()];
  }
}

function later(a: IsoDate | null, b: IsoDate): IsoDate {
  return a !== null && a > b ? a : b;
}

function knownFormat(format: string): StatementFormat {
  const found = STATEMENT_FORMATS.find(one => one === format);
  if (!found) {
    throw new StatementRejected(
      `"${format}" is no format this portal reads; use one of ${STATEMENT_FORMATS.join(', ')}`,
    );
  }
  return found;
}

import { Currency, IsoDate } from '@internal/plugin-payrec-common';
import { StatementFormatError } from '../StatementFormatError';
import { StatementChain } from '../StatementChain';
import { ParsedLine, StatementEvent } from '../types';
import { WarningList } from '../WarningList';
import { currencyOf, minorInteger } from '../amounts';
import { batchRefOf, meaningful } from '../references';
import { Bai2Record } from './readRecords';
import { Detail, Summary, fieldsOf, parseDetail, parseSummaries, signOf } from './parseRecords';

/** What a 02 record says for the accounts below it. */
export type Group = {
  readonly bank: string | null;
  readonly asOfDate: IsoDate | null;
  readonly currency: string;
  readonly interim: boolean;
};

/** Balance type codes: opening and closing ledger. */
const OPENING_LEDGER = '010';
const CLOSING_LEDGER = '015';
const TOTAL_CREDITS = '100';
const TOTAL_DEBITS = '400';

/** One 03 account with its 16 details, up to its 49 trailer. */
export class Bai2Account {
  private readonly accountNumber: string | null;
  private readonly currency: Currency;
  private readonly summaries: readonly Summary[];
  private readonly lineNo: number;
  private controlTotal: bigint;
  private recordCount: number;
  private total = 0n;
  private credits = 0n;
  private debits = 0n;
  private lineCount = 0;

  constructor(
    record: Bai2Record,
    private readonly group: Group,
    private readonly fileRef: string | null,
    private readonly warnings: WarningList,
    private readonly chain: StatementChain,
  ) {
    const fields = fieldsOf(record);
    this.lineNo = record.lineNo;
    this.accountNumber = fields[0] || null;
    this.currency = currencyOf(fields[1] || group.currency, record.lineNo);
    this.summaries = parseSummaries(fields, record.lineNo);
    this.controlTotal = this.summaries.reduce((sum, { amount }) => sum + amount, 0n);
    this.recordCount = record.recordCount;
    if (!this.accountNumber) warnings.add('missing-account', record.lineNo, 'The account record (03) names no account');
  }

  start(): StatementEvent {
    return {
      type: 'statement-start',
      header: {
        format: 'bai2',
        accountNumber: this.accountNumber,
        bank: this.group.bank,
        currency: this.currency,
        statementRef: this.fileRef,
        statementNo: this.fileRef,
        page: null,
        opening: this.summary(OPENING_LEDGER),
        openingDate: this.group.asOfDate,
        interim: this.group.interim,
      },
    };
  }

  *detail(record: Bai2Record): Generator<StatementEvent> {
    this.recordCount += record.recordCount;
    const detail = parseDetail(record);
    if (detail.amountText === '') {
      if (detail.type === '890') {
        this.warnings.add(
          'non-monetary-entry',
          record.lineNo,
          'A detail of type 890 carries information only and is no line',
        );
        return;
      }
      throw new StatementFormatError({
        line: record.lineNo,
        value: record.raw,
        reason: 'The detail (16) has no amount',
        remedy: 'Ask the bank for a corrected file',
      });
    }
    const stated = minorInteger(detail.amountText, record.lineNo);
    this.controlTotal += stated;
    const sign = signOf(detail.type, stated, record.lineNo);
    if (sign === null) {
      this.warnings.add(
        'non-monetary-entry',
        record.lineNo,
        `A detail of type ${detail.type} carries information only and is no line`,
      );
      return;
    }
    if (stated < 0n)
      this.warnings.add(
        'amount-format',
        record.lineNo,
        `"${detail.amountText}" has a sign of its own beside its type code`,
      );
    const amount = sign * stated;
    this.total += amount;
    if (sign > 0n) this.credits += stated;
    else this.debits += stated;
    this.lineCount += 1;
    yield { type: 'line', line: this.toLine(record, detail, amount) };
  }

  /** Compares with the 49 trailer, if there is one, and returns the control total the next level adds up. */
  control(trailer: Bai2Record | null): bigint {
    if (!trailer) {
      this.warnings.add('missing-trailer', this.lineNo, 'The account has no trailer (49)');
      return this.controlTotal;
    }
    const [total = '', count = ''] = fieldsOf(trailer);
    const stated = total === '' ? this.controlTotal : minorInteger(total, trailer.lineNo);
    const records = this.recordCount + trailer.recordCount;
    if (stated !== this.controlTotal) {
      this.warnings.add(
        'control-mismatch',
        trailer.lineNo,
        `Record 49 says a control total of ${stated}; the account gives ${this.controlTotal}`,
      );
    }
    if (/^\d+$/.test(count) && BigInt(count) !== BigInt(records)) {
      this.warnings.add(
        'control-mismatch',
        trailer.lineNo,
        `Record 49 says ${count} records; the account has ${records}`,
      );
    }
    return stated;
  }

  end(line: number | null): StatementEvent {
    const opening = this.summary(OPENING_LEDGER);
    const closing = this.summary(CLOSING_LEDGER);
    this.compareTotal(TOTAL_CREDITS, this.credits);
    this.compareTotal(TOTAL_DEBITS, this.debits);
    const date = this.group.asOfDate;
    const { currency } = this;
    return {
      type: 'statement-end',
      footer: this.chain.close({
        account: this.accountNumber,
        currency,
        opening: opening === null ? null : { amount: opening, currency, date },
        closing: closing === null ? null : { amount: closing, currency, date },
        total: this.total,
        lineCount: this.lineCount,
        line: line ?? this.lineNo,
        pagesWithinDay: false,
      }),
    };
  }

  private summary(type: string): bigint | null {
    return this.summaries.find(found => found.type === type)?.amount ?? null;
  }

  /** Totals without details are usual (a summary report), totals that differ from given details are not. */
  private compareTotal(type: string, seen: bigint): void {
    const stated = this.summary(type);
    if (stated !== null && this.lineCount > 0 && stated !== seen) {
      this.warnings.add(
        'control-mismatch',
        this.lineNo,
        `Total ${type} of the account says ${stated}; its details give ${seen}`,
      );
    }
  }

  private toLine(record: Bai2Record, detail: Detail, amount: bigint): ParsedLine {
    if (detail.valueDateRaw) {
      this.warnings.add(
        'impossible-date',
        record.lineNo,
        `The value date "${detail.valueDateRaw.slice(0, 40)}" is no calendar day`,
      );
    }
    const text = detail.texts.join(' ').replace(/\s+/g, ' ').trim();
    const labels = labelsOf(detail.texts);
    const endToEndId = meaningful(labels.get('EREF'));
    const customerRef = meaningful(detail.customerRef);
    const party = amount < 0n ? ['CRNM', 'BNF NAME', 'BNF'] : ['DBNM', 'ORG', 'ORG NAME'];
    return {
      amount,
      currency: this.currency,
      bookingDate: this.group.asOfDate,
      valueDate: detail.valueDate,
      valueDateRaw: detail.valueDateRaw,
      reference: endToEndId ?? customerRef,
      endToEndId,
      customerRef,
      bankRef: meaningful(detail.bankRef),
      batchRef: batchRefOf(text, endToEndId, customerRef),
      counterparty: party.map(label => labels.get(label)).find(Boolean) ?? null,
      text,
      // 555 and 256/257-like returns stay what they are: BAI2 has no mark for a reversal.
      reversal: false,
      status: 'BOOK',
      bankCode: detail.type,
      lineNo: record.lineNo,
      raw: record.raw,
      details: [],
      detailCount: 0,
      settlement: null,
    };
  }
}

/** `EREF: 1111`, `ORG:=OPTIONS LINK` on lines of their own, the way banks structure the text. */
function labelsOf(texts: readonly string[]): Map<string, string> {
  const labels = new Map<string, string>();
  for (const text of texts) {
    const match = /^([A-Z][A-Z ]{1,14}):=?\s*(.+)$/.exec(text);
    if (match && !labels.has(match[1])) labels.set(match[1], match[2].trim());
  }
  return labels;
}

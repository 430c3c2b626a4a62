import { StatementReader } from '../StatementReader';
import { StatementFormatError } from '../StatementFormatError';
import { StatementChain } from '../StatementChain';
import { StatementEvent } from '../types';
import { dateOfYymmdd, minorInteger } from '../amounts';
import { splitLines } from '../splitLines';
import { WarningList } from '../WarningList';
import { Bai2Account, Group } from './Bai2Account';
import { Bai2Record, readRecords } from './readRecords';
import { fieldsOf } from './parseRecords';

/** What a trailer compares: the sum of the control totals below it, the units below it and the physical records. */
type Level = { total: bigint; units: number; records: number };

class Bai2File {
  private readonly chain: StatementChain;
  private group: Group | undefined;
  private account: Bai2Account | undefined;
  private fileLevel: Level = { total: 0n, units: 0, records: 0 };
  private groupLevel: Level = { total: 0n, units: 0, records: 0 };
  private fileRef: string | null = null;
  private accountCount = 0;
  private ended = false;

  constructor(private readonly warnings: WarningList) {
    this.chain = new StatementChain(warnings);
  }

  *push(record: Bai2Record): Generator<StatementEvent> {
    this.fileLevel.records += record.recordCount;
    this.groupLevel.records += record.recordCount;
    const fields = fieldsOf(record);
    switch (record.code) {
      case '01':
        yield* this.closeAccount(record.lineNo, null);
        this.fileRef = [fields[2], fields[4]].filter(Boolean).join('-') || null;
        this.fileLevel = { total: 0n, units: 0, records: record.recordCount };
        this.ended = false;
        break;
      case '02':
        yield* this.closeAccount(record.lineNo, null);
        this.group = this.parseGroup(fields, record.lineNo);
        this.groupLevel = { total: 0n, units: 0, records: record.recordCount };
        break;
      case '03':
        yield* this.closeAccount(record.lineNo, null);
        this.accountCount += 1;
        this.account = new Bai2Account(record, this.requireGroup(record), this.fileRef, this.warnings, this.chain);
        yield this.account.start();
        break;
      case '16':
        if (!this.account) {
          throw new StatementFormatError({
            line: record.lineNo,
            value: record.raw,
            reason: 'A detail (16) stands outside of an account (03)',
            remedy: 'Ask the bank for a complete file',
          });
        }
        yield* this.account.detail(record);
        break;
      case '49':
        yield* this.closeAccount(record.lineNo, record);
        break;
      case '98':
        yield* this.closeAccount(record.lineNo, null);
        this.compare('98', fields, record.lineNo, this.groupLevel, 'accounts');
        this.fileLevel.total += this.groupLevel.total;
        this.fileLevel.units += 1;
        this.group = undefined;
        break;
      case '99':
        yield* this.closeAccount(record.lineNo, null);
        this.compare('99', fields, record.lineNo, this.fileLevel, 'groups');
        this.ended = true;
        break;
      default:
    }
  }

  *end(): Generator<StatementEvent> {
    yield* this.closeAccount(null, null);
    if (this.accountCount === 0) {
      throw new StatementFormatError({
        reason: 'The file has no account record (03), so it is no BAI2 statement',
        remedy: 'Check that the file is complete',
      });
    }
    if (!this.ended) this.warnings.add('missing-trailer', null, 'The file has no trailer (99); its end may be missing');
  }

  private parseGroup(fields: readonly string[], line: number): Group {
    const [, originator, status, asOf = '', , currency, modifier] = fields;
    if (status === '2' || status === '4') {
      throw new StatementFormatError({
        line,
        value: status,
        reason: status === '2' ? 'The group deletes an earlier report' : 'The group is a test, not a report',
        remedy: 'Upload the report itself; deletions are decided by a person',
      });
    }
    const asOfDate = dateOfYymmdd(asOf) ?? null;
    if (!asOfDate)
      this.warnings.add('impossible-date', line, `The as-of date "${asOf.slice(0, 40)}" is no calendar day`);
    return {
      bank: originator || null,
      asOfDate,
      currency: currency || 'USD',
      interim: modifier === '1' || modifier === '3',
    };
  }

  private requireGroup(record: Bai2Record): Group {
    if (this.group) return this.group;
    this.warnings.add(
      'missing-tag',
      record.lineNo,
      'The account stands in no group (02): its date is unknown and its currency taken as USD',
    );
    return { bank: null, asOfDate: null, currency: 'USD', interim: false };
  }

  private *closeAccount(line: number | null, trailer: Bai2Record | null): Generator<StatementEvent> {
    if (!this.account) return;
    const account = this.account;
    this.account = undefined;
    this.groupLevel.units += 1;
    this.groupLevel.total += account.control(trailer);
    yield account.end(line);
  }

  private compare(code: string, fields: readonly string[], line: number, level: Level, units: string): void {
    const [total = '', count = '', records = ''] = fields;
    const stated = total === '' ? null : minorInteger(total, line);
    if (stated !== null && stated !== level.total) {
      this.warnings.add(
        'control-mismatch',
        line,
        `Record ${code} says a control total of ${stated}; the trailers below it give ${level.total}`,
      );
    }
    if (/^\d+$/.test(count) && BigInt(count) !== BigInt(level.units)) {
      this.warnings.add('control-mismatch', line, `Record ${code} says ${count} ${units}; the file has ${level.units}`);
    }
    if (/^\d+$/.test(records) && BigInt(records) !== BigInt(level.records)) {
      this.warnings.add(
        'control-mismatch',
        line,
        `Record ${code} says ${records} records; the file has ${level.records}`,
      );
    }
    // What the trailer says is what the next level adds up, so that one wrong figure is reported once.
    if (stated !== null) level.total = stated;
  }
}

/** BAI2 (and the compatible X9.121 files): one statement per 03 account record. */
export const readBai2: StatementReader = async function* readBai2(text, warnings) {
  const lines = splitLines(text, line => warnings.add('line-ends', line, 'The file mixes kinds of line ends'));
  const file = new Bai2File(warnings);
  for await (const record of readRecords(lines, warnings)) yield* file.push(record);
  yield* file.end();
};

import { Currency, isCurrency } from '@internal/plugin-payrec-common';
import { StatementFormatError } from '../StatementFormatError';
import { Balance, StatementChain } from '../StatementChain';
import { ParsedLine, StatementEvent } from '../types';
import { WarningList } from '../WarningList';
import { currencyOf, majorText } from '../amounts';
import { batchRefOf } from '../references';
import { parseBalance, swiftAmount } from './balance';
import { Entry, parseEntry } from './parseEntry';
import { parseInformation } from './parseInformation';
import { TagToken } from './readTags';

type Tag = Extract<TagToken, { kind: 'tag' }>;
type OpenEntry = { entry: Entry; lineNo: number; raw: string[]; information: string[]; nonSwift: string[] };

/** `:61:` says only "look in the :86:" with these in place of a reference. */
const POINTER = /^(EREF|KREF|PREF|MARF|MREF)\+?$/;
/** Entries held back while the currency is unknown; a statement page has far fewer. */
const HELD_MAX = 50_000;

/** Turns the tags of one message into events. Lines leave as soon as their currency is known. */
export class Mt940Statement {
  private ref: string | null = null;
  private account: string | null = null;
  private bank: string | null;
  private statementNo: string | null = null;
  private page: string | null = null;
  private opening: Balance | null = null;
  private closing: Balance | null = null;
  private floorCurrency: Currency | null = null;
  private interim = false;
  private started = false;
  private current: OpenEntry | undefined;
  private held: OpenEntry[] = [];
  private total = 0n;
  private lineCount = 0;
  private lastLine: number;
  private readonly sums = { C: { count: 0, minor: 0n }, D: { count: 0, minor: 0n } };
  private readonly controls: {
    side: 'C' | 'D';
    count: number;
    amountText: string;
    currency: Currency;
    line: number;
  }[] = [];

  constructor(
    private readonly lineNo: number,
    sender: string | null,
    private readonly warnings: WarningList,
    private readonly chain: StatementChain,
  ) {
    this.bank = sender;
    this.lastLine = lineNo;
  }

  /** For a page that follows without a :20: and :25: of its own. */
  continueAccountOf(before: Mt940Statement): void {
    this.account = before.account;
    this.bank ??= before.bank;
    this.statementNo = before.statementNo;
  }

  get isClosed(): boolean {
    return this.closing !== null;
  }

  *push(token: Tag): Generator<StatementEvent> {
    const text = token.lines[0].trim();
    this.lastLine = token.lineNo;
    switch (token.tag) {
      case '20':
        this.ref = text || null;
        break;
      case '25':
      case '25P':
        this.setAccount(token);
        break;
      case '28':
      case '28C': {
        const [no, page] = text.split('/');
        this.statementNo = no?.trim() || null;
        this.page = page?.trim() || null;
        break;
      }
      case '60F':
      case '60M':
        this.setOpening(token);
        break;
      case '61':
        yield* this.finishEntry();
        this.current = {
          entry: parseEntry(token.lines, token.lineNo, this.warnings),
          lineNo: token.lineNo,
          raw: [token.raw],
          information: [],
          nonSwift: [],
        };
        break;
      case '86':
        // Before the first entry and after the closing balance it speaks of the statement, not of a line.
        if (this.current && !this.closing) {
          this.current.information.push(...token.lines);
          this.current.raw.push(token.raw);
        }
        break;
      case 'NS':
        if (this.current) {
          this.current.nonSwift.push(...token.lines);
          this.current.raw.push(token.raw);
        }
        break;
      case '62F':
      case '62M':
        yield* this.finishEntry();
        if (this.closing)
          this.warnings.add(
            'duplicate-tag',
            token.lineNo,
            `A second closing balance in :${token.tag}:; the last one counts`,
          );
        this.closing = parseBalance(
          token.tag,
          text,
          this.opening?.currency ?? this.floorCurrency,
          token.lineNo,
          this.warnings,
        );
        this.checkClosingCurrency(token);
        break;
      case '34F':
        this.interim = true;
        this.floorCurrency ??= currencyOf(text.slice(0, 3), token.lineNo);
        break;
      case '13':
      case '13C':
      case '13D':
        this.interim = true;
        break;
      case '90C':
      case '90D':
        this.interim = true;
        this.addControl(token.tag === '90C' ? 'C' : 'D', text, token.lineNo);
        break;
      default: // 21, 64 and 65 add nothing to what is booked.
    }
  }

  /** @throws StatementFormatError when the message was no statement, or its lines have no currency. */
  *end(line: number | null): Generator<StatementEvent> {
    yield* this.finishEntry();
    if (!this.opening && !this.closing && !this.interim && this.lineCount + this.held.length === 0) {
      throw new StatementFormatError({
        line: this.lineNo,
        value: this.ref,
        reason: 'The message has neither a balance nor an entry, so it is no statement',
        remedy: 'Check that the file is complete',
      });
    }
    if (this.held.length > 0 && !this.lineCurrency()) {
      throw new StatementFormatError({
        line: this.held[0].lineNo,
        reason: 'No balance or floor limit of the message names a currency, so its amounts mean nothing',
        remedy: 'Ask the bank for a complete statement with :60F: and :62F:',
      });
    }
    yield* this.start();
    const at = line ?? this.lastLine;
    if (!this.isInterim() && !this.opening)
      this.warnings.add('missing-balance', at, 'The statement has no opening balance :60F: or :60M:');
    if (!this.isInterim() && !this.closing)
      this.warnings.add('missing-balance', at, 'The statement has no closing balance :62F: or :62M:');
    this.checkControls();
    yield {
      type: 'statement-end',
      footer: this.chain.close({
        account: this.account,
        currency: this.balanceCurrency(),
        opening: this.opening,
        closing: this.closing,
        total: this.total,
        lineCount: this.lineCount,
        line: at,
      }),
    };
  }

  private isInterim(): boolean {
    return this.interim && !this.opening && !this.closing;
  }

  private balanceCurrency(): Currency | null {
    return this.opening?.currency ?? this.closing?.currency ?? null;
  }

  private lineCurrency(): Currency | null {
    return this.balanceCurrency() ?? this.floorCurrency ?? this.controls[0]?.currency ?? null;
  }

  private setAccount(token: Tag): void {
    const text = token.lines[0].trim();
    if (this.account && !this.current && !this.opening) {
      this.account = text || this.account;
      return;
    }
    if (this.account) {
      this.warnings.add(
        'duplicate-tag',
        token.lineNo,
        `A second :25: ("${text.slice(0, 40)}") in one statement; the first one counts`,
      );
      return;
    }
    this.account = text || null;
    const bic = token.tag === '25P' ? token.lines[1]?.trim() : undefined;
    if (bic) this.bank = bic;
  }

  private setOpening(token: Tag): void {
    const balance = parseBalance(token.tag, token.lines[0], this.floorCurrency, token.lineNo, this.warnings);
    if (this.opening) {
      this.warnings.add(
        'duplicate-tag',
        token.lineNo,
        `A second opening balance in :${token.tag}:; the first one counts`,
      );
      return;
    }
    this.opening = balance;
  }

  private checkClosingCurrency(token: Tag): void {
    if (this.opening && this.closing && this.opening.currency !== this.closing.currency) {
      throw new StatementFormatError({
        line: token.lineNo,
        value: token.lines[0],
        reason: `The statement opens in ${this.opening.currency} and closes in ${this.closing.currency}`,
        remedy: 'Ask the bank for a corrected statement',
      });
    }
  }

  private addControl(side: 'C' | 'D', text: string, line: number): void {
    const match = /^(\d{1,9})\s*([A-Za-z]{3})\s*([\d.,]+)$/.exec(text);
    if (!match) {
      this.warnings.add('balance-unreadable', line, `The total "${text.slice(0, 40)}" cannot be read`);
      return;
    }
    this.controls.push({
      side,
      count: Number(match[1]),
      currency: currencyOf(match[2], line),
      amountText: match[3],
      line,
    });
  }

  private checkControls(): void {
    for (const { side, count, currency, amountText, line } of this.controls) {
      const minor = swiftAmount(amountText, currency, line, this.warnings);
      const seen = this.sums[side];
      if (seen.count !== count || seen.minor !== minor) {
        this.warnings.add(
          'control-mismatch',
          line,
          `:90${side}: says ${count} entries of ${amountText} ${currency}; the lines give ${seen.count} of ` +
            `${majorText(seen.minor, currency)}`,
        );
      }
    }
  }

  private *start(): Generator<StatementEvent> {
    if (!this.started) {
      this.started = true;
      this.account = this.account && withoutCurrency(this.account, this.lineCurrency());
      if (!this.account) this.warnings.add('missing-account', this.lineNo, 'The statement names no account (:25:)');
      yield {
        type: 'statement-start',
        header: {
          format: this.isInterim() ? 'mt942' : 'mt940',
          accountNumber: this.account,
          bank: this.bank,
          currency: this.balanceCurrency(),
          statementRef: this.ref,
          statementNo: this.statementNo,
          page: this.page,
          opening: this.opening?.amount ?? null,
          openingDate: this.opening?.date ?? null,
          interim: this.isInterim(),
        },
      };
    }
    const ready = this.held;
    this.held = [];
    for (const open of ready) yield { type: 'line', line: this.toLine(open) };
  }

  private *finishEntry(): Generator<StatementEvent> {
    if (!this.current) return;
    this.held.push(this.current);
    this.current = undefined;
    // An MT940 without an opening balance tells its currency only at the end.
    if (this.opening || this.floorCurrency) yield* this.start();
    else if (this.held.length > HELD_MAX) {
      throw new StatementFormatError({
        line: this.held[0].lineNo,
        reason: `More than ${HELD_MAX} entries before any currency`,
        remedy: 'Ask the bank for a complete statement with :60F:',
      });
    }
  }

  private toLine(open: OpenEntry): ParsedLine {
    const { entry, lineNo } = open;
    const currency = this.lineCurrency()!;
    const unsigned = swiftAmount(entry.amountText, currency, lineNo, this.warnings);
    const information = parseInformation(open.information);
    const nonSwift = parseNonSwift(open.nonSwift);
    const ownRef = entry.customerRef && !POINTER.test(entry.customerRef) ? entry.customerRef : null;
    const customerRef = ownRef ?? information.customerRef;
    const text = [information.text, nonSwift.text, entry.supplement].filter(Boolean).join(' ');
    const side = entry.sign > 0n ? 'C' : 'D';
    this.sums[side].count += 1;
    this.sums[side].minor += unsigned;
    this.lineCount += 1;
    if (!entry.expected) this.total += entry.sign * unsigned;
    return {
      amount: entry.sign * unsigned,
      currency,
      bookingDate: entry.bookingDate,
      valueDate: entry.valueDate,
      valueDateRaw: entry.valueDateRaw,
      reference: information.endToEndId ?? customerRef,
      endToEndId: information.endToEndId,
      customerRef,
      bankRef: entry.bankRef,
      batchRef: batchRefOf(text, information.endToEndId, customerRef),
      counterparty: information.counterparty ?? nonSwift.counterparty,
      text,
      reversal: entry.reversal,
      status: entry.expected ? 'PDNG' : 'BOOK',
      bankCode: entry.bankCode,
      lineNo,
      raw: open.raw.join('\n'),
      details: [],
      detailCount: 0,
      settlement: null,
    };
  }
}

/** `NL08INGB0000001234EUR`, `0129199348 EUR`, `…/HUF` → the account; the currency stands in the balances. */
function withoutCurrency(account: string, currency: Currency | null): string {
  const match = /^(.*[0-9A-Z])(?:\s*|\/)([A-Z]{3})$/.exec(account);
  if (!match || !isCurrency(match[2]) || (currency && match[2] !== currency)) return account;
  // Letters straight after letters are part of the account (a BIC, a sub-account name).
  return /\d$/.test(match[1]) || account[match[1].length] === '/' || account[match[1].length] === ' '
    ? match[1]
    : account;
}

/** Austrian and German `:NS:` lines: two digits, then text: 01–14 purpose, 15 and 16 the other party, 17 booking text. */
function parseNonSwift(lines: readonly string[]): { text: string; counterparty: string | null } {
  const pick = (from: string, to: string) =>
    lines
      .filter(line => /^\d\d/.test(line) && line.slice(0, 2) >= from && line.slice(0, 2) <= to)
      .map(line => line.slice(2).trim())
      .join(' ')
      .trim();
  return {
    text: [pick('17', '17'), pick('01', '14')].filter(Boolean).join(' '),
    counterparty: pick('15', '16') || null,
  };
}

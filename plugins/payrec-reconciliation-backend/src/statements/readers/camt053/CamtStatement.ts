import { Currency } from '@internal/plugin-payrec-common';
import { Balance, StatementChain } from '../StatementChain';
import { StatementEvent } from '../types';
import { WarningList } from '../WarningList';
import { currencyOf, leadingDate, majorText, minorAmount } from '../amounts';
import { CamtEntry } from './CamtEntry';
import { XmlNode, findNode, textAt } from './XmlNode';

/** Balance types in order of preference. ITBD opens and closes the middle pages of a statement. */
const OPENING = ['OPBD', 'PRCD', 'ITBD'];
const CLOSING = ['CLBD', 'ITBD'];
const BALANCES_MAX = 1_000;

type Control = { side: 'CRDT' | 'DBIT'; count: string | undefined; sum: string | undefined; line: number };

/** Turns the direct children of one `Stmt` into events, entry by entry. */
export class CamtStatement {
  private ref: string | null = null;
  private electronicNo: string | null = null;
  private legalNo: string | null = null;
  private page: string | null = null;
  private account: string | null = null;
  private bank: string | null = null;
  private currency: Currency | null = null;
  private readonly balances: { type: string; balance: Balance }[] = [];
  private readonly controls: Control[] = [];
  private readonly sums = { CRDT: { count: 0, minor: 0n }, DBIT: { count: 0, minor: 0n } };
  private entry: CamtEntry | undefined;
  private started = false;
  private total = 0n;
  private lineCount = 0;
  private otherCurrencyWarned = false;

  constructor(
    private readonly interim: boolean,
    private readonly lineNo: number,
    private readonly warnings: WarningList,
    private readonly chain: StatementChain,
  ) {}

  /** An element below the statement begins. */
  opened(node: XmlNode): void {
    if (node.name === 'Ntry' && !this.entry) this.entry = new CamtEntry(node.lineNo, this.warnings);
    else this.entry?.opened(node);
  }

  /** An element at `depth` below a direct child ended; true when its content has been taken and may be dropped. */
  closed(node: XmlNode, depth: number): boolean {
    this.entry?.closed(node);
    if (node.name !== 'TxDtls' || depth !== 2 || !this.entry) return false;
    this.entry.addDetail(node);
    return true;
  }

  /** A direct child of the statement ended. */
  *child(node: XmlNode): Generator<StatementEvent> {
    switch (node.name) {
      case 'Id':
        this.ref = node.text.trim() || null;
        break;
      case 'ElctrncSeqNb':
        this.electronicNo = node.text.trim() || null;
        break;
      case 'LglSeqNb':
        this.legalNo = node.text.trim() || null;
        break;
      case 'StmtPgntn':
      case 'RptPgntn':
        this.page = textAt(node, 'PgNb') ?? null;
        break;
      case 'Acct':
        this.setAccount(node);
        break;
      case 'Bal':
        this.addBalance(node);
        break;
      case 'TxsSummry':
        this.addControl('CRDT', findNode(node, 'TtlCdtNtries'));
        this.addControl('DBIT', findNode(node, 'TtlDbtNtries'));
        break;
      case 'Ntry':
        yield* this.finishEntry(node);
        break;
      default:
    }
  }

  *end(line: number): Generator<StatementEvent> {
    yield* this.start();
    const currency = this.statementCurrency();
    const opening = this.balanceOf(OPENING, currency, 'first');
    const closing = this.balanceOf(CLOSING, currency, 'last');
    // An ITBD alone is either end, not both.
    const same = opening.balance !== null && opening.balance === closing.balance;
    if (!this.interim && !opening.balance && !opening.other)
      this.warnings.add('missing-balance', this.lineNo, 'The statement has no opening balance (OPBD or PRCD)');
    if (!this.interim && !closing.balance && !closing.other)
      this.warnings.add('missing-balance', this.lineNo, 'The statement has no closing balance (CLBD)');
    this.checkControls(currency);
    const other = opening.other ?? closing.other;
    yield {
      type: 'statement-end',
      footer: this.chain.close({
        account: this.account,
        currency,
        opening: opening.balance,
        closing: same ? null : closing.balance,
        total: this.total,
        lineCount: this.lineCount,
        line,
        otherClosing:
          other && `A balance is given in ${other} only, but the account is in ${currency ?? 'no known currency'}`,
      }),
    };
  }

  private setAccount(node: XmlNode): void {
    const id = findNode(node, 'Id');
    this.account =
      textAt(id, 'IBAN') ??
      textAt(id, 'Othr', 'Id') ??
      textAt(id, 'BBAN') ??
      textAt(id, 'PrtryAcct', 'Id') ??
      textAt(id, 'UPIC') ??
      null;
    const institution = findNode(node, 'Svcr', 'FinInstnId');
    this.bank =
      textAt(institution, 'BICFI') ??
      textAt(institution, 'BIC') ??
      textAt(institution, 'CmbndId', 'BIC') ??
      textAt(institution, 'Nm') ??
      null;
    const currency = textAt(node, 'Ccy');
    if (currency) this.currency = currencyOf(currency, node.lineNo);
  }

  private addBalance(node: XmlNode): void {
    const type = textAt(node, 'Tp', 'CdOrPrtry', 'Cd') ?? textAt(node, 'Tp', 'CdOrPrtry', 'Prtry') ?? '';
    if (!OPENING.includes(type) && !CLOSING.includes(type)) return;
    const amount = findNode(node, 'Amt');
    const mark = textAt(node, 'CdtDbtInd');
    const text = amount?.text.trim() ?? '';
    const code = amount?.attributes.Ccy ?? this.currency ?? undefined;
    if (!/^\d*\.?\d*$/.test(text) || !/\d/.test(text) || (mark !== 'CRDT' && mark !== 'DBIT') || !code) {
      this.warnings.add(
        'balance-unreadable',
        node.lineNo,
        `The ${type} balance "${text.slice(0, 40)}" has no readable amount, sign or currency`,
      );
      return;
    }
    const currency = currencyOf(code, node.lineNo);
    const day = textAt(node, 'Dt', 'Dt') ?? textAt(node, 'Dt', 'DtTm');
    const date = day === undefined ? undefined : leadingDate(day);
    if (day && !date)
      this.warnings.add(
        'impossible-date',
        node.lineNo,
        `"${day.slice(0, 40)}" of the ${type} balance is no calendar day`,
      );
    const minor = minorAmount(text, currency, node.lineNo);
    if (this.balances.length < BALANCES_MAX) {
      this.balances.push({ type, balance: { amount: mark === 'CRDT' ? minor : -minor, currency, date: date ?? null } });
    }
  }

  private addControl(side: 'CRDT' | 'DBIT', node: XmlNode | undefined): void {
    if (node)
      this.controls.push({ side, count: textAt(node, 'NbOfNtries'), sum: textAt(node, 'Sum'), line: node.lineNo });
  }

  private *finishEntry(node: XmlNode): Generator<StatementEvent> {
    const entry = this.entry!;
    this.entry = undefined;
    const line = entry.toLine(node, this.currency);
    // Some banks leave out Acct/Ccy: the entries are in the account's currency then.
    this.currency ??= line.currency;
    yield* this.start();
    this.lineCount += 1;
    const side = this.sums[line.amount < 0n ? 'DBIT' : 'CRDT'];
    side.count += 1;
    side.minor += line.amount < 0n ? -line.amount : line.amount;
    if (line.currency !== this.currency) {
      if (!this.otherCurrencyWarned) {
        this.warnings.add(
          'entry-currency',
          line.lineNo,
          `Entries in ${line.currency} on an account in ${this.currency}; they are not added to its balance`,
        );
      }
      this.otherCurrencyWarned = true;
    } else if (line.status === 'BOOK') {
      this.total += line.amount;
    }
    yield { type: 'line', line };
  }

  private statementCurrency(): Currency | null {
    return this.currency ?? this.balances[0]?.balance.currency ?? null;
  }

  /** The balance of the best type there is in the currency; `other` names the currency of one that is only in another. */
  private balanceOf(
    types: string[],
    currency: Currency | null,
    which: 'first' | 'last',
  ): { balance: Balance | null; other?: string } {
    for (const type of types) {
      const ofType = this.balances.filter(found => found.type === type);
      const own = ofType.filter(found => found.balance.currency === currency);
      if (own.length > 0) return { balance: own[which === 'first' ? 0 : own.length - 1].balance };
      if (ofType.length > 0) return { balance: null, other: ofType[0].balance.currency };
    }
    return { balance: null };
  }

  private checkControls(currency: Currency | null): void {
    if (this.otherCurrencyWarned) return;
    for (const { side, count, sum, line } of this.controls) {
      const seen = this.sums[side];
      const countDiffers = count !== undefined && /^\d{1,9}$/.test(count) && Number(count) !== seen.count;
      const sumDiffers =
        sum !== undefined &&
        currency !== null &&
        /^\d+(\.\d+)?$/.test(sum) &&
        minorAmount(sum, currency, line) !== seen.minor;
      if (countDiffers || sumDiffers) {
        const text = currency ? majorText(seen.minor, currency) : String(seen.minor);
        this.warnings.add(
          'control-mismatch',
          line,
          `The summary says ${count ?? '?'} ${side} entries of ${sum ?? '?'}; the entries give ${
            seen.count
          } of ${text}`,
        );
      }
    }
  }

  private *start(): Generator<StatementEvent> {
    if (this.started) return;
    this.started = true;
    if (!this.account) this.warnings.add('missing-account', this.lineNo, 'The statement names no account (Acct/Id)');
    const opening = this.balanceOf(OPENING, this.statementCurrency(), 'first').balance;
    yield {
      type: 'statement-start',
      header: {
        format: 'camt053',
        accountNumber: this.account,
        bank: this.bank,
        currency: this.statementCurrency(),
        statementRef: this.ref,
        statementNo: this.electronicNo ?? this.legalNo ?? this.ref,
        page: this.page,
        opening: opening?.amount ?? null,
        openingDate: opening?.date ?? null,
        interim: this.interim,
      },
    };
  }
}

import { Currency, IsoDate } from '@internal/plugin-payrec-common';
import { StatementFormatError } from '../StatementFormatError';
import { ParsedLine } from '../types';
import { WarningList } from '../WarningList';
import { currencyOf, leadingDate, minorAmount } from '../amounts';
import { batchRefOf, meaningful } from '../references';
import { CamtDetail, Mark, counterpartyOf, parseDetail, toEntryDetail, transactionCode } from './camtDetail';
import { XmlNode, findNode, textAt } from './XmlNode';

/** Details kept to look at; the rest of a batch is counted and summed only. */
const DETAILS_MAX = 1_000;
const RAW_MAX = 32_000;

/** One `Ntry`: the cash row. Its `TxDtls` explain it and are never added to it. */
export class CamtEntry {
  private readonly details: CamtDetail[] = [];
  private detailCount = 0;
  /** Sums by mark, details without one apart; undefined once a detail cannot be compared with the rest. */
  private detailSums: { CRDT: bigint; DBIT: bigint; unmarked: bigint } | undefined = {
    CRDT: 0n,
    DBIT: 0n,
    unmarked: 0n,
  };
  private raw = '<Ntry>';

  constructor(private readonly lineNo: number, private readonly warnings: WarningList) {}

  opened(node: XmlNode): void {
    let attributes = '';
    for (const name of Object.keys(node.attributes)) attributes += ` ${name}="${node.attributes[name]}"`;
    this.write(`<${node.name}${attributes}>`);
  }

  closed(node: XmlNode): void {
    this.write(node.children ? `</${node.name}>` : `${node.text.trim()}</${node.name}>`);
  }

  addDetail(node: XmlNode): void {
    const detail = parseDetail(node);
    this.detailCount += 1;
    if (detail.unsigned === null || (this.details[0] && this.details[0].currency !== detail.currency)) {
      this.detailSums = undefined;
    } else if (this.detailSums) {
      this.detailSums[detail.mark ?? 'unmarked'] += detail.unsigned;
    }
    if (this.details.length < DETAILS_MAX) this.details.push(detail);
  }

  /**
   * The entry as a line; `accountCurrency` stands in where the amount names none.
   * @throws StatementFormatError without a readable amount, currency or credit/debit mark.
   */
  toLine(node: XmlNode, accountCurrency: Currency | null): ParsedLine {
    const amountNode = findNode(node, 'Amt');
    const amountText = amountNode?.text.trim() ?? '';
    const mark = textAt(node, 'CdtDbtInd');
    if (!amountNode || !/^\d*\.?\d*$/.test(amountText) || !/\d/.test(amountText)) {
      throw this.refusal(amountNode?.lineNo, amountText, 'The entry has no readable amount (Amt)');
    }
    if (mark !== 'CRDT' && mark !== 'DBIT') {
      throw this.refusal(
        undefined,
        mark ?? '',
        'The entry does not say CRDT or DBIT (CdtDbtInd), so its sign is unknown',
      );
    }
    const currency = currencyOf(amountNode.attributes.Ccy ?? accountCurrency ?? '', amountNode.lineNo);
    const minor = minorAmount(amountText, currency, amountNode.lineNo);
    // RvslInd does not turn the sign: CdtDbtInd already says which way this entry goes.
    const reversal = /^(true|1)$/.test(textAt(node, 'RvslInd') ?? '');
    const only = this.detailCount === 1 ? this.details[0] : undefined;
    const batch = findNode(node, 'NtryDtls', 'Btch');
    const customerRef =
      only?.customerRef ?? meaningful(textAt(batch, 'PmtInfId')) ?? meaningful(textAt(batch, 'MsgId'));
    const additional = textAt(node, 'AddtlNtryInf');
    const text = [only?.text ?? (additional ? null : this.details[0]?.text), additional].filter(Boolean).join(' ');
    const valueDate = this.dateAt(node, 'ValDt');
    this.checkDetails(minor, currency, mark);
    return {
      amount: mark === 'CRDT' ? minor : -minor,
      currency,
      bookingDate: this.dateAt(node, 'BookgDt').date,
      valueDate: valueDate.date,
      valueDateRaw: valueDate.date ? null : valueDate.text,
      reference: only?.endToEndId ?? only?.structuredRef ?? customerRef,
      endToEndId: only?.endToEndId ?? null,
      customerRef,
      bankRef: meaningful(textAt(node, 'AcctSvcrRef')) ?? only?.bankRef ?? meaningful(textAt(node, 'NtryRef')),
      batchRef: batchRefOf(text, only?.endToEndId ?? null, customerRef),
      counterparty: only ? counterpartyOf(only, mark, reversal) : null,
      text,
      reversal,
      status: this.statusOf(node),
      bankCode: transactionCode(node) ?? only?.bankCode ?? null,
      lineNo: this.lineNo,
      raw: `${this.raw}</Ntry>`,
      details: this.details.map(detail => toEntryDetail(detail, mark, reversal)),
      detailCount: this.detailCount,
      settlement: null,
    };
  }

  private write(text: string): void {
    if (this.raw.length < RAW_MAX) this.raw += text.length > RAW_MAX ? text.slice(0, RAW_MAX) : text;
  }

  /** `Sts` holds the code itself up to version 7 and wraps it in `Cd` from version 8. */
  private statusOf(node: XmlNode): 'BOOK' | 'PDNG' {
    const status = textAt(node, 'Sts', 'Cd') ?? textAt(node, 'Sts', 'Prtry') ?? textAt(node, 'Sts') ?? 'BOOK';
    if (status !== 'BOOK' && status !== 'PDNG') {
      this.warnings.add(
        'entry-status',
        this.lineNo,
        `The entry has status "${status.slice(0, 40)}": it is not booked and does not count`,
      );
    }
    return status === 'BOOK' ? 'BOOK' : 'PDNG';
  }

  private dateAt(node: XmlNode, name: string): { date: IsoDate | null; text: string | null } {
    const text = textAt(node, name, 'Dt') ?? textAt(node, name, 'DtTm') ?? textAt(node, name);
    const date = text === undefined ? undefined : leadingDate(text);
    if (text !== undefined && !date) {
      this.warnings.add('impossible-date', this.lineNo, `"${text.slice(0, 40)}" in ${name} is no calendar day`);
    }
    return { date: date ?? null, text: text ?? null };
  }

  private checkDetails(minor: bigint, currency: Currency, mark: Mark): void {
    if (this.detailCount > DETAILS_MAX) {
      this.warnings.add(
        'details-truncated',
        this.lineNo,
        `The entry has ${this.detailCount} transaction details; ${DETAILS_MAX} are kept`,
      );
    }
    if (this.detailCount < 2 || !this.detailSums || this.details[0].currency !== currency) return;
    const against = this.detailSums[mark === 'CRDT' ? 'DBIT' : 'CRDT'];
    if (this.detailSums.unmarked + this.detailSums[mark] - against !== minor) {
      this.warnings.add(
        'details-do-not-add',
        this.lineNo,
        'The transaction details do not add up to the entry; the entry counts',
      );
    }
  }

  private refusal(line: number | undefined, value: string, reason: string): StatementFormatError {
    return new StatementFormatError({
      line: line ?? this.lineNo,
      value,
      reason,
      remedy: 'Ask the bank for a corrected statement',
    });
  }
}

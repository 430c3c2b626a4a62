import { Currency, IsoDate } from '@internal/plugin-payrec-common';
import { majorText } from './amounts';
import { StatementFooter } from './types';
import { WarningList } from './WarningList';

export type Balance = { readonly amount: bigint; readonly currency: Currency; readonly date: IsoDate | null };

/**
 * The closing balance of the last statement per account and currency, to see whether the next one continues it.
 * `total` is of booked lines in the currency of the statement only.
 */
export class StatementChain {
  private readonly closings = new Map<string, Balance>();

  constructor(private readonly warnings: WarningList) {}

  /**
   * Footer of a statement whose lines in `currency` add up to `total`; warns where it does not foot or does not continue.
   * `otherClosing` names a closing balance given only in another currency: the statement then cannot foot.
   */
  close(statement: {
    account: string | null;
    currency: Currency | null;
    opening: Balance | null;
    closing: Balance | null;
    total: bigint;
    lineCount: number;
    line: number;
    otherClosing?: string;
    /** False where several statements of one day stand side by side instead of following one another (BAI2). */
    pagesWithinDay?: boolean;
  }): StatementFooter {
    const { account, currency, opening, closing, total, line } = statement;
    let foots: boolean | null = null;
    if (statement.otherClosing !== undefined) {
      foots = false;
      this.warnings.add('balance-currency', line, statement.otherClosing);
    } else if (opening && closing) {
      foots = opening.amount + total === closing.amount;
      if (!foots) {
        const text = (minor: bigint) => majorText(minor, closing.currency);
        this.warnings.add(
          'does-not-foot',
          line,
          `Opening ${text(opening.amount)} plus lines ${text(total)} is ${text(opening.amount + total)}, ` +
            `but the closing balance says ${text(closing.amount)} ${closing.currency}`,
        );
      }
    }
    return {
      currency,
      opening: opening?.amount ?? null,
      openingDate: opening?.date ?? null,
      closing: closing?.amount ?? null,
      closingDate: closing?.date ?? null,
      foots,
      chainOk: this.follow(account, opening, closing, line, statement.pagesWithinDay ?? true),
      lineCount: statement.lineCount,
      warnings: this.warnings.take(),
    };
  }

  private follow(
    account: string | null,
    opening: Balance | null,
    closing: Balance | null,
    line: number,
    pagesWithinDay: boolean,
  ): boolean | null {
    const currency = opening?.currency ?? closing?.currency;
    if (!account || !currency) return null;
    const key = `${account}|${currency}`;
    const before = this.closings.get(key);
    if (closing) this.closings.set(key, closing);
    else this.closings.delete(key);
    if (!before || !opening || (!pagesWithinDay && before.date === opening.date)) return null;
    const chainOk = before.amount === opening.amount;
    if (!chainOk) {
      const text = (minor: bigint) => majorText(minor, currency);
      this.warnings.add(
        'chain-broken',
        line,
        `Opens with ${text(opening.amount)} ${currency}, but the statement before it closed with ` +
          `${text(before.amount)}; a page or day may be missing`,
      );
    }
    return chainOk;
  }
}

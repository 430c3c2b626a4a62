import { Currency } from '@internal/plugin-payrec-common';
import { majorText } from '../amounts';
import { StatementFormatError } from '../StatementFormatError';
import { ParsedLine, StatementEvent, StatementFormat } from '../types';
import { WarningList } from '../WarningList';

/** What makes one statement of a report: account, batch and currency; a report may hold several, mixed by time. */
export type SettlementKey = {
  readonly account: string | null;
  readonly batch: string | null;
  readonly currency: Currency;
};

/** Rows of all statements but the first wait in memory until the file ends, since statements never overlap. */
const WAITING_MAX = 500_000;

/**
 * Sorts the rows of a report into statements. The first one streams, so a report of one batch takes constant memory.
 * Reports state no balances; one that carries its own payout row (`closesAtZero`) foots when its rows net to zero.
 */
export class SettlementGroups {
  private readonly groups = new Map<
    string,
    { key: SettlementKey; lines: ParsedLine[]; total: bigint; count: number; paidOut: boolean }
  >();
  private waiting = 0;

  constructor(
    private readonly format: StatementFormat,
    private readonly bank: string,
    private readonly warnings: WarningList,
    private readonly closesAtZero: (line: ParsedLine) => boolean,
  ) {}

  *add(key: SettlementKey, line: ParsedLine): Generator<StatementEvent> {
    const id = JSON.stringify([key.account, key.batch, key.currency]);
    let group = this.groups.get(id);
    const first = group ? this.groups.values().next().value === group : this.groups.size === 0;
    if (!group) {
      group = { key, lines: [], total: 0n, count: 0, paidOut: false };
      this.groups.set(id, group);
      if (first) yield this.start(key);
    }
    group.total += line.amount;
    group.count += 1;
    group.paidOut ||= this.closesAtZero(line);
    if (first) {
      yield { type: 'line', line };
      return;
    }
    group.lines.push(line);
    this.waiting += 1;
    if (this.waiting > WAITING_MAX) {
      throw new StatementFormatError({
        line: line.lineNo,
        reason: `The report mixes several batches or currencies in more than ${WAITING_MAX} rows`,
        remedy: 'Export one batch to a file',
      });
    }
  }

  *end(): Generator<StatementEvent> {
    let first = true;
    for (const { key, lines, total, count, paidOut } of this.groups.values()) {
      if (!first) {
        yield this.start(key);
        for (const line of lines) yield { type: 'line', line };
      }
      first = false;
      const foots = paidOut ? total === 0n : null;
      if (foots === false) {
        this.warnings.add(
          'does-not-foot',
          null,
          `The rows of batch ${key.batch ?? '?'} with its payout net to ${majorText(total, key.currency)} ${
            key.currency
          }, not to zero`,
        );
      }
      yield {
        type: 'statement-end',
        footer: {
          currency: key.currency,
          opening: null,
          openingDate: null,
          closing: null,
          closingDate: null,
          foots,
          chainOk: null,
          lineCount: count,
          warnings: this.warnings.take(),
        },
      };
    }
  }

  private start(key: SettlementKey): StatementEvent {
    return {
      type: 'statement-start',
      header: {
        format: this.format,
        accountNumber: key.account,
        bank: this.bank,
        currency: key.currency,
        statementRef: key.batch,
        statementNo: key.batch,
        page: null,
        opening: null,
        openingDate: null,
        interim: false,
      },
    };
  }
}

import { Instant, IsoDate, businessDateOf, daysBetween } from '@internal/plugin-payrec-common';
import { BreakJson } from '@internal/plugin-payrec-reconciliation-common';
import { Break } from '../database/BreakStore';
import { UnitStore } from '../database/UnitStore';
import { AccountDirectory } from './AccountDirectory';
import { approvalBlockedReason } from './decideBreak';

/** What breaks are shown against: names of accounts, and the day ages count from. */
export type BreakContext = { readonly accountNames: ReadonlyMap<string, string>; readonly asOf: IsoDate };

/** A break as the contract has it. */
export class BreakView {
  constructor(
    private readonly deps: {
      readonly accounts: AccountDirectory;
      readonly units: Pick<UnitStore, 'pointers'>;
      readonly now: () => Instant;
      readonly defaultCutOff: { time: string; zone: string };
    },
  ) {}

  /**
   * The latest day a published run speaks for, null before the first one; and the day ages count to, which is that day, so
   * that they agree with its figures, or today without one.
   */
  async days(): Promise<{ latestDate: IsoDate | null; asOf: IsoDate }> {
    const dates = (await this.deps.units.pointers()).map(pointer => pointer.asOfDate).sort();
    const latestDate = dates.pop() ?? null;
    return { latestDate, asOf: this.asOf(latestDate) };
  }

  /** The day ages count to when `latestDate` is the latest published one. */
  asOf(latestDate: IsoDate | null): IsoDate {
    return latestDate ?? businessDateOf(this.deps.now(), this.deps.defaultCutOff);
  }

  async context(): Promise<BreakContext> {
    const [accounts, { asOf }] = await Promise.all([this.deps.accounts.list(), this.days()]);
    return { accountNames: new Map(accounts.map(account => [account.unit, account.name])), asOf };
  }

  toJson(one: Break, actor: string, context: BreakContext): BreakJson {
    const money = (minor: string) => ({ minor, currency: one.currency });
    return {
      id: one.id,
      unit: one.unit,
      accountName: context.accountNames.get(one.unit) ?? one.unit,
      currency: one.currency,
      breakClass: one.breakClass,
      state: one.state,
      version: one.version,
      expected:
        one.leftCount === 0
          ? null
          : {
              count: one.leftCount,
              amount: money(one.leftMinor),
              valueDate: one.leftValueDate,
              reference: one.leftReference,
              party: one.leftParty,
              text: null,
            },
      received:
        one.rightCount === 0
          ? null
          : {
              count: one.rightCount,
              amount: money(one.rightMinor),
              valueDate: one.rightValueDate,
              reference: one.rightReference,
              party: one.rightParty,
              text: one.rightText,
            },
      difference: money(one.differenceMinor),
      explained: money(one.explainedMinor),
      businessDate: one.businessDate,
      ageDays: Math.max(0, daysBetween(one.businessDate, context.asOf)),
      assignee: one.assignee,
      proposedBy: one.proposedBy,
      approvalBlockedReason: approvalBlockedReason(one, actor),
      updatedAt: one.updatedAt,
    };
  }
}

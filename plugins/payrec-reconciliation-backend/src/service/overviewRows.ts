import { IsoDate, MoneyJson, isOpenDay } from '@internal/plugin-payrec-common';
import { Overview } from '@internal/plugin-payrec-reconciliation-common';
import { BreakProfile } from '../database/BreakStore';
import { PublishedUnit } from '../database/UnitStore';
import { Account } from './AccountDirectory';

export type Cell = Omit<Overview['accounts'][number]['days'][number], 'businessDate'> & { businessDate: IsoDate };

/** One unit as its last run as of the day of the overview published it. */
export type Published = PublishedUnit & { readonly runId: string; readonly asOfDate: IsoDate };

/** What the rows of accounts are made of, by unit or by {@link dayKey}. */
export type AccountFacts = {
  readonly calendar: readonly IsoDate[];
  readonly published: ReadonlyMap<string, Published>;
  readonly openBreaks: ReadonlyMap<string, number>;
  readonly statementDays: ReadonlySet<string>;
  readonly busy: readonly string[];
};

/** One row of the matrix: the days of an account and what is open on it. */
export function toAccountRow(account: Account, facts: AccountFacts) {
  const { calendar, statementDays } = facts;
  const published = facts.published.get(account.unit);
  const figures = published?.figures;
  const isInUse =
    (figures !== undefined && figures.leftCount + figures.rightCount > 0) ||
    calendar.some(day => statementDays.has(dayKey(account.unit, day)));
  return {
    unit: unitToJson(account),
    days: calendar.map((day, at) =>
      toCell(account, day, {
        published,
        openBreaks: facts.openBreaks.get(dayKey(account.unit, day)) ?? 0,
        isBusy: facts.busy.includes(account.unit),
        isInUse,
        hasStatement: statementDays.has(dayKey(account.unit, day)),
        isLast: at === calendar.length - 1,
      }),
    ),
    open: money(figures ? negate(figures.onItsWayMinor, figures.unexplainedMinor) : '0', account.currency),
    proof: money(figures?.proofMinor ?? '0', account.currency),
    runId: published?.runId ?? null,
  };
}

/**
 * State of a day on one account. An open day without a statement says so before anything else, since whatever else it
 * shows would be wrong; a run covers the days up to the one it speaks for.
 */
function toCell(
  account: Account,
  businessDate: IsoDate,
  facts: {
    published: Published | undefined;
    openBreaks: number;
    isBusy: boolean;
    /** Money moved or a statement came: one is expected for every open day then. */
    isInUse: boolean;
    hasStatement: boolean;
    isLast: boolean;
  },
): Cell {
  const { published, openBreaks } = facts;
  const day = published?.days.get(businessDate);
  const covered = published !== undefined && businessDate <= published.asOfDate;
  const state = (): Cell['state'] => {
    if (facts.isBusy && facts.isLast) return 'running';
    if (!isOpenDay(account.calendar, businessDate) && openBreaks === 0) return 'closed';
    if (facts.isInUse && isOpenDay(account.calendar, businessDate) && !facts.hasStatement) return 'no-file';
    if (!covered || !facts.isInUse) return 'not-run';
    return openBreaks > 0 ? 'open' : 'ok';
  };
  return {
    businessDate,
    state: state(),
    openBreaks,
    expected: money(day?.expectedMinor ?? '0', account.currency),
    received: money(day?.receivedMinor ?? '0', account.currency),
    matchedLeft: day?.matchedLeft ?? 0,
    leftCount: day?.leftCount ?? 0,
    unexplained: money(day?.unexplainedMinor ?? '0', account.currency),
  };
}

/** Per currency what the runs published; nothing is added up but their own figures. */
export function toTotals(published: readonly Published[], profile: BreakProfile): Overview['totals'] {
  const all = published.map(({ figures }) => figures);
  const currencies = [...new Set(all.map(figures => figures.currency))].sort();
  return currencies.map(currency => {
    const mine = all.filter(figures => figures.currency === currency);
    const total = (
      name:
        | 'expectedMinor'
        | 'receivedMinor'
        | 'matchedMinor'
        | 'onItsWayMinor'
        | 'explainedMinor'
        | 'unexplainedMinor'
        | 'proofMinor',
    ) => money(mine.reduce((sum, figures) => sum + BigInt(figures[name]), 0n).toString(), currency);
    return {
      currency,
      expected: total('expectedMinor'),
      received: total('receivedMinor'),
      matched: total('matchedMinor'),
      onItsWay: total('onItsWayMinor'),
      explained: total('explainedMinor'),
      unexplained: total('unexplainedMinor'),
      proof: total('proofMinor'),
      transactionCount: mine.reduce((sum, figures) => sum + figures.leftCount, 0),
      matchedCount: mine.reduce((sum, figures) => sum + figures.matchedLeft, 0),
      openBreaks: profile
        .filter(one => one.currency === currency && one.breakClass !== 'EXPLAINED')
        .reduce((sum, one) => sum + one.count, 0),
    };
  });
}

/** Count and difference per group and currency, groups and currencies in order. */
export function group<T extends string>(
  profile: BreakProfile,
  by: (one: BreakProfile[number]) => T,
): Array<{ group: T; currency: string; count: number; amount: MoneyJson }> {
  const groups = new Map<string, { group: T; currency: string; count: number; minor: bigint }>();
  for (const one of profile) {
    const id = JSON.stringify([one.currency, by(one)]);
    const sum = groups.get(id) ?? { group: by(one), currency: one.currency, count: 0, minor: 0n };
    groups.set(id, { ...sum, count: sum.count + one.count, minor: sum.minor + BigInt(one.minor) });
  }
  return [...groups.values()]
    .sort((a, b) => (a.currency === b.currency ? Number(a.group > b.group) - 1 : Number(a.currency > b.currency) - 1))
    .map(({ minor, ...rest }) => ({ ...rest, amount: money(minor.toString(), rest.currency) }));
}

export function unitToJson(account: Account): Overview['accounts'][number]['unit'] {
  return {
    unit: account.unit,
    accountId: account.id,
    accountName: account.name,
    bank: account.bank,
    accountNumberMasked: account.accountNumberMasked,
    currency: account.currency,
    calendar: account.calendar,
    entityRef: account.entityRef,
  };
}

export const dayKey = (unit: string, date: string) => `${unit} ${date}`;
const money = (minor: string, currency: string): MoneyJson => ({ minor, currency });
/** What is open as a difference: received − expected, so money that is missing is negative. */
const negate = (...minors: string[]) => (-minors.reduce((sum, minor) => sum + BigInt(minor), 0n)).toString();

import {
  AsOf,
  IsoDate,
  Instant,
  MoneyJson,
  addDays,
  instantFromEpochMs,
  instantToEpochMs,
  isOpenDay,
} from '@internal/plugin-payrec-common';
import { FinalIndexService, Scope } from '@internal/plugin-payrec-node';
import { Overview } from '@internal/plugin-payrec-reconciliation-common';
import { BreakStore } from '../database/BreakStore';
import { DayFigures, RunStore, RunUnit } from '../database/RunStore';
import { StatementFileStore } from '../database/StatementFileStore';
import { daysWithStatement } from '../queries/statementQueries';
import { Account, AccountDirectory } from './AccountDirectory';
import { AsOfReader } from './AsOfReader';
import { BreakView } from './BreakView';

type Cell = Omit<Overview['accounts'][number]['days'][number], 'businessDate'> & { businessDate: IsoDate };
type AgeBucket = Overview['ageing'][number]['bucket'];
const BUCKETS: readonly AgeBucket[] = ['0-2', '3-5', '6-10', '11-30', '31+'];
const FILE_WARNING_DAYS = 14;

/**
 * Whether yesterday's money is in the bank. Sums of money are those the runs proved and published: nothing here adds rows
 * of its own, so the overview cannot disagree with a run. Unit and day figures come from our tables; the index is only
 * asked which days have a statement.
 */
export class OverviewService {
  constructor(
    private readonly deps: {
      readonly runs: RunStore;
      readonly breaks: BreakStore;
      readonly files: StatementFileStore;
      readonly accounts: AccountDirectory;
      readonly finalIndex: FinalIndexService;
      readonly asOf: AsOfReader;
      readonly view: BreakView;
      readonly now: () => Instant;
    },
  ) {}

  /** As of `date` (the latest published day without one), with the `days` days that end there. */
  async get(request: {
    date?: IsoDate;
    days: number;
    actor: string;
    scope: Scope;
    signal?: AbortSignal;
  }): Promise<Overview> {
    const { runs, breaks, files, accounts, finalIndex, view } = this.deps;
    const pointers = await runs.pointers();
    const latestDate =
      pointers
        .map(pointer => pointer.asOfDate)
        .sort()
        .pop() ?? null;
    const date = request.date ?? latestDate ?? (await view.asOf());
    const from = addDays(date, 1 - request.days);
    const published = await runs.figuresAsOf(date);
    const byUnit = new Map(published.map(figures => [figures.unit, figures]));
    const [days, counts, busy, fromIndex, fromFiles, profile, units] = await Promise.all([
      runs.days(published, from, date),
      breaks.countByDay(from, date),
      runs.busyUnits(),
      finalIndex.query(daysWithStatement, { from, to: date }, request),
      files.daysWithStatement(from, date),
      breaks.profile(await view.asOf()),
      accounts.list(),
    ]);
    const statementDays = new Set([
      ...fromIndex.rows.map(row => key(row.recon_unit, row.business_date)),
      ...fromFiles.map(row => key(row.unit, row.businessDate)),
    ]);
    const dayFigures = new Map(days.map(day => [key(day.unit, day.businessDate), day]));
    const openBreaks = new Map(counts.map(count => [key(count.unit, count.businessDate), count.count]));
    const calendar = Array.from({ length: request.days }, (_, at) => addDays(from, at));

    const rows = units.map(account => {
      const figures = byUnit.get(account.unit);
      const isInUse =
        (figures !== undefined && figures.leftCount + figures.rightCount > 0) ||
        calendar.some(day => statementDays.has(key(account.unit, day)));
      return {
        unit: unitToJson(account),
        days: calendar.map(day =>
          toCell(account, day, {
            figures,
            day: dayFigures.get(key(account.unit, day)),
            openBreaks: openBreaks.get(key(account.unit, day)) ?? 0,
            isBusy: busy.includes(account.unit),
            isInUse,
            hasStatement: statementDays.has(key(account.unit, day)),
            isLast: day === date,
          }),
        ),
        open: money(figures ? negate(figures.onItsWayMinor, figures.unexplainedMinor) : '0', account.currency),
        proof: money(figures?.proofMinor ?? '0', account.currency),
        runId: figures?.runId ?? null,
      };
    });
    const missing = rows.flatMap(row =>
      row.days
        .filter(day => day.state === 'no-file')
        .map(day => ({ name: row.unit.accountName, date: day.businessDate })),
    );
    return {
      date,
      latestDate,
      totals: toTotals(published, profile),
      accounts: rows,
      // What fees explain has no age that anybody works on: the buckets count what the workbench lists.
      ageing: group(
        profile.filter(one => one.breakClass !== 'EXPLAINED'),
        one => one.bucket,
      ).map(({ group: bucket, ...rest }) => ({
        bucket: BUCKETS.find(known => known === bucket) ?? '31+',
        ...rest,
      })),
      classes: group(profile, one => one.breakClass).map(({ group: breakClass, ...rest }) => ({
        breakClass: breakClass as Overview['classes'][number]['breakClass'],
        ...rest,
      })),
      needsYou: await this.needsYou(request.actor, missing, profile, units),
      asOf: fromIndex.asOf satisfies AsOf,
      visibility: 'all',
    };
  }

  private async needsYou(
    actor: string,
    missing: ReadonlyArray<{ name: string; date: IsoDate }>,
    profile: Profile,
    units: readonly Account[],
  ): Promise<Overview['needsYou']> {
    const { breaks, files, runs, now } = this.deps;
    const since = instantFromEpochMs(instantToEpochMs(now()) - FILE_WARNING_DAYS * 86_400_000);
    const [waiting, warned, refused] = await Promise.all([
      breaks.waiting(actor),
      files.countWithWarnings(since),
      runs.unitsRefused(),
    ]);
    const overdue = profile.filter(
      one => one.breakClass !== 'EXPLAINED' && (one.bucket === '11-30' || one.bucket === '31+'),
    );
    const overdueCount = overdue.reduce((sum, one) => sum + one.count, 0);
    const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);
    const needs: Overview['needsYou'] = [
      {
        kind: 'proposals',
        count: waiting.proposals,
        text: plural(waiting.proposals, 'proposal waits for a second person', 'proposals wait for a second person'),
        detail: [
          waiting.oldestAt ? `oldest since ${waiting.oldestAt.slice(0, 16).replace('T', ' ')} UTC` : '',
          waiting.own > 0 ? `you may not decide ${waiting.own} of them` : '',
        ]
          .filter(Boolean)
          .join(' · '),
      },
      {
        kind: 'overdue',
        count: overdueCount,
        text: plural(overdueCount, 'break is older than 10 days', 'breaks are older than 10 days'),
        detail: group(overdue, () => 'all')
          .map(one => `${one.amount.currency} ${one.count}`)
          .join(' · '),
      },
      {
        kind: 'missing-statements',
        count: missing.length,
        text: plural(missing.length, 'statement is missing', 'statements are missing'),
        detail: missing
          .slice(0, 3)
          .map(one => `${one.name} of ${one.date}`)
          .join(', '),
      },
      {
        kind: 'file-warnings',
        count: warned.files + warned.rejected,
        text: plural(warned.files + warned.rejected, 'file needs a look', 'files need a look'),
        detail: `${warned.files} with warnings, ${warned.rejected} rejected in ${FILE_WARNING_DAYS} days`,
      },
      {
        kind: 'disputes',
        count: waiting.disputes,
        text: plural(waiting.disputes, 'dispute is open', 'disputes are open'),
        detail: 'claimed from bank, provider or merchant',
      },
      {
        kind: 'refused-runs',
        count: refused.length,
        // Refused for its proof or failed: the page of runs says which and why.
        text: plural(
          refused.length,
          'account got no result from its last run',
          'accounts got no result from their last run',
        ),
        detail: refused
          .slice(0, 3)
          .map(one => units.find(({ unit }) => unit === one.unit)?.name ?? one.unit)
          .join(', '),
      },
    ];
    return needs.filter(need => need.count > 0);
  }
}

type Profile = Awaited<ReturnType<BreakStore['profile']>>;
type Published = RunUnit & { runId: string; asOfDate: IsoDate };

/**
 * State of a day on one account. An open day without a statement says so before anything else, since whatever else it
 * shows would be wrong; a run covers the days up to the one it speaks for.
 */
function toCell(
  account: Account,
  businessDate: IsoDate,
  facts: {
    figures: Published | undefined;
    day: DayFigures | undefined;
    openBreaks: number;
    isBusy: boolean;
    /** Money moved or a statement came: one is expected for every open day then. */
    isInUse: boolean;
    hasStatement: boolean;
    isLast: boolean;
  },
): Cell {
  const { figures, day, openBreaks } = facts;
  const covered = figures !== undefined && businessDate <= figures.asOfDate;
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

function toTotals(published: readonly Published[], profile: Profile): Overview['totals'] {
  const currencies = [...new Set(published.map(figures => figures.currency))].sort();
  return currencies.map(currency => {
    const mine = published.filter(figures => figures.currency === currency);
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
function group(
  profile: Profile,
  by: (one: Profile[number]) => string,
): Array<{ group: string; currency: string; count: number; amount: MoneyJson }> {
  const groups = new Map<string, { group: string; currency: string; count: number; minor: bigint }>();
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

const key = (unit: string, date: string) => `${unit} ${date}`;
const money = (minor: string, currency: string): MoneyJson => ({ minor, currency });
/** What is open as a difference: received − expected, so money that is missing is negative. */
const negate = (...minors: string[]) => (-minors.reduce((sum, minor) => sum + BigInt(minor), 0n)).toString();

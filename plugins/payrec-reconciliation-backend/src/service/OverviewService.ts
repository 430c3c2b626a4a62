import { AsOf, IsoDate, Instant, addDays, instantFromEpochMs, instantToEpochMs } from '@internal/plugin-payrec-common';
import { FinalIndexService, Scope } from '@internal/plugin-payrec-node';
import { Overview } from '@internal/plugin-payrec-reconciliation-common';
import { OverviewStore } from '../database/OverviewStore';
import { daysWithStatement } from '../queries/statementQueries';
import { AccountDirectory } from './AccountDirectory';
import { BreakView } from './BreakView';
import { FILE_WARNING_DAYS, needsYou } from './needsYou';
import { dayKey, group, toAccountRow, toTotals } from './overviewRows';

/**
 * Whether yesterday's money is in the bank. Sums of money are those the runs proved and published: nothing here adds rows
 * of its own, so the overview cannot disagree with a run. Unit and day figures come from our tables; the index is only
 * asked which days have a statement.
 */
export class OverviewService {
  constructor(
    private readonly deps: {
      readonly store: OverviewStore;
      readonly accounts: AccountDirectory;
      readonly finalIndex: FinalIndexService;
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
    const { store, accounts, finalIndex, view, now } = this.deps;
    const date = request.date ?? (await view.days()).asOf;
    const from = addDays(date, 1 - request.days);
    // The engine first: its answer takes longest.
    const [fromIndex, { latestDate, published, breaks, attention, statementDays, warnings }, directory] =
      await Promise.all([
        finalIndex.query(daysWithStatement, { from, to: date }, request),
        store.read({
          date,
          from,
          actor: request.actor,
          warnedSince: instantFromEpochMs(instantToEpochMs(now()) - FILE_WARNING_DAYS * 86_400_000),
          ageAsOf: latest => view.asOf(latest),
        }),
        accounts.list(),
      ]);
    const facts = {
      calendar: Array.from({ length: request.days }, (_, at) => addDays(from, at)),
      published: new Map(published.map(one => [one.figures.unit, one])),
      openBreaks: new Map(breaks.days.map(day => [dayKey(day.unit, day.businessDate), day.count])),
      statementDays: new Set([
        ...fromIndex.rows.map(row => dayKey(row.recon_unit, row.business_date)),
        ...statementDays.map(row => dayKey(row.unit, row.businessDate)),
      ]),
      busy: attention.busy,
    };
    const rows = directory.map(account => toAccountRow(account, facts));
    const missing = rows.flatMap(({ unit, days }) =>
      days
        .filter(day => day.state === 'no-file')
        .map(({ businessDate }) => ({ accountName: unit.accountName, businessDate })),
    );
    const names = new Map(directory.map(({ unit, name }) => [unit, name]));
    return {
      date,
      latestDate,
      totals: toTotals(published, breaks.profile),
      accounts: rows,
      // What fees explain has no age that anybody works on: the buckets count what the workbench lists.
      ageing: group(
        breaks.profile.filter(one => one.breakClass !== 'EXPLAINED'),
        one => one.bucket,
      ).map(({ group: bucket, ...rest }) => ({ bucket, ...rest })),
      classes: group(breaks.profile, one => one.breakClass).map(({ group: breakClass, ...rest }) => ({
        breakClass,
        ...rest,
      })),
      needsYou: needsYou({
        breaks,
        missing,
        files: { warned: warnings.files, rejected: warnings.rejected },
        refused: attention.refused.map(unit => names.get(unit) ?? unit),
      }),
      asOf: fromIndex.asOf satisfies AsOf,
      visibility: 'all',
    };
  }
}

import { AsOf, IsoDate, Instant, addDays, instantFromEpochMs, instantToEpochMs } from '@internal/plugin-payrec-common';
import { FinalIndexService, Scope } from '@internal/plugin-payrec-node';
import { Overview } from '@internal/plugin-payrec-reconciliation-common';
import { BreakStore } from '../database/BreakStore';
import { StatementFileStore } from '../database/StatementFileStore';
import { UnitStore } from '../database/UnitStore';
import { daysWithStatement } from '../queries/statementQueries';
import { AccountDirectory } from './AccountDirectory';
import { BreakView } from './BreakView';
import { FILE_WARNING_DAYS, needsYou } from './needsYou';
import { Published, dayKey, group, toAccountRow, toTotals } from './overviewRows';

/**
 * Whether yesterday's money is in the bank. Sums of money are those the runs proved and published: nothing here adds rows
 * of its own, so the overview cannot disagree with a run. Unit and day figures come from our tables; the index is only
 * asked which days have a statement.
 */
export class OverviewService {
  constructor(
    private readonly deps: {
      readonly units: UnitStore;
      readonly breaks: BreakStore;
      readonly files: StatementFileStore;
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
    const { units, breaks, files, accounts, finalIndex, view, now } = this.deps;
    const latest = view.days();
    const date = request.date ?? (await latest).asOf;
    const from = addDays(date, 1 - request.days);
    const since = instantFromEpochMs(instantToEpochMs(now()) - FILE_WARNING_DAYS * 86_400_000);
    const [{ latestDate }, published, breakFigures, attention, fromIndex, fromFiles, warnings, directory] =
      await Promise.all([
        latest,
        this.published(date),
        // Ages count to the latest published day, whatever day is looked at.
        latest.then(({ asOf }) => breaks.figures({ asOf, from, to: date, actor: request.actor })),
        units.attention(),
        finalIndex.query(daysWithStatement, { from, to: date }, request),
        files.daysWithStatement(from, date),
        files.countWithWarnings(since),
        accounts.list(),
      ]);
    const facts = {
      calendar: Array.from({ length: request.days }, (_, at) => addDays(from, at)),
      published: new Map(published.map(one => [one.figures.unit, one])),
      openBreaks: new Map(breakFigures.days.map(day => [dayKey(day.unit, day.businessDate), day.count])),
      statementDays: new Set([
        ...fromIndex.rows.map(row => dayKey(row.recon_unit, row.business_date)),
        ...fromFiles.map(row => dayKey(row.unit, row.businessDate)),
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
      totals: toTotals(published, breakFigures.profile),
      accounts: rows,
      // What fees explain has no age that anybody works on: the buckets count what the workbench lists.
      ageing: group(
        breakFigures.profile.filter(one => one.breakClass !== 'EXPLAINED'),
        one => one.bucket,
      ).map(({ group: bucket, ...rest }) => ({ bucket, ...rest })),
      classes: group(breakFigures.profile, one => one.breakClass).map(({ group: breakClass, ...rest }) => ({
        breakClass,
        ...rest,
      })),
      needsYou: needsYou({
        breaks: breakFigures,
        missing,
        files: { warned: warnings.files, rejected: warnings.rejected },
        refused: attention.refused.map(unit => names.get(unit) ?? unit),
      }),
      asOf: fromIndex.asOf satisfies AsOf,
      visibility: 'all',
    };
  }

  private async published(date: IsoDate): Promise<Published[]> {
    const last = await this.deps.units.publishedAsOf(date);
    const found = await this.deps.units.published(last);
    return found.map((one, at) => ({ ...one, runId: last[at].runId, asOfDate: last[at].asOfDate }));
  }
}

import { Instant, IsoDate } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { askTogether } from './askTogether';
import { BreakStore } from './BreakStore';
import { StatementFileStore } from './StatementFileStore';
import { UnitStore } from './UnitStore';

/**
 * All that the overview takes from our tables, as of one moment; only sums of live breaks that are not at hand are read right
 * after it, and include what was committed in between.
 */
export class OverviewStore {
  constructor(
    private readonly db: Knex,
    private readonly stores: {
      readonly units: UnitStore;
      readonly breaks: BreakStore;
      readonly files: StatementFileStore;
    },
  ) {}

  /**
   * Figures as of `date` with the days from `from` to it. Breaks are those of now, and their ages count to `ageAsOf` of the
   * latest published day, whatever day is looked at. Files with warnings are those uploaded since `warnedSince`.
   */
  async read(request: {
    date: IsoDate;
    from: IsoDate;
    actor: string;
    warnedSince: Instant;
    ageAsOf: (latestDate: IsoDate | null) => IsoDate;
  }) {
    const { units, breaks, files } = this.stores;
    const { date, from } = request;
    const told = await askTogether(this.db, {
      latestDate: units.latestDate(),
      published: units.publishedAsOf(date),
      attention: units.attention(),
      breaks: breaks.live(request.actor),
      statementDays: files.daysWithStatement(from, date),
      warnings: files.countWithWarnings(request.warnedSince),
    });
    const [published, figures] = await Promise.all([
      units.published(told.published),
      breaks.figures(told.breaks, { asOf: request.ageAsOf(told.latestDate), from, to: date }),
    ]);
    return {
      ...told,
      published: published.map((one, at) => ({
        ...one,
        runId: told.published[at].runId,
        asOfDate: told.published[at].asOfDate,
      })),
      breaks: figures,
    };
  }
}

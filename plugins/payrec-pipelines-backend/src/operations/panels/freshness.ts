import { addDays, instantFromEpochMs, IsoDate, wallClock } from '@internal/plugin-payrec-common';
import { FreshnessRow } from '@internal/plugin-payrec-pipelines-common';
import { SlaParts } from '../../sla/createSlaModule';
import { findPartition } from '../../sla/partitions/partitions';
import { toInstant } from '../../sla/store/rows';
import { OperationsSight } from '../OperationsSight';

const DAY_MS = 86_400_000;

/** Verdicts of the last days, a row for each dataset. @param to - last day; today when not given. */
export async function listFreshness(
  { deps, verdicts }: SlaParts,
  sight: OperationsSight,
  days: number,
  to: IsoDate | undefined,
) {
  const { nowMs, active } = sight;
  const last = to ?? wallClock(instantFromEpochMs(nowMs), deps.config.timezone).date;
  const first = addDays(last, 1 - days);
  const items: FreshnessRow[] = [];
  for (const slo of active.filter(one => one.type === 'freshness' && one.partition)) {
    const all = await verdicts.withCorrections(deps.db, await verdicts.list(deps.db, slo.id, nowMs - 70 * DAY_MS));
    const rows = all.filter(row => row.day !== null && row.day >= first && row.day <= last);
    const newest = all.find(row => row.landedAt !== null);
    const end = newest ? findPartition(slo, newest.partition, deps.config.calendars)?.toMs : undefined;
    const good = all.filter(row => row.state === 'MET').length;
    items.push({
      sloId: slo.id,
      entityRef: slo.entityRef,
      entityTitle: slo.entityTitle,
      timezone: slo.timezone,
      newestPartition: newest?.partition ?? null,
      newestEndAt: toInstant(end ?? null),
      freshnessSeconds: end === undefined ? null : Math.max(0, Math.round((nowMs - end) / 1000)),
      cells: rows.reverse().map(row => ({
        partition: row.partition,
        day: row.day,
        state: row.state,
        backfilled: row.backfilled,
        deadlineAt: row.deadlineAt,
        landedAt: row.landedAt,
        overdueSeconds:
          row.state === 'BREACHED' && row.landedAt === null && row.deadlineAt
            ? Math.max(0, Math.floor((nowMs - Date.parse(row.deadlineAt)) / 1000))
            : row.overdueSeconds,
        rowCount: row.rowCount,
        runId: row.landedBy,
        reason: row.reason,
        corrected: row.corrections.length > 0,
      })),
      good,
      valid: good + all.filter(row => row.state === 'LATE' || row.state === 'BREACHED').length,
    });
  }
  return { from: first, to: last, items, visibility: sight.visibility };
}

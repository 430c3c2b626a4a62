import { Instant, instantFromEpochMs, moneyToJson, wallClock } from '@internal/plugin-payrec-common';
import { NextDeadline } from '@internal/plugin-payrec-pipelines-common';
import { SlaParts } from '../../sla/createSlaModule';
import { percentile } from '../../sla/decide/forecast';
import { partitionsBetween, reachMs } from '../../sla/partitions/partitions';
import { toInstant } from '../../sla/store/rows';
import { OperationsSight } from '../OperationsSight';
import { moneyBehind, waitingFor } from '../waiting';

const DAY_MS = 86_400_000;

/** Partitions that are due within the hours or overdue and open, the most urgent first. */
export async function listDeadlines(
  { deps, verdicts }: SlaParts,
  sight: OperationsSight,
  hours: number,
  limit: number,
): Promise<NextDeadline[]> {
  const { nowMs, active, shown } = sight;
  const items: NextDeadline[] = [];
  for (const slo of active.filter(one => one.type === 'freshness')) {
    const json = shown.find(one => one.id === slo.id)!;
    const rows = new Map(
      (await verdicts.list(deps.db, slo.id, nowMs - reachMs(slo) - DAY_MS)).map(row => [row.partition, row]),
    );
    const offsets = [...rows.values()].flatMap(row =>
      row.landedMs !== null && row.deadlineMs !== null ? [row.landedMs - row.deadlineMs] : [],
    );
    const usual = offsets.length < 3 ? undefined : { p50: percentile(offsets, 0.5)!, p90: percentile(offsets, 0.9)! };
    const day = (ms: number) => wallClock(instantFromEpochMs(ms), slo.timezone).date;
    const partitions = partitionsBetween(
      slo,
      day(nowMs - reachMs(slo)),
      day(nowMs + hours * 3_600_000),
      deps.config.calendars,
    );
    for (const partition of partitions) {
      const row = rows.get(partition.id);
      const open = row
        ? ['PENDING', 'AT_RISK', 'BREACHED'].includes(row.state) && row.landedMs === null
        : partition.deadlineMs > nowMs;
      if (!open || partition.excluded || partition.deadlineMs > nowMs + hours * 3_600_000) continue;
      const isCurrent = json.current.partition === partition.id;
      const ahead = (ms: number | undefined) => (ms === undefined ? null : Math.max(nowMs, partition.deadlineMs + ms));
      const predictedMs =
        isCurrent && json.current.predictedAt ? Date.parse(json.current.predictedAt) : ahead(usual?.p50);
      const money =
        row?.state === 'BREACHED' || isCurrent ? await moneyBehind(sight, json, partition.id) : { amounts: [] };
      items.push({
        sloId: slo.id,
        sloName: slo.name,
        entityRef: slo.entityRef,
        entityTitle: slo.entityTitle,
        owner: slo.owner,
        timezone: slo.timezone,
        partition: partition.id,
        deadlineAt: instantFromEpochMs(partition.deadlineMs),
        state: row?.state ?? 'PENDING',
        landedAt: null,
        secondsLeft: Math.round((partition.deadlineMs - nowMs) / 1000),
        predictedAt: toInstant(predictedMs),
        predictedP90At:
          isCurrent && json.current.predictedP90At
            ? (json.current.predictedP90At as Instant)
            : toInstant(ahead(usual?.p90)),
        marginSeconds: predictedMs === null ? null : Math.round((partition.deadlineMs - predictedMs) / 1000),
        basis: offsets.length,
        moneyBehind: money.amounts.map(moneyToJson),
        waitingCount: waitingFor(json, sight).length,
      });
    }
  }
  return items.sort((a, b) => a.secondsLeft - b.secondsLeft || (a.sloId < b.sloId ? -1 : 1)).slice(0, limit);
}

/** Of the last 30 landings with a forecast, how many came by its 90th percentile. */
export async function forecastHeld(
  { deps, verdicts }: SlaParts,
  { active, nowMs }: OperationsSight,
): Promise<{ held: number; of: number }> {
  const rows = (await Promise.all(active.map(slo => verdicts.list(deps.db, slo.id, nowMs - 62 * DAY_MS))))
    .flat()
    .filter(row => row.predictedP90Ms !== null && row.landedMs !== null)
    .sort((a, b) => b.landedMs! - a.landedMs!)
    .slice(0, 30);
  return { held: rows.filter(row => row.landedMs! <= row.predictedP90Ms!).length, of: rows.length };
}

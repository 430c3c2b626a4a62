import { Money, moneyToJson } from '@internal/plugin-payrec-common';
import { LineageName, OperationsHeadline, Slo } from '@internal/plugin-payrec-pipelines-common';
import { LineageGraph, nodeKey } from '../../incidents/lineageGraph';
import { SlaParts } from '../../sla/createSlaModule';
import { percentile } from '../../sla/decide/forecast';
import { FactReader } from '../../sla/FactReader';
import { windowStart } from '../../sla/judge/judgeFreshness';
import { findPartition, partitionIdHolding } from '../../sla/partitions/partitions';
import { ActiveSlo } from '../../sla/store/SloStore';
import { attributeDelay } from '../attribution';
import { OperationsSight } from '../OperationsSight';
import { moneyBehind, waitingFor } from '../waiting';

const DAY_MS = 86_400_000;
const WAITING_MAX = 20;

/** The largest sum that waits; without sums the longest overdue. */
export async function headlineOf(parts: SlaParts, sight: OperationsSight): Promise<OperationsHeadline> {
  const candidates = sight.shown.filter(slo => ['BREACHED', 'AT_RISK', 'LATE', 'UNKNOWN'].includes(slo.current.state));
  const none: OperationsHeadline = {
    worst: null,
    moneyBehind: [],
    rowsBehind: null,
    moneySource: 'none',
    waiting: [],
    attribution: [],
  };
  if (candidates.length === 0) return none;
  const rated = await Promise.all(
    candidates.map(async slo => ({ slo, money: await moneyBehind(sight, slo, slo.current.partition) })),
  );
  const rank = (state: string) => ['BREACHED', 'AT_RISK', 'LATE', 'UNKNOWN'].indexOf(state);
  const largest = (amounts: readonly Money[]) => amounts.reduce((max, one) => (one.minor > max ? one.minor : max), 0n);
  rated.sort(
    (a, b) =>
      rank(a.slo.current.state) - rank(b.slo.current.state) ||
      Number(largest(b.money.amounts) - largest(a.money.amounts)) ||
      (b.slo.current.overdueSeconds ?? 0) - (a.slo.current.overdueSeconds ?? 0) ||
      (a.slo.id < b.slo.id ? -1 : 1),
  );
  const [{ slo, money }] = rated;
  return {
    worst: {
      sloId: slo.id,
      entityRef: slo.entityRef,
      entityTitle: slo.entityTitle,
      partition: slo.current.partition,
      state: slo.current.state,
      deadlineAt: slo.current.deadlineAt,
      landedAt: slo.current.landedAt,
      predictedAt: slo.current.predictedAt,
      overdueSeconds: slo.current.overdueSeconds,
      value: slo.current.value,
      unit: slo.current.unit,
      reason: slo.current.reason,
      bound: slo.bound,
      incidentId: slo.incidentId,
    },
    moneyBehind: money.amounts.map(moneyToJson),
    rowsBehind: money.rows,
    moneySource: money.amounts.length > 0 ? 'control-total' : 'none',
    waiting: waitingFor(slo, sight)
      .slice(0, WAITING_MAX)
      .map(one => ({
        sloId: one.id,
        entityRef: one.entityRef,
        entityTitle: one.entityTitle,
        deadlineAt: one.current.deadlineAt,
        predictedAt: one.current.predictedAt,
        state: one.current.state,
      })),
    attribution: await attribution(parts, sight, slo),
  };
}

async function attribution(
  { deps }: SlaParts,
  { reader, graph, active, nowMs }: OperationsSight,
  { id, current, subject }: Slo,
): Promise<OperationsHeadline['attribution']> {
  if (!current.partition || !current.deadlineAt || subject?.kind !== 'dataset') return [];
  const slo = active.find(one => one.id === id)!;
  const [job] = graph.writersOf(subject);
  if (!job) return [];
  const partition = findPartition(slo, current.partition, deps.config.calendars);
  if (!partition) return [];
  const runs = await reader.runs(job, nowMs - 14 * DAY_MS);
  const attempts = runs
    .filter(run => {
      const nominalMs = run.nominalStartAt ? Date.parse(run.nominalStartAt) : null;
      return nominalMs !== null && nominalMs >= partition.fromMs && nominalMs < partition.toMs;
    })
    .sort((a, b) => ((a.startedAt ?? '') < (b.startedAt ?? '') ? -1 : 1));
  const usual = percentile(
    runs.flatMap(run =>
      run.state === 'COMPLETED' && run.startedAt && run.endedAt
        ? [(Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000]
        : [],
    ),
    0.5,
  );
  const input = await inputReady(reader, graph, slo, job, partition.id, partition.toMs);
  return attributeDelay({
    deadlineMs: Date.parse(current.deadlineAt),
    landedMs: current.landedAt ? Date.parse(current.landedAt) : null,
    nowMs,
    inputReadyMs: input?.readyMs ?? null,
    inputUsualMs: input?.usualMs ?? null,
    attempts,
    usualRunSeconds: usual ?? null,
  });
}

/** When the last of the job's inputs had the partition, and when that usually is. */
async function inputReady(
  reader: FactReader,
  graph: LineageGraph,
  slo: ActiveSlo,
  job: LineageName,
  partition: string,
  endMs: number,
): Promise<{ readyMs: number; usualMs: number | null } | undefined> {
  const inputs = [...graph.distances(nodeKey('job', job), 'up')]
    .filter(([, distance]) => distance === 1)
    .map(([key]) => graph.datasets.get(key)!);
  let latest: { readyMs: number; usualMs: number | null } | undefined;
  for (const input of inputs) {
    const landings = await reader.landings(input, windowStart(slo, reader.nowMs));
    const mine = landings.find(one => partitionIdHolding(slo, one) === partition);
    if (!mine) continue;
    const readyMs = Date.parse(mine.eventTime);
    if (latest && latest.readyMs >= readyMs) continue;
    const offsets = landings.flatMap(one =>
      one.nominalEndAt && one !== mine ? [Date.parse(one.eventTime) - Date.parse(one.nominalEndAt)] : [],
    );
    const usual = percentile(offsets.slice(-14), 0.5);
    latest = { readyMs, usualMs: usual === undefined ? null : endMs + usual };
  }
  return latest;
}

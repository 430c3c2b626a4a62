import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { instantFromEpochMs, moneyToJson, Money, Instant } from '@internal/plugin-payrec-common';
import {
  LineageName,
  NextDeadline,
  Operations,
  OperationsHeadline,
  Slo,
} from '@internal/plugin-payrec-pipelines-common';
import { LineageGraph, nodeKey } from '../incidents/lineageGraph';
import { percentile } from '../sla/decide/forecast';
import { FactReader } from '../sla/FactReader';
import { windowStart } from '../sla/judge/judgeFreshness';
import { SlaParts } from '../sla/createSlaModule';
import { countStates } from '../sla/SloView';
import { toInstant } from '../sla/store/rows';
import { ActiveSlo } from '../sla/store/SloStore';
import { findPartition, partitionIdHolding, partitionsBetween, reachMs } from '../sla/partitions/partitions';
import { wallClock } from '@internal/plugin-payrec-common';
import { attributeDelay } from './attribution';

const DAY_MS = 86_400_000;
const WAITING_MAX = 20;

/** What the page's reader may see, at one moment. */
export type Sight = {
  readonly nowMs: number;
  readonly active: readonly ActiveSlo[];
  readonly shown: readonly Slo[];
  readonly graph: LineageGraph;
  readonly reader: FactReader;
  readonly visibility: 'all' | 'partial';
};

/** The headline, the next deadlines and what is behind them. */
export class OperationsService {
  constructor(private readonly parts: SlaParts) {}

  async sight(credentials: BackstageCredentials, owner: string | undefined): Promise<Sight> {
    const { deps, view } = this.parts;
    const nowMs = Date.parse(deps.now());
    const { slos, hidden } = await view.visible(credentials);
    const active = slos.filter(slo => owner === undefined || slo.owner === owner);
    const [shown, edges] = await Promise.all([view.toJson(active, nowMs), deps.registry.edges()]);
    const graph = new LineageGraph(edges);
    return {
      nowMs,
      active,
      shown,
      graph,
      reader: new FactReader(deps.registry, graph, nowMs),
      visibility: hidden > 0 ? 'partial' : 'all',
    };
  }

  async overview(sight: Sight): Promise<Operations> {
    const { deps, slos, incidents } = this.parts;
    const { nowMs, shown } = sight;
    const [evaluatedMs, lastEventAt, open, headline] = await Promise.all([
      slos.evaluatedAtMs(deps.db),
      deps.registry.lastReceivedAt(),
      incidents.openMembers(deps.db),
      this.headline(sight),
    ]);
    const limitMs = deps.config.staleAfterSeconds * 1000;
    const silent = lastEventAt === null ? null : nowMs - Date.parse(lastEventAt) > limitMs;
    const notJudged = evaluatedMs === null || nowMs - evaluatedMs > limitMs;
    const mine = new Set(shown.map(slo => slo.id));
    return {
      counts: countStates(shown.map(slo => slo.current.state)),
      headline,
      completeTo: await this.completeTo(sight),
      lastEventAt,
      evaluatedAt: toInstant(evaluatedMs),
      stale: silent !== false || notJudged,
      staleReason: staleReason(silent, notJudged),
      timezone: deps.config.timezone,
      openIncidents: new Set(open.filter(one => mine.has(one.sloId)).map(one => one.incidentId)).size,
    };
  }

  /** The largest sum that waits; without sums the longest overdue. */
  private async headline(sight: Sight): Promise<OperationsHeadline> {
    const { nowMs, shown, active, reader, graph } = sight;
    const candidates = shown.filter(slo => ['BREACHED', 'AT_RISK', 'LATE', 'UNKNOWN'].includes(slo.current.state));
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
      candidates.map(async slo => ({ slo, money: await this.money(sight, slo, slo.current.partition) })),
    );
    const rank = (state: string) => ['BREACHED', 'AT_RISK', 'LATE', 'UNKNOWN'].indexOf(state);
    const largest = (amounts: readonly Money[]) =>
      amounts.reduce((max, one) => (one.minor > max ? one.minor : max), 0n);
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
        incidentId: slo.incidentId,
      },
      moneyBehind: money.amounts.map(moneyToJson),
      rowsBehind: money.rows,
      moneySource: money.amounts.length > 0 ? 'control-total' : 'none',
      waiting: downstreamOf(slo, shown, graph)
        .slice(0, WAITING_MAX)
        .map(one => ({
          sloId: one.id,
          entityRef: one.entityRef,
          entityTitle: one.entityTitle,
          deadlineAt: one.current.deadlineAt,
          predictedAt: one.current.predictedAt,
          state: one.current.state,
        })),
      attribution: await this.attribution(reader, graph, active.find(one => one.id === slo.id)!, slo, nowMs),
    };
  }

  private async money({ reader, active }: Sight, slo: Slo, partition: string | null) {
    const nothing = { amounts: [] as readonly Money[], rows: null };
    if (!partition || slo.type !== 'freshness' || slo.subject?.kind !== 'dataset') return nothing;
    const definition = active.find(one => one.id === slo.id)!;
    return reader.moneyBehind(definition, slo.subject, partition, windowStart(definition, reader.nowMs));
  }

  private async attribution(
    reader: FactReader,
    graph: LineageGraph,
    slo: ActiveSlo,
    { current, subject }: Slo,
    nowMs: number,
  ): Promise<OperationsHeadline['attribution']> {
    if (!current.partition || !current.deadlineAt || subject?.kind !== 'dataset') return [];
    const [job] = graph.writersOf(subject);
    if (!job) return [];
    const partition = findPartition(slo, current.partition, this.parts.deps.config.calendars);
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
    const input = await this.inputReady(reader, graph, slo, job, partition.id, partition.toMs);
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
  private async inputReady(
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

  /** Last day up to which nothing is missing, per daily dataset. */
  private async completeTo({ active, nowMs }: Sight): Promise<Operations['completeTo']> {
    const { deps, verdicts } = this.parts;
    const found: Operations['completeTo'] = [];
    for (const slo of active.filter(one => one.type === 'freshness' && one.partition?.every === 'P1D')) {
      const rows = (await verdicts.list(deps.db, slo.id, nowMs - 62 * DAY_MS))
        .filter(row => row.day !== null)
        .reverse();
      let day: string | null = null;
      for (const row of rows) {
        const closed = row.excludedBy === 'calendar';
        if (row.landedMs === null && !closed) break;
        day = row.day;
      }
      found.push({ entityRef: slo.entityRef, entityTitle: slo.entityTitle, day });
    }
    return found;
  }

  async deadlines(sight: Sight, hours: number, limit: number): Promise<NextDeadline[]> {
    const { deps, verdicts } = this.parts;
    const { nowMs, active, shown, graph } = sight;
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
        const ahead = (ms: number | undefined) =>
          ms === undefined ? null : Math.max(nowMs, partition.deadlineMs + ms);
        const predictedMs =
          isCurrent && json.current.predictedAt ? Date.parse(json.current.predictedAt) : ahead(usual?.p50);
        const money =
          row?.state === 'BREACHED' || isCurrent ? await this.money(sight, json, partition.id) : { amounts: [] };
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
          waitingCount: downstreamOf(json, shown, graph).length,
        });
      }
    }
    return items.sort((a, b) => a.secondsLeft - b.secondsLeft || (a.sloId < b.sloId ? -1 : 1)).slice(0, limit);
  }

  /** Of the last 30 landings with a forecast, how many came by its 90th percentile. */
  async forecastHeld({ active, nowMs }: Sight): Promise<{ held: number; of: number }> {
    const { deps, verdicts } = this.parts;
    const rows = (await Promise.all(active.map(slo => verdicts.list(deps.db, slo.id, nowMs - 62 * DAY_MS))))
      .flat()
      .filter(row => row.predictedP90Ms !== null && row.landedMs !== null)
      .sort((a, b) => b.landedMs! - a.landedMs!)
      .slice(0, 30);
    return { held: rows.filter(row => row.landedMs! <= row.predictedP90Ms!).length, of: rows.length };
  }
}

/** Objectives downstream, nearest first. */
function downstreamOf(slo: Slo, shown: readonly Slo[], graph: LineageGraph): Slo[] {
  if (!slo.subject) return [];
  const distances = graph.distances(nodeKey(slo.subject.kind, slo.subject), 'down');
  const at = (one: Slo) => (one.subject ? distances.get(nodeKey(one.subject.kind, one.subject)) : undefined);
  return shown
    .filter(one => one.id !== slo.id && at(one) !== undefined)
    .sort((a, b) => at(a)! - at(b)! || (a.id < b.id ? -1 : 1));
}

function staleReason(silent: boolean | null, notJudged: boolean): string | null {
  if (notJudged) return 'The objectives were not judged for too long';
  if (silent === null) return 'No event has come yet';
  return silent ? 'No event came for too long' : null;
}

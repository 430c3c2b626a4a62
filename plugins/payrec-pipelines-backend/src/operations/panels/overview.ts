import { Operations } from '@internal/plugin-payrec-pipelines-common';
import { SlaParts } from '../../sla/createSlaModule';
import { countStates } from '../../sla/SloView';
import { toInstant } from '../../sla/store/rows';
import { OperationsSight } from '../OperationsSight';
import { headlineOf } from './headline';

const DAY_MS = 86_400_000;

/** Counts, headline, how far the data is complete, and whether the verdicts can be trusted. */
export async function getOperations(parts: SlaParts, sight: OperationsSight): Promise<Operations> {
  const { deps, slos, incidents } = parts;
  const { nowMs, shown } = sight;
  const [evaluatedMs, lastEventAt, open, headline] = await Promise.all([
    slos.evaluatedAtMs(deps.db),
    deps.registry.lastReceivedAt(),
    incidents.openMembers(deps.db),
    headlineOf(parts, sight),
  ]);
  const limitMs = deps.config.staleAfterSeconds * 1000;
  const silent = lastEventAt === null ? null : nowMs - Date.parse(lastEventAt) > limitMs;
  const notJudged = evaluatedMs === null || nowMs - evaluatedMs > limitMs;
  const mine = new Set(shown.map(slo => slo.id));
  return {
    counts: countStates(shown.map(slo => slo.current.state)),
    headline,
    completeTo: await completeTo(parts, sight),
    lastEventAt,
    evaluatedAt: toInstant(evaluatedMs),
    stale: silent !== false || notJudged,
    staleReason: staleReason(silent, notJudged),
    timezone: deps.config.timezone,
    openIncidents: new Set(open.filter(one => mine.has(one.sloId)).map(one => one.incidentId)).size,
  };
}

/** Last day up to which nothing is missing, per daily dataset. */
async function completeTo(
  { deps, verdicts }: SlaParts,
  { active, nowMs }: OperationsSight,
): Promise<Operations['completeTo']> {
  const found: Operations['completeTo'] = [];
  for (const slo of active.filter(one => one.type === 'freshness' && one.partition?.every === 'P1D')) {
    const rows = (await verdicts.list(deps.db, slo.id, nowMs - 62 * DAY_MS)).filter(row => row.day !== null).reverse();
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

function staleReason(silent: boolean | null, notJudged: boolean): string | null {
  if (notJudged) return 'The objectives were not judged for too long';
  if (silent === null) return 'No event has come yet';
  return silent ? 'No event came for too long' : null;
}

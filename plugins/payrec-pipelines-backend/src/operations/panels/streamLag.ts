import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import { StreamLag } from '@internal/plugin-payrec-pipelines-common';
import { SlaParts } from '../../sla/createSlaModule';
import { knownMax } from '../../sla/definition/boundOf';
import { toInstant } from '../../sla/store/rows';
import { catchUpFromSlope } from '../catchUp';
import { OperationsSight } from '../OperationsSight';

/** A lag that is none, where an objective does not say. */
const LIVE_SECONDS = 60;

/** Each stream with an objective for its lag: the lag now, its course, and when it is caught up. */
export async function listStreamLag(
  { deps, slos, verdicts }: SlaParts,
  sight: OperationsSight,
  minutes: number,
): Promise<StreamLag[]> {
  const { nowMs, shown, active } = sight;
  const states = await slos.states(deps.db);
  const found: StreamLag[] = [];
  for (const slo of shown.filter(one => one.type === 'lag')) {
    const definition = active.find(one => one.id === slo.id)!;
    const sinceMs = nowMs - minutes * 60_000;
    const slices = await verdicts.slices(deps.db, slo.id, sinceMs);
    const known = slo.current.value;
    const points = slices.map(one => ({ atMs: one.atMs, value: one.value }));
    const clearBelow = knownMax(definition.threshold?.clearBelow);
    // A stream a second behind is where it should be; there is nothing to catch up with.
    const isBehind = known !== null && known > (clearBelow ?? LIVE_SECONDS);
    const seconds = isBehind ? catchUpFromSlope(points) : null;
    const good = [...points].reverse().find(one => one.value !== null);
    found.push({
      sloId: slo.id,
      name: slo.name,
      entityRef: slo.entityRef,
      entityTitle: slo.entityTitle,
      lagSeconds: known,
      lagMessages: null,
      inPerSecond: null,
      outPerSecond: null,
      catchUpAt: seconds === null ? null : instantFromEpochMs(Math.round(nowMs + seconds * 1000)),
      catchUpSeconds: seconds === null ? null : Math.round(seconds),
      fireAbove: knownMax(definition.threshold?.fireAbove),
      clearBelow,
      check: slo.check,
      lastGoodAt: toInstant(known === null ? good?.atMs ?? null : states.get(slo.id)?.memory.lastMs ?? null),
      error: known === null ? slo.current.reason || 'no value yet' : null,
      points: points.map(one => ({ at: instantFromEpochMs(one.atMs), seconds: one.value })),
    });
  }
  return found;
}

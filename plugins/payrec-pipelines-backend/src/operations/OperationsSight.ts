import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Visibility } from '@internal/plugin-payrec-common';
import { Slo } from '@internal/plugin-payrec-pipelines-common';
import { LineageGraph } from '../incidents/lineageGraph';
import { SlaParts } from '../sla/createSlaModule';
import { FactReader } from '../sla/FactReader';
import { ActiveSlo } from '../sla/store/SloStore';

/** What the page's reader may see, at one moment. */
export type OperationsSight = {
  readonly nowMs: number;
  readonly active: readonly ActiveSlo[];
  /** The same as the contract has them, the worst state first. */
  readonly shown: readonly Slo[];
  readonly graph: LineageGraph;
  readonly reader: FactReader;
  readonly visibility: Visibility;
};

/** @param owner - entity ref; only its objectives. */
export async function operationsSight(
  { deps, view }: SlaParts,
  credentials: BackstageCredentials,
  owner: string | undefined,
): Promise<OperationsSight> {
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

import { parseIsoDate } from '@internal/plugin-payrec-common';
import { createMount, FinalIndexService, Mount, MountOptions } from '@internal/plugin-payrec-node';
import { pipelinesContract } from '@internal/plugin-payrec-pipelines-common';
import { Router } from 'express';
import { runTransactions } from './queries/runTransactions';
import { Names } from './registry/Names';
import { IngestService } from './service/IngestService';
import { LineageService } from './service/LineageService';
import { RegistryService } from './service/RegistryService';
import { StatusService } from './service/StatusService';

export type RouterOptions = Omit<MountOptions, 'contract' | 'finalIndex'> & {
  readonly finalIndex: FinalIndexService;
  readonly names: Names;
  readonly lineage: LineageService;
  readonly registry: RegistryService;
  readonly entityStatus: StatusService;
  readonly ingest: IngestService;
  /** Mounts the endpoints of SLAs, incidents and operations. */
  readonly mountSla: (mount: Mount['mount']) => void;
};

/** Table of contents of the module: one `mount` per endpoint of the contract. */
export function createRouter(options: RouterOptions): Router {
  const { finalIndex, names, lineage, registry, entityStatus, ingest, mountSla } = options;
  const { router, mount, assertAllMounted } = createMount({ ...options, contract: pipelinesContract });
  const { endpoints } = pipelinesContract;

  mount(endpoints.getLineage, ({ query }, { credentials }) => lineage.lineage(credentials, query));
  mount(endpoints.getImpact, ({ query }, { credentials }) => lineage.impact(credentials, query));
  mount(endpoints.getColumnLineage, ({ query }, { credentials }) => lineage.columns(credentials, query));
  mount(endpoints.listJobs, ({ query }, { credentials }) => registry.listJobs(credentials, query));
  mount(endpoints.getJob, ({ query }, { credentials }) => registry.getJob(credentials, query));
  mount(endpoints.listDatasets, ({ query }, { credentials }) => registry.listDatasets(credentials, query));
  mount(endpoints.getDataset, ({ query }, { credentials }) => registry.getDataset(credentials, query));
  mount(endpoints.listPartitions, ({ query }, { credentials }) => registry.listPartitions(credentials, query));
  mount(endpoints.listRuns, ({ query }, { credentials }) => registry.listRuns(credentials, query));
  mount(endpoints.getRun, ({ params }, { credentials }) => registry.getRun(credentials, params.runId));
  mount(endpoints.getRunTrace, ({ params, query }, { credentials }) =>
    registry.trace(credentials, params.runId, query.depth),
  );
  mount(endpoints.listRunTransactions, async ({ params, query }, { scope, visibility, signal }) => {
    const { rows } = await finalIndex.query(
      runTransactions,
      { runId: params.runId, businessDate: parseIsoDate(query.businessDate), rows: query.limit + 1 },
      { scope, signal },
    );
    return { items: rows.slice(0, query.limit), truncated: rows.length > query.limit, visibility };
  });
  mount(endpoints.listJobEvents, async ({ query }, { credentials }) =>
    ingest.events(credentials, await names.get(query, query.kind), query.limit),
  );
  mount(endpoints.searchLineage, ({ query }, { credentials }) => registry.search(credentials, query.q, query.limit));
  mount(endpoints.getEntityStatus, ({ body }, { credentials }) => entityStatus.status(credentials, body.entityRefs));
  mount(endpoints.getIngestStatus, (_request, { credentials }) => ingest.status(credentials));
  mount(endpoints.sendTestEvent, () => ingest.sendTestEvent());

  mountSla(mount);
  assertAllMounted();
  return router;
}

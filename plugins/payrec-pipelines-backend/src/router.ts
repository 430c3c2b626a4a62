import { parseIsoDate } from '@internal/plugin-payrec-common';
import { createMount, FinalIndexService, Mount, MountOptions } from '@internal/plugin-payrec-node';
import { pipelinesContract } from '@internal/plugin-payrec-pipelines-common';
import { Router } from 'express';
import { runTransactions } from './queries/runTransactions';
import { Names } from './registry/Names';
import { ColumnLineageService } from './service/ColumnLineageService';
import { DatasetService } from './service/DatasetService';
import { IngestService } from './service/IngestService';
import { JobService } from './service/JobService';
import { LineageService } from './service/LineageService';
import { RunService } from './service/RunService';
import { SearchService } from './service/SearchService';
import { StatusService } from './service/StatusService';

export type RouterOptions = Omit<MountOptions, 'contract' | 'finalIndex'> & {
  readonly finalIndex: FinalIndexService;
  readonly names: Names;
  readonly lineage: LineageService;
  readonly columns: ColumnLineageService;
  readonly jobs: JobService;
  readonly datasets: DatasetService;
  readonly runs: RunService;
  readonly search: SearchService;
  readonly entityStatus: StatusService;
  readonly ingest: IngestService;
  /** Mounts the endpoints of SLAs, incidents and operations. */
  readonly mountSla: (mount: Mount['mount']) => void;
};

/** Table of contents of the module: one `mount` per endpoint of the contract. */
export function createRouter(options: RouterOptions): Router {
  const { finalIndex, names, lineage, columns, jobs, datasets, runs, search, entityStatus, ingest, mountSla } = options;
  const { router, mount, assertAllMounted } = createMount({ ...options, contract: pipelinesContract });
  const { endpoints } = pipelinesContract;

  mount(endpoints.getLineage, ({ query }, { credentials }) => lineage.lineage(credentials, query));
  mount(endpoints.getImpact, ({ query }, { credentials }) => lineage.impact(credentials, query));
  mount(endpoints.getColumnLineage, ({ query }, { credentials }) => columns.columns(credentials, query));
  mount(endpoints.listJobs, ({ query }, { credentials }) => jobs.list(credentials, query));
  mount(endpoints.getJob, ({ query }, { credentials }) => jobs.get(credentials, query));
  mount(endpoints.listDatasets, ({ query }, { credentials }) => datasets.list(credentials, query));
  mount(endpoints.getDataset, ({ query }, { credentials }) => datasets.get(credentials, query));
  mount(endpoints.listPartitions, ({ query }, { credentials }) => datasets.listPartitions(credentials, query));
  mount(endpoints.listRuns, ({ query }, { credentials }) => runs.list(credentials, query));
  mount(endpoints.getRun, ({ params }, { credentials }) => runs.get(credentials, params.runId));
  mount(endpoints.getRunTrace, ({ params, query }, { credentials }) =>
    runs.trace(credentials, params.runId, query.depth),
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
  mount(endpoints.searchLineage, ({ query }, { credentials }) => search.search(credentials, query.q, query.limit));
  mount(endpoints.getEntityStatus, ({ body }, { credentials }) => entityStatus.status(credentials, body.entityRefs));
  mount(endpoints.getIngestStatus, (_request, { credentials }) => ingest.status(credentials));
  mount(endpoints.sendTestEvent, () => ingest.sendTestEvent());

  mountSla(mount);
  assertAllMounted();
  return router;
}

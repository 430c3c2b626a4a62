import type { IsolationRequest } from './isolationRequests';

const subject = 'namespace=none&name=none';
const reason = 'isolation matrix';

export const PIPELINES_REQUESTS: Readonly<Record<string, readonly IsolationRequest[]>> = {
  'payrec-pipelines.getLineage': [{ path: `/v1/lineage?${subject}`, status: 404 }],
  'payrec-pipelines.getImpact': [{ path: `/v1/impact?${subject}`, status: 404 }],
  'payrec-pipelines.getColumnLineage': [{ path: `/v1/column-lineage?${subject}&field=amount`, status: 404 }],
  'payrec-pipelines.listJobs': [{ path: '/v1/jobs', status: 200 }],
  'payrec-pipelines.getJob': [{ path: `/v1/jobs/one?${subject}`, status: 404 }],
  'payrec-pipelines.listDatasets': [{ path: '/v1/datasets', status: 200 }],
  'payrec-pipelines.getDataset': [{ path: `/v1/datasets/one?${subject}`, status: 404 }],
  'payrec-pipelines.listPartitions': [{ path: `/v1/datasets/partitions?${subject}`, status: 404 }],
  'payrec-pipelines.listRuns': [{ path: '/v1/runs', status: 200 }],
  'payrec-pipelines.getRun': [{ path: '/v1/runs/none', status: 404 }],
  'payrec-pipelines.getRunTrace': [{ path: '/v1/runs/none/trace', status: 404 }],
  'payrec-pipelines.listRunTransactions': [{ path: '/v1/runs/none/transactions?businessDate=2026-03-30', status: 200 }],
  'payrec-pipelines.listJobEvents': [{ path: `/v1/events?${subject}`, status: 404 }],
  'payrec-pipelines.searchLineage': [{ path: '/v1/search?q=none', status: 200 }],
  'payrec-pipelines.getEntityStatus': [
    { path: '/v1/status', body: { entityRefs: ['component:default/none'] }, status: 200 },
  ],
  'payrec-pipelines.getIngestStatus': [{ path: '/v1/ingest', status: 200 }],
  'payrec-pipelines.sendTestEvent': [{ path: '/v1/ingest/test-event', body: {}, status: 200 }],
  'payrec-pipelines.listSlas': [{ path: '/v1/slas', status: 200 }],
  'payrec-pipelines.getSla': [{ path: '/v1/slas/none', status: 404 }],
  'payrec-pipelines.listVerdicts': [{ path: '/v1/slas/none/verdicts', status: 404 }],
  'payrec-pipelines.correctVerdict': [
    { path: '/v1/slas/none/verdicts/correct', body: { partition: '2026-03-30', state: 'MET', reason }, status: 404 },
  ],
  'payrec-pipelines.silenceSla': [{ path: '/v1/slas/none/silence', body: { until: null, reason }, status: 404 }],
  'payrec-pipelines.evaluateSlas': [{ path: '/v1/slas/evaluate', body: {}, status: 200 }],
  'payrec-pipelines.previewSlo': [{ path: '/v1/slas/preview', body: { slo: {} }, status: 200 }],
  'payrec-pipelines.getEntitySla': [{ path: '/v1/entity-sla?entityRef=component:default/none', status: 200 }],
  'payrec-pipelines.getSlaStatus': [
    { path: '/v1/sla-status', body: { entityRefs: ['component:default/none'] }, status: 200 },
  ],
  'payrec-pipelines.getVolumeCheck': [{ path: `/v1/volume-check?${subject}&partition=2026-03-30`, status: 200 }],
  'payrec-pipelines.listIncidents': [{ path: '/v1/incidents', status: 200 }],
  'payrec-pipelines.getIncident': [{ path: '/v1/incidents/none', status: 404 }],
  'payrec-pipelines.acknowledgeIncident': [{ path: '/v1/incidents/none/acknowledge', body: {}, status: 404 }],
  'payrec-pipelines.noteIncident': [{ path: '/v1/incidents/none/notes', body: { text: reason }, status: 404 }],
  'payrec-pipelines.listMaintenance': [{ path: '/v1/maintenance', status: 200 }],
  'payrec-pipelines.declareMaintenance': [
    {
      path: '/v1/maintenance',
      body: { scope: 'component:default/none', from: '2099-01-01T00:00:00Z', to: '2099-01-01T01:00:00Z', reason },
      status: 200,
    },
  ],
  'payrec-pipelines.endMaintenance': [{ path: '/v1/maintenance/none/end', body: {}, status: 404 }],
  'payrec-pipelines.getOperations': [{ path: '/v1/operations', status: 200 }],
  'payrec-pipelines.listDeadlines': [{ path: '/v1/operations/deadlines', status: 200 }],
  'payrec-pipelines.listStrip': [{ path: '/v1/operations/strip', status: 200 }],
  'payrec-pipelines.listFreshness': [{ path: '/v1/operations/freshness', status: 200 }],
  'payrec-pipelines.getBatchDurations': [{ path: '/v1/operations/durations', status: 200 }],
  'payrec-pipelines.listStreamLag': [{ path: '/v1/operations/lag', status: 200 }],
  'payrec-pipelines.listIngestErrors': [{ path: '/v1/operations/errors', status: 200 }],
};

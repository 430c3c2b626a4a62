/**
 * Where machines post, by the plugins of this backend: pipelines their OpenLineage events (clients differ in what they append
 * to the address they are given), the scoring of payments its alerts. A new endpoint of either kind belongs here.
 */
export const MACHINE_DOORS = [
  '/api/payrec-pipelines/lineage',
  '/api/payrec-pipelines/lineage/batch',
  '/api/payrec-pipelines/api/v1/lineage',
  '/api/payrec-pipelines/api/v1/lineage/batch',
  '/api/payrec-fraud/v1/intake/alert',
  '/api/payrec-fraud/v1/intake/alerts',
] as const;

import { createPermission } from '@backstage/plugin-permission-common';

/** See pipelines, datasets, runs, lineage, SLAs and incidents. What the catalog hides from a person stays hidden here. */
export const pipelinesViewPermission = createPermission({
  name: 'payrec.pipelines.view',
  attributes: { action: 'read' },
});
/** Acknowledge incidents, declare maintenance that lies ahead, silence, send a test event. */
export const pipelinesOperatePermission = createPermission({
  name: 'payrec.pipelines.operate',
  attributes: { action: 'update' },
});

export const lineagePermissions = [pipelinesViewPermission, pipelinesOperatePermission];

import { createPermission } from '@backstage/plugin-permission-common';

/** Declare maintenance that has begun already: it takes a verdict out of the count after the fact. */
export const maintenancePastPermission = createPermission({
  name: 'payrec.pipelines.maintenance.past',
  attributes: { action: 'update' },
});
/** Correct a verdict by hand, which is needed once the 24 hours of automatic correction are over. */
export const verdictCorrectPermission = createPermission({
  name: 'payrec.pipelines.verdict.correct',
  attributes: { action: 'update' },
});

export const slaPermissions = [maintenancePastPermission, verdictCorrectPermission];

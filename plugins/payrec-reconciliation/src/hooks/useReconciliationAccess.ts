import { usePermission } from '@backstage/plugin-permission-react';
import {
  breakApprovePermission,
  breakUpdatePermission,
  runTriggerPermission,
  statementUploadPermission,
} from '@internal/plugin-payrec-reconciliation-common';

/** What the person may do besides reading. Only for showing reasons: the backend decides again. */
export function useReconciliationAccess() {
  const update = usePermission({ permission: breakUpdatePermission });
  const approve = usePermission({ permission: breakApprovePermission });
  const upload = usePermission({ permission: statementUploadPermission });
  const trigger = usePermission({ permission: runTriggerPermission });
  return {
    mayUpdate: update.allowed,
    mayApprove: approve.allowed,
    mayUpload: upload.allowed,
    mayTrigger: trigger.allowed,
  };
}

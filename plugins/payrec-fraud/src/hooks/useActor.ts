import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  alertApprovePermission,
  alertSupervisePermission,
  alertTriagePermission,
  suppressionManagePermission,
  unmaskPermission,
} from '@internal/plugin-payrec-fraud-common';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { MODULE_KEY } from './queryKeys';

/** The signed-in person and what they may do. Only for showing reasons: the backend decides again. */
export type Actor = {
  /** Entity ref, such as `user:default/frank.analyst`; undefined while it is read. */
  me: string | undefined;
  mayTriage: boolean;
  maySupervise: boolean;
  mayApprove: boolean;
  maySuppress: boolean;
  mayUnmask: boolean;
};

export function useActor(): Actor {
  const identityApi = useApi(identityApiRef);
  const { data: me } = useQuery({
    queryKey: [MODULE_KEY, 'identity'],
    queryFn: async () => (await identityApi.getBackstageIdentity()).userEntityRef,
    staleTime: Infinity,
  });
  const { allowed: mayTriage } = usePermission({ permission: alertTriagePermission });
  const { allowed: maySupervise } = usePermission({ permission: alertSupervisePermission });
  const { allowed: mayApprove } = usePermission({ permission: alertApprovePermission });
  const { allowed: maySuppress } = usePermission({ permission: suppressionManagePermission });
  const { allowed: mayUnmask } = usePermission({ permission: unmaskPermission });
  return useMemo(
    () => ({ me, mayTriage, maySupervise, mayApprove, maySuppress, mayUnmask }),
    [me, mayTriage, maySupervise, mayApprove, maySuppress, mayUnmask],
  );
}

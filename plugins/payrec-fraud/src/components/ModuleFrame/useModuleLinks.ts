import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { rootRouteRef } from '../../routes';

export type ModulePage = 'queue' | 'approvals' | 'suppressions' | 'metrics' | 'quarantine' | 'reviews';

/** Links to the module's pages; `search` without its question mark. */
export function useModuleLinks() {
  const root = useRouteRef(rootRouteRef)?.() ?? '/payrec/fraud';
  return useMemo(
    () => ({ link: (page: ModulePage, search = '') => `${root}/${page}${search && `?${search}`}` }),
    [root],
  );
}

import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { rootRouteRef } from '../../routes';

export type ModulePage = 'overview' | 'workbench' | 'statements' | 'runs';
type Search = Record<string, string | number | boolean | readonly string[] | undefined>;

/** Links to the module's pages with their filters; works from an entity tab as well. */
export function useModuleLinks() {
  const root = useRouteRef(rootRouteRef)?.() ?? '/payrec/reconciliation';
  return useMemo(() => {
    const link = (page: ModulePage, search: Search = {}) => {
      const params = new URLSearchParams();
      for (const [name, value] of Object.entries(search)) {
        for (const item of Array.isArray(value) ? value : [value]) {
          if (item !== undefined && item !== '') params.append(name, String(item));
        }
      }
      const text = params.toString();
      return `${root}/${page}${text && `?${text}`}`;
    };
    return { link };
  }, [root]);
}

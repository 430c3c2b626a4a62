import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import type { OperationsTab } from '../components/OperationsPage/operationsFilters';
import { rootRouteRef } from '../routes';

type Search = URLSearchParams | Record<string, string | undefined>;

/** Makes links to the Operations page or one of its tabs; works from an entity tab and from other plugins as well. */
export function useOperationsLink(): (search?: Search, tab?: OperationsTab) => string {
  const root = useRouteRef(rootRouteRef)?.() ?? '/payrec/operations';
  return useCallback(
    (search, tab = 'overview') => {
      const text = toParams(search).toString();
      return `${root}${tab === 'overview' ? '' : `/${tab}`}${text && `?${text}`}`;
    },
    [root],
  );
}

function toParams(search: Search = {}): URLSearchParams {
  if (search instanceof URLSearchParams) return search;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value) params.set(name, value);
  return params;
}

import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';
import { rootRouteRef } from '../routes';

type Search = Record<string, string | undefined>;

/** Makes links to the Operations page with its query; works from an entity tab and from other plugins as well. */
export function useOperationsLink(): (search?: Search) => string {
  const root = useRouteRef(rootRouteRef)?.() ?? '/payrec/operations';
  return useCallback(
    search => {
      const params = new URLSearchParams();
      for (const [name, value] of Object.entries(search ?? {})) if (value) params.set(name, value);
      const text = params.toString();
      return `${root}${text && `?${text}`}`;
    },
    [root],
  );
}

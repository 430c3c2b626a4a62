import { useRouteRef } from '@backstage/frontend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { useCallback } from 'react';

/** Makes the path of a catalog entity, or of one of its tabs; null where there is no entity. */
export function useEntityLink(): (entityRef: string | null | undefined, tab?: 'lineage' | 'sla') => string | null {
  const route = useRouteRef(entityRouteRef);
  return useCallback(
    (entityRef, tab) => {
      if (!entityRef) return null;
      const { kind, namespace, name } = parseEntityRef(entityRef.toLowerCase());
      const path = route?.({ kind, namespace, name }) ?? `/catalog/${namespace}/${kind}/${name}`;
      return tab ? `${path}/${tab}` : path;
    },
    [route],
  );
}

import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** The accounts and currencies that are reconciled; they change with the configuration only. */
export function useUnits() {
  const client = useApi(reconciliationApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'listUnits'],
    queryFn: ({ signal }) => client.listUnits({}, { signal }),
    staleTime: 300_000,
  });
}

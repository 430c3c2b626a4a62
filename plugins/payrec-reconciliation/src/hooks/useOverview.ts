import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** Totals, accounts by day, ageing and what waits, at the close of `date` (the latest published day when absent). */
export function useOverview(query: { date?: string; days?: number } = {}) {
  const client = useApi(reconciliationApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'getOverview', query],
    queryFn: ({ signal }) => client.getOverview({ query }, { signal }),
    refetchInterval: 60_000,
  });
}

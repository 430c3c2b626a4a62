import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { FraudApi, fraudApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

export type AnalystMetrics = Awaited<ReturnType<FraudApi['getAnalystMetrics']>>;

export function useMetrics(days: number) {
  const client = useApi(fraudApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'getAnalystMetrics', days],
    queryFn: ({ signal }) => client.getAnalystMetrics({ query: { days } }, { signal }),
    refetchInterval: 60_000,
  });
}

import { useApi } from '@backstage/frontend-plugin-api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ReconciliationApi, reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

export type BreakQuery = Omit<
  NonNullable<NonNullable<Parameters<ReconciliationApi['listBreaks']>[0]>['query']>,
  'cursor' | 'limit'
>;

const PAGE_ROWS = 100;

/** Breaks under the filters, page by page. The list does not refresh by itself: rows must not move under the pointer. */
export function useBreaks(query: BreakQuery) {
  const client = useApi(reconciliationApiRef);
  return useInfiniteQuery({
    queryKey: [MODULE_KEY, 'listBreaks', query],
    queryFn: ({ signal, pageParam }) =>
      client.listBreaks({ query: { ...query, limit: PAGE_ROWS, ...(pageParam && { cursor: pageParam }) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  });
}

/** How many breaks there are now and of which data version, asked every half minute beside the list that stands still. */
export function useBreakCount(query: BreakQuery) {
  const client = useApi(reconciliationApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'listBreaks', 'count', query],
    queryFn: ({ signal }) => client.listBreaks({ query: { ...query, limit: 1 } }, { signal }),
    refetchInterval: 30_000,
  });
}

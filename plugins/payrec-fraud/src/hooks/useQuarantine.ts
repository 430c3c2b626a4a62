import { useApi } from '@backstage/frontend-plugin-api';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { fraudApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

const PAGE_ROWS = 100;

export function useQuarantine(openOnly: boolean) {
  const client = useApi(fraudApiRef);
  return useInfiniteQuery({
    queryKey: [MODULE_KEY, 'listQuarantine', openOnly],
    queryFn: ({ signal, pageParam }) =>
      client.listQuarantine(
        { query: { limit: PAGE_ROWS, ...(openOnly && { open: true }), ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  });
}

export function useResolveQuarantine() {
  const client = useApi(fraudApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, action }: { id: string; action: 'retry' | 'discard' }) =>
      client.resolveQuarantine({ params: { quarantineId: id }, body: { action } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listQuarantine'] }),
  });
}

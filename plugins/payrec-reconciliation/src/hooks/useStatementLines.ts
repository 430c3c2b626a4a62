import { useApi } from '@backstage/frontend-plugin-api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** Lines of a file in the order of the file. */
export function useStatementLines(fileId: string | undefined) {
  const client = useApi(reconciliationApiRef);
  return useInfiniteQuery({
    queryKey: [MODULE_KEY, 'listStatementLines', fileId],
    queryFn: ({ signal, pageParam }) =>
      client.listStatementLines(
        { params: { fileId: fileId! }, query: { limit: 200, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    enabled: Boolean(fileId),
    placeholderData: undefined,
  });
}

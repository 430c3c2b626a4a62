import { useApi } from '@backstage/frontend-plugin-api';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fraudApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

const PAGE_ROWS = 100;
export const REVIEW_STATES = ['due', 'reviewed', 'all'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** Openings of full sight with their reviews; for supervisors. */
export function useReviews(state: ReviewState) {
  const client = useApi(fraudApiRef);
  return useInfiniteQuery({
    queryKey: [MODULE_KEY, 'listUnmaskReviews', state],
    queryFn: ({ signal, pageParam }) =>
      client.listUnmaskReviews(
        { query: { state, limit: PAGE_ROWS, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    refetchInterval: 60_000,
  });
}

/** How many wait; undefined while it is read, and for who may not see them. */
export function useDueReviews(enabled: boolean): number | undefined {
  const client = useApi(fraudApiRef);
  const { data } = useQuery({
    queryKey: [MODULE_KEY, 'listUnmaskReviews', 'count'],
    queryFn: ({ signal }) => client.listUnmaskReviews({ query: { state: 'due', limit: 1 } }, { signal }),
    enabled,
    refetchInterval: 60_000,
  });
  return data?.dueCount;
}

/** Rejects with 403 for one's own opening, 409 when it was reviewed meanwhile. */
export function useReviewUnmask() {
  const client = useApi(fraudApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string; verdict: 'justified' | 'not_justified'; text: string }) =>
      client.reviewUnmask({ params: { breakGlassId: id }, body }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listUnmaskReviews'] }),
  });
}

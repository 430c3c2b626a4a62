import { useApi } from '@backstage/frontend-plugin-api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** How often a list with a live run is asked again; without one, half a minute is enough to see a new one. */
const LIVE_MS = 2_000;
const IDLE_MS = 30_000;

const isLive = (run: { state: string }) => run.state === 'queued' || run.state === 'running';

/** Runs, newest first; polled while one is under way. */
export function useRuns() {
  const client = useApi(reconciliationApiRef);
  return useInfiniteQuery({
    queryKey: [MODULE_KEY, 'listRuns'],
    queryFn: ({ signal, pageParam }) =>
      client.listRuns({ query: { limit: 50, ...(pageParam && { cursor: pageParam }) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    refetchInterval: query => (query.state.data?.pages.some(page => page.items.some(isLive)) ? LIVE_MS : IDLE_MS),
  });
}

/** One run with its proof per unit; polled while it is under way. */
export function useRun(runId: string | undefined) {
  const client = useApi(reconciliationApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'getRun', runId],
    queryFn: ({ signal }) => client.getRun({ params: { runId: runId! } }, { signal }),
    enabled: Boolean(runId),
    placeholderData: undefined,
    refetchInterval: query => (query.state.data && isLive(query.state.data) ? LIVE_MS : false),
  });
}

import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fraudApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** Saved views with their counts, asked again every 15 s. */
export function useViews() {
  const client = useApi(fraudApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'listViews'],
    queryFn: ({ signal }) => client.listViews({}, { signal }),
    refetchInterval: 15_000,
  });
}

export function useSaveView() {
  const client = useApi(fraudApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; query: string; shared: boolean }) => client.createView({ body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listViews'] }),
  });
}

export function useDeleteView() {
  const client = useApi(fraudApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (viewId: string) => client.deleteView({ params: { viewId } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listViews'] }),
  });
}

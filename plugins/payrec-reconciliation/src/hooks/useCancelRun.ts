import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** Cancels a run; units already published stay. */
export function useCancelRun() {
  const client = useApi(reconciliationApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ runId, reason }: { runId: string; reason: string }) =>
      client.cancelRun({ params: { runId }, body: { reason } }),
    onSuccess: run => {
      queryClient.setQueryData([MODULE_KEY, 'getRun', run.id], run);
      queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listRuns'] });
    },
  });
}

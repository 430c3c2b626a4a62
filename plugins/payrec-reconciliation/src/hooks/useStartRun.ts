import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ReconciliationApi, reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** Matches units now; without `units`, all of them. */
export function useStartRun() {
  const client = useApi(reconciliationApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Parameters<ReconciliationApi['startRun']>[0]['body']) => client.startRun({ body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listRuns'] }),
  });
}

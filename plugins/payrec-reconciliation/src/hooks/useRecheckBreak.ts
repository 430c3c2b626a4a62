import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** Matches the account of a break again with the data of now; answers with the run. */
export function useRecheckBreak() {
  const client = useApi(reconciliationApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ breakId, idempotencyKey }: { breakId: string; idempotencyKey: string }) =>
      client.recheckBreak({ params: { breakId }, body: { idempotencyKey } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listRuns'] }),
  });
}

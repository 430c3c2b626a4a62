import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FraudApi, fraudApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

export function useSuppressions() {
  const client = useApi(fraudApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'listSuppressions'],
    queryFn: ({ signal }) => client.listSuppressions({}, { signal }),
    refetchInterval: 30_000,
  });
}

export type NewSuppression = Parameters<FraudApi['createSuppression']>[0]['body'];

export function useProposeSuppression() {
  const client = useApi(fraudApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSuppression) => client.createSuppression({ body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listSuppressions'] }),
  });
}

/** Approves or ends; the author of a suppression cannot approve it. */
export function useDecideSuppression() {
  const client = useApi(fraudApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ action, id, reason }: { action: 'approve' | 'end'; id: string; reason: string }) => {
      const call = action === 'approve' ? client.approveSuppression : client.endSuppression;
      return call({ params: { suppressionId: id }, body: { reason } });
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listSuppressions'] }),
  });
}

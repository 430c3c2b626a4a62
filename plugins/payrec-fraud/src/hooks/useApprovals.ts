import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApprovalJson, fraudApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** Decisions that wait for a second person. */
export function useApprovals() {
  const client = useApi(fraudApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'listApprovals'],
    queryFn: ({ signal }) => client.listApprovals({ query: { limit: 200 } }, { signal }),
    refetchInterval: 15_000,
  });
}

export type Signature = {
  action: 'approve' | 'reject';
  approval: ApprovalJson;
  reason: string;
  idempotencyKey: string;
};

/** Rejects with 403 for one's own proposal, 409 when the alert changed since it was proposed. */
export function useSignDecision() {
  const client = useApi(fraudApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ action, approval, reason, idempotencyKey }: Signature) => {
      const call = action === 'approve' ? client.approveDecision : client.rejectDecision;
      return call({
        params: { approvalId: approval.approvalId },
        body: { pinnedRowVersion: approval.pinnedRowVersion, reason, idempotencyKey },
      });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY] }),
  });
}

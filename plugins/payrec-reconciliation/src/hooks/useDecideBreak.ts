import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { useBreakCache } from './useBreakCache';

export type DisputeParty = 'bank' | 'provider' | 'merchant' | 'internal';

/** One decision on one break: the version the person saw, the reason, and the key of the intent. */
export type BreakDecision = {
  action: 'propose' | 'approve' | 'reject' | 'dispute' | 'withdraw';
  breakId: string;
  version: number;
  reason: string;
  party?: DisputeParty;
  idempotencyKey: string;
};

/** Rejects with 409 when the break changed since, 403 when the caller proposed it. */
export function useDecideBreak() {
  const client = useApi(reconciliationApiRef);
  const cache = useBreakCache();
  return useMutation({
    mutationFn: ({ action, breakId, version, reason, party, idempotencyKey }: BreakDecision) => {
      const params = { breakId };
      const body = { version, reason, idempotencyKey };
      if (action === 'dispute') return client.disputeBreak({ params, body: { ...body, party: party ?? 'bank' } });
      const call = {
        propose: client.proposeBreak,
        approve: client.approveBreak,
        reject: client.rejectBreak,
        withdraw: client.withdrawBreak,
      }[action];
      return call({ params, body });
    },
    onSuccess: changed => cache.put([changed]),
  });
}

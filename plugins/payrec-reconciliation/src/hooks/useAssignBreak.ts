import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { useBreakCache } from './useBreakCache';

/** Assigns a break to a person, or to nobody with null. */
export function useAssignBreak() {
  const client = useApi(reconciliationApiRef);
  const cache = useBreakCache();
  return useMutation({
    mutationFn: ({ breakId, ...body }: { breakId: string; version: number; assignee: string | null }) =>
      client.assignBreak({ params: { breakId }, body }),
    onSuccess: changed => cache.put([changed]),
  });
}

import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation } from '@tanstack/react-query';
import { ReconciliationApi, reconciliationApiRef } from '../api';
import { useBreakCache } from './useBreakCache';

export type BulkDecision = Parameters<ReconciliationApi['decideBreaks']>[0]['body'];
export type BulkResult = Awaited<ReturnType<ReconciliationApi['decideBreaks']>>['results'][number];

/** One action on many breaks; each has its own result, and a refused one changes nothing. */
export function useDecideBreaks() {
  const client = useApi(reconciliationApiRef);
  const cache = useBreakCache();
  return useMutation({
    mutationFn: (body: BulkDecision) => client.decideBreaks({ body }),
    onSuccess: ({ results }) => cache.put(results.flatMap(result => (result.break ? [result.break] : []))),
  });
}

import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** One break with its members, the why and its timeline; `placeholderData` is off, so that one break is never shown as another. */
export function useBreak(breakId: string | undefined) {
  const client = useApi(reconciliationApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'getBreak', breakId],
    queryFn: ({ signal }) => client.getBreak({ params: { breakId: breakId! } }, { signal }),
    enabled: Boolean(breakId),
    placeholderData: undefined,
  });
}

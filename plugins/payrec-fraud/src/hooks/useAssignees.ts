import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { fraudApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** Whom an alert may be handed to, by name; for supervisors. */
export function useAssignees() {
  const client = useApi(fraudApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'listAssignees'],
    queryFn: ({ signal }) => client.listAssignees({}, { signal }),
    staleTime: 60_000,
  });
}

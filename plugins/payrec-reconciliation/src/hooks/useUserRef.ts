import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { MODULE_KEY } from './queryKeys';

/** Entity ref of the signed-in person, such as `user:default/finn.operator`; undefined while it is read. */
export function useUserRef(): string | undefined {
  const identityApi = useApi(identityApiRef);
  const { data } = useQuery({
    queryKey: [MODULE_KEY, 'identity'],
    queryFn: async () => (await identityApi.getBackstageIdentity()).userEntityRef,
    staleTime: Infinity,
  });
  return data;
}

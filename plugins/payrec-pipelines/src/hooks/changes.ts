import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { pipelinesOperatePermission } from '@internal/plugin-payrec-pipelines-common';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { PipelinesApi, pipelinesApiRef } from '../api';
import { MODULE_KEY } from './queries';

/** Changes something through one endpoint of the contract and reads everything of the module again. */
export function usePipelinesChange<K extends keyof PipelinesApi>(operation: K) {
  const client = useApi(pipelinesApiRef);
  const queries = useQueryClient();
  type Input = NonNullable<Parameters<PipelinesApi[K]>[0]>;
  type Answer = Awaited<ReturnType<PipelinesApi[K]>>;
  return useMutation({
    mutationFn: (input: Input) => (client[operation] as (input: Input) => Promise<Answer>)(input),
    onSettled: () => queries.invalidateQueries({ queryKey: [MODULE_KEY] }),
  });
}

/** Whether the person may acknowledge, silence and declare maintenance. Only for showing reasons: the backend decides. */
export function useMayOperate(): boolean {
  return usePermission({ permission: pipelinesOperatePermission }).allowed;
}

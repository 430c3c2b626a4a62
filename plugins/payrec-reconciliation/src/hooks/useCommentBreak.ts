import { useApi } from '@backstage/frontend-plugin-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** Adds a comment; the answer is the break with its new timeline. */
export function useCommentBreak() {
  const client = useApi(reconciliationApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ breakId, ...body }: { breakId: string; text: string; idempotencyKey: string }) =>
      client.commentBreak({ params: { breakId }, body }),
    onSuccess: (detail, { breakId }) => queryClient.setQueryData([MODULE_KEY, 'getBreak', breakId], detail),
  });
}

import { useApi } from '@backstage/frontend-plugin-api';
import { CallOptions } from '@internal/plugin-payrec-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** Uploads one file as it is; the same bytes again answer with the file that is there. */
export function useUploadStatementFile() {
  const client = useApi(reconciliationApiRef);
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ file, onUploadProgress }: { file: File; onUploadProgress?: CallOptions['onUploadProgress'] }) =>
      client.uploadStatementFile({ query: { fileName: file.name }, body: file }, { onUploadProgress }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listStatementFiles'] }),
  });
}

import { useApi } from '@backstage/frontend-plugin-api';
import { StatementFileJson } from '@internal/plugin-payrec-reconciliation-common';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { reconciliationApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

export type StatementFileQuery = {
  unit?: string;
  state?: StatementFileJson['state'];
  warningsOnly?: boolean;
};

const isUnread = (file: StatementFileJson) => file.state === 'received' || file.state === 'reading';

/** Statement files, newest first; polled while one is being read. */
export function useStatementFiles({ unit, state, warningsOnly }: StatementFileQuery) {
  const client = useApi(reconciliationApiRef);
  // `false` as text would be read as true by a coercing schema, so the parameter is left out.
  const query = { unit, state, ...(warningsOnly && { warningsOnly }) };
  return useInfiniteQuery({
    queryKey: [MODULE_KEY, 'listStatementFiles', query],
    queryFn: ({ signal, pageParam }) =>
      client.listStatementFiles(
        { query: { ...query, limit: 50, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    refetchInterval: ({ state: { data } }) => (data?.pages.some(page => page.items.some(isUnread)) ? 2_000 : 60_000),
  });
}

/** One file with its statements and warnings; polled until it is read. */
export function useStatementFile(fileId: string | undefined) {
  const client = useApi(reconciliationApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'getStatementFile', fileId],
    queryFn: ({ signal }) => client.getStatementFile({ params: { fileId: fileId! } }, { signal }),
    enabled: Boolean(fileId),
    placeholderData: undefined,
    refetchInterval: ({ state: { data } }) => (data && isUnread(data) ? 2_000 : false),
  });
}

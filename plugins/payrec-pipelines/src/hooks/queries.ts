import { useApi } from '@backstage/frontend-plugin-api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PipelinesApi, pipelinesApiRef, transactionsApiRef } from '../api';

/** First part of every query key of the module: a mutation invalidates by it. */
export const MODULE_KEY = 'payrec-pipelines';

const MINUTE_MS = 60_000;
/** A page that is watched is asked again this often; verdicts are formed once a minute. */
const WATCHED_MS = 20_000;

type ReadInput<K extends keyof PipelinesApi> = Parameters<PipelinesApi[K]>[0];
type Answer<K extends keyof PipelinesApi> = Awaited<ReturnType<PipelinesApi[K]>>;
export type ReadOptions = { enabled?: boolean; everyMs?: number | false; keep?: boolean };

/** Reads one endpoint of the contract. Keeps old rows while a changed filter is read; cancels when nobody looks. */
export function usePipelinesRead<K extends keyof PipelinesApi>(
  operation: K,
  input: ReadInput<K>,
  { enabled = true, everyMs = MINUTE_MS, keep = true }: ReadOptions = {},
) {
  const client = useApi(pipelinesApiRef);
  // The contract types input and answer of each method together; TypeScript cannot follow the key through a call.
  const read = client[operation] as (input: ReadInput<K>, options: { signal: AbortSignal }) => Promise<Answer<K>>;
  return useQuery({
    queryKey: [MODULE_KEY, operation, input],
    queryFn: ({ signal }) => read(input, { signal }),
    enabled,
    refetchInterval: everyMs,
    placeholderData: keep ? keepPreviousData : undefined,
  });
}

export type PanelScope = { owner?: string };

export const useOperations = (scope: PanelScope) =>
  usePipelinesRead('getOperations', { query: scope }, { everyMs: WATCHED_MS });
export const useIngestStatus = (everyMs: number | false = WATCHED_MS) =>
  usePipelinesRead('getIngestStatus', {}, { everyMs });

/** A transaction with the run that wrote it; the business date tells where to look. */
export function useTransaction(txnId: string | undefined, businessDate: string | undefined) {
  const client = useApi(transactionsApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'transaction', txnId, businessDate],
    queryFn: ({ signal }) =>
      client.getTransaction({ params: { txnId: txnId! }, query: { businessDate: businessDate! } }, { signal }),
    enabled: Boolean(txnId && businessDate),
  });
}

import { ResponseError } from '@backstage/errors';
import { QueryClient, QueryClientProvider, keepPreviousData } from '@tanstack/react-query';
import { ReactNode } from 'react';

/** HTTP status of a failed call; undefined when the answer never came. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof ResponseError ? error.response.status : undefined;
}

/** A 4xx is an answer, not a failure: asking again changes nothing. 503 and 504 are waited for by `QueryState`. */
function shouldRetry(failures: number, error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) return status >= 500 && status !== 503 && status !== 504 && failures < 2;
  return error instanceof TypeError && failures < 2;
}

/** For tests pass `{ retry: false }`. */
export function createPayrecQueryClient(options: { retry?: boolean } = {}): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: options.retry === false ? false : shouldRetry,
        staleTime: 15_000,
        placeholderData: keepPreviousData,
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  });
}

/** One cache for all payment plugins; keys start with plugin id and operation. */
export const queryClient = createPayrecQueryClient();

/** Gives the shared cache to whatever is inside; `client` is for tests. */
export function PayrecQueryProvider({ children, client = queryClient }: { children: ReactNode; client?: QueryClient }) {
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

/**
 * Params for `PluginWrapperBlueprint.make({ params: define => define(payrecQueryWrapper) })`: wraps every extension of the
 * plugin, wherever it attaches.
 */
export const payrecQueryWrapper = {
  loader: async () => ({
    component: ({ children }: { children: ReactNode }) => <PayrecQueryProvider>{children}</PayrecQueryProvider>,
  }),
};

import { InfiniteData } from '@tanstack/react-query';
import { useMemo } from 'react';

type Page = { items: unknown[] };
type PagedQuery<P extends Page> = { data: InfiniteData<P> | undefined };

/**
 * A paged query as if it were one answer: the first page with the items of all loaded pages. The same object as long as
 * nothing was read anew, since everything that depends on the rows of a long list is computed again when it changes.
 */
export function usePages<P extends Page, Q extends PagedQuery<P>>(
  query: Q & PagedQuery<P>,
): Omit<Q, 'data'> & { data: P | undefined } {
  const { data, ...rest } = query;
  const joined = useMemo(() => {
    const [first] = data?.pages ?? [];
    return first && { ...first, items: data!.pages.flatMap(page => page.items) as P['items'] };
  }, [data]);
  return { ...rest, data: joined };
}

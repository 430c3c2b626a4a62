import { InfiniteData } from '@tanstack/react-query';

type Page = { items: unknown[] };
type PagedQuery<P extends Page> = { data: InfiniteData<P> | undefined };

/** A paged query as if it were one answer: the first page with the items of all loaded pages. */
export function pagesOf<P extends Page, Q extends PagedQuery<P>>(
  query: Q & PagedQuery<P>,
): Omit<Q, 'data'> & { data: P | undefined } {
  const { data, ...rest } = query;
  const [first] = data?.pages ?? [];
  return { ...rest, data: first && { ...first, items: data!.pages.flatMap(page => page.items) as P['items'] } };
}

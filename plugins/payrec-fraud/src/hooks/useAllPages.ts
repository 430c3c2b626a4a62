import { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';

/** A list read page by page as one: its rows so far, what its first page says of the whole, and how the table asks for more. */
export function useAllPages<P extends { items: readonly unknown[] }>(paged: UseInfiniteQueryResult<InfiniteData<P>>) {
  const first = paged.data?.pages[0];
  const items = useMemo(
    () => (paged.data?.pages.flatMap(page => page.items) ?? []) as P['items'][number][],
    [paged.data],
  );
  return {
    first,
    items,
    query: { ...paged, data: first && { ...first, items } },
    more: {
      hasMore: paged.hasNextPage,
      isLoadingMore: paged.isFetchingNextPage,
      onEndReached: () => paged.fetchNextPage(),
    },
  };
}

import { DataTable, DataTableProps, EmptyText, QueryLike, QueryState } from '@internal/plugin-payrec-react';

export type PagedTableProps<T> = Pick<
  DataTableProps<T>,
  | 'tableId'
  | 'label'
  | 'columns'
  | 'getRowId'
  | 'totalCount'
  | 'focusedId'
  | 'selection'
  | 'onSelectionChange'
  | 'sort'
  | 'onSortChange'
  | 'isDimmed'
> & {
  /** All loaded pages as one answer, as `usePages` joins them. */
  query: QueryLike<{ items: T[] }> & {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
  empty: EmptyText;
  stale?: boolean;
  /** A row came into focus or was opened: the drawer follows both. */
  onShow: (id: string) => void;
};

/** The main list of a page with its states: rows to come, none and why, and the next page before the end is reached. */
export function PagedTable<T extends object>({ query, empty, stale, onShow, ...list }: PagedTableProps<T>) {
  const { tableId, label, columns, getRowId } = list;
  if (query.isPending && !query.error) {
    return <DataTable tableId={tableId} label={label} columns={columns} rows={[]} getRowId={getRowId} loading />;
  }
  return (
    <QueryState query={query} stale={stale} empty={empty}>
      {({ items }) => (
        <DataTable
          {...list}
          rows={items}
          onFocusRow={row => onShow(getRowId(row))}
          onOpen={row => onShow(getRowId(row))}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          onEndReached={() => query.fetchNextPage()}
          pageKeys
        />
      )}
    </QueryState>
  );
}

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useTable } from '@tanstack/react-table';
import { Range, defaultRangeExtractor, observeElementRect, useVirtualizer } from '@tanstack/react-virtual';
import { KeyboardEvent, MouseEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { payrecReactTranslationRef } from '../i18n/translation';
import { useKeyMap } from '../keys/useKeyMap';
import { DataColumn, ROW_HEIGHT_PX, TableSort, features, toColumnDefs, useTableSettings } from './columns';
import { MessageRow, SkeletonTableRows, TableRow } from './TableRow';
import { TableHead } from './TableHead';
import { Selection, toggled, withRange } from './rowSelection';
import { HEADER_ROW_PX, SELECT_COLUMN_PX, useTableStyles } from './tableStyles';

/** Rows before the end at which the next page is asked for. */
const END_MARGIN_ROWS = 15;
const OVERSCAN_ROWS = 8;
/** Height taken when the browser does not tell one, as in a test. */
const UNKNOWN_HEIGHT_PX = 600;

export type DataTableProps<T> = {
  /** Under which column choice and density are remembered; unique in the portal. */
  tableId: string;
  label: string;
  columns: readonly DataColumn<T>[];
  rows: readonly T[];
  /** Stays the same while rows only change in place: what depends on their order is then not computed again. */
  orderKey?: unknown;
  getRowId: (row: T) => string;
  /** Rows on the server; unknown when left out. */
  totalCount?: number;
  /** The row with the focus; kept by the caller, such as in the URL of the drawer. */
  focusedId?: string;
  onFocusRow?: (row: T) => void;
  /** Enter or double click. */
  onOpen?: (row: T) => void;
  selection?: Selection;
  onSelectionChange?: (selection: Selection) => void;
  sort?: TableSort;
  onSortChange?: (sort: TableSort) => void;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  onEndReached?: () => void;
  /** First load: skeleton rows. */
  loading?: boolean;
  /** Rows that no longer count, such as decided ones until the next refresh. */
  isDimmed?: (row: T) => boolean;
  /** J, K and X work on the whole page and not only inside the table; for the main list of a page. */
  pageKeys?: boolean;
  /** Rows at most before it scrolls; takes the height of its parent when left out. */
  maxRows?: number;
};

const NOTHING: Selection = new Set();
const NO_ROWS: never[] = [];

/**
 * A virtual table for lists that are worked through. The table element keeps the DOM focus and points to the row
 * (`aria-activedescendant`), so that rows may come and go without moving it.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { tableId, label, columns, rows, getRowId, totalCount, onFocusRow, onOpen, selection = NOTHING } = props;
  const { onSelectionChange, sort, onSortChange, hasMore, isLoadingMore, onEndReached, loading, isDimmed } = props;
  const { pageKeys, maxRows, orderKey = rows } = props;
  const classes = useTableStyles();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const domId = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const { density, hidden } = useTableSettings(tableId, columns);
  const rowHeight = ROW_HEIGHT_PX[density];

  const definitions = useMemo(() => toColumnDefs(columns), [columns]);
  const hiddenKey = [...hidden].join(' ');
  const columnVisibility = useMemo(() => Object.fromEntries(hiddenKey.split(' ').map(id => [id, false])), [hiddenKey]);
  // The library lays out the columns only: its row model would be made anew with every change of one row.
  const table = useTable({ features, columns: definitions, data: NO_ROWS as T[], state: { columnVisibility } });
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const ids = useMemo(() => rows.map(getRowId), [orderKey, rows.length]);
  const headerGroups = table.getHeaderGroups();
  const shown = table.getVisibleLeafColumns().map(({ id }) => columns.find(column => column.id === id)!);
  const headerHeight = headerGroups.length * HEADER_ROW_PX;

  const [ownFocus, setOwnFocus] = useState<string | undefined>(undefined);
  const focusedId = props.focusedId ?? ownFocus;
  const indexById = useMemo(() => new Map(ids.map((id, index) => [id, index])), [ids]);
  const focusedIndex = focusedId === undefined ? -1 : indexById.get(focusedId) ?? -1;
  const anchor = useRef<number>(-1);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
    initialRect: { width: 0, height: UNKNOWN_HEIGHT_PX },
    observeElementRect: (instance, callback) =>
      observeElementRect(instance, rect => callback(rect.height ? rect : { ...rect, height: UNKNOWN_HEIGHT_PX })),
    // The row that the focus points to must exist.
    rangeExtractor: useCallback(
      (range: Range) => {
        const indexes = defaultRangeExtractor(range);
        if (focusedIndex < 0 || indexes.includes(focusedIndex)) return indexes;
        return [...indexes, focusedIndex].sort((a, b) => a - b);
      },
      [focusedIndex],
    ),
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const items = virtualizer.getVirtualItems();
  // The focused row may lie far below the window, so the end is judged by the scroll position.
  const lastInWindow = virtualizer.range?.endIndex ?? -1;
  const endReached = useRef(onEndReached);
  useEffect(() => {
    endReached.current = onEndReached;
  });
  const nearEnd = rows.length > 0 && lastInWindow >= rows.length - 1 - END_MARGIN_ROWS;
  useEffect(() => {
    if (nearEnd && hasMore && !isLoadingMore) endReached.current?.();
  }, [nearEnd, hasMore, isLoadingMore, rows.length]);

  const focusIndex = (index: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, index));
    if (!rows[at]) return;
    setOwnFocus(ids[at]);
    virtualizer.scrollToIndex(at, { align: 'auto' });
    onFocusRow?.(rows[at]);
  };
  const select = (index: number, range: boolean) => {
    if (!onSelectionChange || !ids[index]) return;
    const from = anchor.current;
    onSelectionChange(range && from >= 0 ? withRange(selection, ids, from, index) : toggled(selection, ids[index]));
    anchor.current = index;
  };
  const move = (step: number, extend: boolean) => {
    const next = Math.max(0, Math.min(rows.length - 1, focusedIndex + step));
    if (extend && onSelectionChange && focusedIndex >= 0) {
      onSelectionChange(withRange(selection, ids, focusedIndex, next));
      anchor.current = next;
    }
    focusIndex(next);
  };
  // A screen reader follows the DOM focus: without it a row reached from elsewhere on the page would not be read out.
  const moveFromPage = (step: number) => {
    grid.current?.focus({ preventScroll: true });
    move(step, false);
  };
  const open = () => {
    if (focusedIndex >= 0) onOpen?.(rows[focusedIndex]);
  };

  const keys = [
    { key: 'j', label: t('keys.next'), run: () => moveFromPage(1) },
    { key: 'k', label: t('keys.previous'), run: () => moveFromPage(-1) },
    ...(onSelectionChange
      ? [
          { key: 'x', label: t('keys.select'), run: () => select(focusedIndex, false) },
          { key: 'X', label: t('keys.selectRange'), run: () => select(focusedIndex, true) },
        ]
      : []),
    ...(onOpen ? [{ key: 'enter', label: t('keys.open'), run: open }] : []),
  ];
  useKeyMap(pageKeys ? keys : []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight || UNKNOWN_HEIGHT_PX) / rowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    };
    if (!pageKeys) Object.assign(steps, { j: 1, k: -1 });
    if (steps[event.key] !== undefined) move(steps[event.key], event.shiftKey && event.key.startsWith('Arrow'));
    else if (event.key === ' ') select(focusedIndex, event.shiftKey);
    else if (!pageKeys && event.key.toLowerCase() === 'x') select(focusedIndex, event.shiftKey);
    else if (!pageKeys && event.key === 'Enter') open();
    else return;
    event.preventDefault();
  };

  const handlers = useRef({ focusIndex, select, onOpen, rows });
  handlers.current = { focusIndex, select, onOpen, rows };
  const onRowClick = useCallback((index: number) => handlers.current.focusIndex(index), []);
  const onRowOpen = useCallback((index: number) => {
    const row = handlers.current.rows[index];
    if (row) handlers.current.onOpen?.(row);
  }, []);
  const onRowSelect = useCallback((index: number, event: MouseEvent) => {
    handlers.current.select(index, event.shiftKey);
  }, []);

  const selectable = Boolean(onSelectionChange);
  const selectLabel = t('table.selectRow');
  const span = shown.length + (selectable ? 1 : 0);
  const minWidth = shown.reduce((sum, column) => sum + column.width, selectable ? SELECT_COLUMN_PX : 0);
  const rowsFit = maxRows && Math.min(maxRows, Math.max(1, rows.length));
  const headerRows = headerGroups.length;
  const rowsHeight = rows.length * rowHeight;
  const widths = shown.map(({ width, grow = 1 }) => `minmax(${width}px, ${Math.round(width * grow)}fr)`);
  const template = [...(selectable ? [`${SELECT_COLUMN_PX}px`] : []), ...widths].join(' ');
  const words = rows.length === 0 ? t('table.noRows') : isLoadingMore && t('table.loadingMore');
  const message = !loading && words;
  const fullCount = hasMore ? -1 : rows.length + headerRows;
  const rowCount = totalCount === undefined ? fullCount : totalCount + headerRows;

  return (
    <div
      ref={scroll}
      className={classes.scroll}
      style={rowsFit ? { flex: 'none', maxHeight: rowsFit * rowHeight + headerHeight + 2 } : undefined}
    >
      <table
        ref={grid}
        className={classes.table}
        style={{ minWidth }}
        role="grid"
        aria-label={label}
        aria-rowcount={loading ? -1 : rowCount}
        aria-multiselectable={selectable || undefined}
        aria-busy={loading || isLoadingMore || undefined}
        aria-activedescendant={focusedIndex >= 0 ? `${domId}-${focusedIndex}` : undefined}
        // One stop in the tab order; the arrows go on from there.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <TableHead
          groups={headerGroups}
          columns={columns}
          template={template}
          selectable={selectable}
          allSelected={ids.length > 0 && selection.size >= ids.length && ids.every(id => selection.has(id))}
          onSelectAll={() => {
            const all = ids.every(id => selection.has(id));
            onSelectionChange?.(all ? NOTHING : new Set(ids));
          }}
          sort={sort}
          onSortChange={onSortChange}
        />
        {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- laid out as a block it is a group of rows no more */}
        <tbody
          role="rowgroup"
          className={classes.body}
          style={loading ? undefined : { height: rowsHeight + (message ? rowHeight : 0) }}
        >
          {loading && (
            <SkeletonTableRows columns={shown} selectable={selectable} template={template} height={rowHeight} />
          )}
          {!loading &&
            items.map(item => (
              <TableRow
                key={ids[item.index]}
                domId={`${domId}-${item.index}`}
                classes={classes}
                selectLabel={selectLabel}
                row={rows[item.index]}
                index={item.index}
                ariaIndex={item.index + 1 + headerRows}
                columns={shown}
                columnsKey={hiddenKey}
                template={template}
                top={item.start - headerHeight}
                height={rowHeight}
                selectable={selectable}
                selected={selection.has(ids[item.index])}
                focused={item.index === focusedIndex}
                dimmed={isDimmed?.(rows[item.index]) ?? false}
                openable={Boolean(onOpen ?? onFocusRow)}
                onClick={onRowClick}
                onOpen={onRowOpen}
                onSelect={onRowSelect}
              />
            ))}
          {message && (
            <MessageRow span={span} height={rowHeight} top={rowsHeight}>
              {message}
            </MessageRow>
          )}
        </tbody>
      </table>
      <span className={classes.hidden} role="status">
        {loading ? '' : t('table.rows', { count: totalCount ?? rows.length })}
      </span>
    </div>
  );
}

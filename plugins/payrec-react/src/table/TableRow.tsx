import { MouseEvent, ReactNode, memo } from 'react';
import { SkeletonBar, useDelayed } from '../states/Skeleton';
import { DataColumn } from './columns';
import { useTableStyles } from './tableStyles';

type TableClasses = ReturnType<typeof useTableStyles>;

type TableRowProps<T> = {
  /** From the table: a hook in each row costs what the table saves by drawing few of them. */
  classes: TableClasses;
  selectLabel: string;
  domId: string;
  row: T;
  index: number;
  ariaIndex: number;
  columns: readonly DataColumn<T>[];
  /** Changes when the visible columns change; `columns` is a new array on every render. */
  columnsKey: string;
  /** Widths of the columns, as `grid-template-columns`. */
  template: string;
  /** Pixels below the head. */
  top: number;
  height: number;
  selectable: boolean;
  selected: boolean;
  focused: boolean;
  dimmed: boolean;
  openable: boolean;
  onClick: (index: number) => void;
  onOpen: (index: number) => void;
  onSelect: (index: number, event: MouseEvent) => void;
};

export function cellClass<T>(column: DataColumn<T>, classes: TableClasses): string {
  const kind = column.kind ?? 'text';
  return kind === 'text' ? '' : classes[kind];
}

function Row<T>(props: TableRowProps<T>) {
  const { domId, row, index, ariaIndex, columns, height, selectable, selected, focused, dimmed, openable } = props;
  const { onClick, onOpen, onSelect, classes, selectLabel, template, top } = props;
  const names = [
    classes.row,
    openable && classes.openable,
    selected && classes.selected,
    focused && classes.focused,
    dimmed && classes.dimmed,
  ];
  return (
    // The grid element handles the keys; a press on a row only moves its pointer.
    <tr
      id={domId}
      role="row"
      className={names.filter(Boolean).join(' ')}
      style={{ height, gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      aria-rowindex={ariaIndex}
      aria-selected={selectable ? selected : undefined}
      data-focused={focused || undefined}
      onClick={() => onClick(index)}
      onDoubleClick={() => onOpen(index)}
    >
      {selectable && (
        <td role="gridcell" className={`${classes.td} ${classes.selectCell}`}>
          <input
            type="checkbox"
            className={classes.check}
            checked={selected}
            tabIndex={-1}
            aria-label={selectLabel}
            onChange={() => {}}
            // The change event has no Shift, the click has.
            onClick={event => {
              event.stopPropagation();
              onSelect(index, event);
            }}
          />
        </td>
      )}
      {columns.map((column, position) => (
        <td
          key={column.id}
          role="gridcell"
          className={[classes.td, cellClass(column, classes), !selectable && position === 0 && classes.edge]
            .filter(Boolean)
            .join(' ')}
          title={column.text?.(row) ?? undefined}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** Rendered again only when its data or its own state changes. */
export const TableRow = memo(
  Row,
  (a, b) =>
    a.row === b.row &&
    a.classes === b.classes &&
    a.selectLabel === b.selectLabel &&
    a.index === b.index &&
    a.ariaIndex === b.ariaIndex &&
    a.columnsKey === b.columnsKey &&
    a.columns.length === b.columns.length &&
    a.columns.every((column, index) => column === b.columns[index]) &&
    a.template === b.template &&
    a.top === b.top &&
    a.height === b.height &&
    a.selected === b.selected &&
    a.focused === b.focused &&
    a.dimmed === b.dimmed &&
    a.selectable === b.selectable &&
    a.openable === b.openable,
) as typeof Row;

type MessageRowProps = { height: number; top: number; span: number; children: ReactNode };

/** A sentence in the place of a row. */
export function MessageRow({ height, top, span, children }: MessageRowProps) {
  const classes = useTableStyles();
  return (
    <tr role="row" className={classes.messageRow} style={{ height, top }}>
      <td role="gridcell" className={`${classes.td} ${classes.more}`} colSpan={span}>
        {children}
      </td>
    </tr>
  );
}

const SKELETON_ROWS = 12;

export function SkeletonTableRows<T>(props: {
  columns: readonly DataColumn<T>[];
  selectable: boolean;
  template: string;
  height: number;
}) {
  const { columns, selectable, template, height } = props;
  const classes = useTableStyles();
  const late = useDelayed(true);
  if (!late) return null;
  return (
    <>
      {Array.from({ length: SKELETON_ROWS }, (_, index) => (
        <tr key={index} aria-hidden className={classes.plainRow} style={{ height, gridTemplateColumns: template }}>
          {selectable && <td className={`${classes.td} ${classes.edge}`} />}
          {columns.map((column, position) => (
            <td key={column.id} className={`${classes.td} ${cellClass(column, classes)}`}>
              <SkeletonBar width={`${45 + ((index * 13 + position * 29) % 45)}%`} />
            </td>
          ))}
        </tr>
      ))}
    </>
  );
}

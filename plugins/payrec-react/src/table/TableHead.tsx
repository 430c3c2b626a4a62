import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { payrecReactTranslationRef } from '../i18n/translation';
import { DataColumn, TableSort } from './columns';
import { cellClass } from './TableRow';
import { useTableStyles } from './tableStyles';

type HeaderGroupLike = {
  id: string;
  headers: readonly {
    id: string;
    colSpan: number;
    isPlaceholder: boolean;
    column: { id: string; columnDef: object };
  }[];
};

type TableHeadProps<T> = {
  groups: readonly HeaderGroupLike[];
  columns: readonly DataColumn<T>[];
  /** Widths of the columns, as `grid-template-columns`. */
  template: string;
  selectable: boolean;
  allSelected: boolean;
  onSelectAll: () => void;
  sort?: TableSort;
  onSortChange?: (sort: TableSort) => void;
};

export function TableHead<T>(props: TableHeadProps<T>) {
  const { groups, columns, template, selectable, allSelected, onSelectAll, sort, onSortChange } = props;
  const classes = useTableStyles();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const byId = new Map(columns.map(column => [column.id, column]));
  return (
    // eslint-disable-next-line jsx-a11y/no-redundant-roles -- laid out as a block it is a group of rows no more
    <thead role="rowgroup" className={classes.head}>
      {groups.map((group, depth) => {
        const isLeaf = depth === groups.length - 1;
        return (
          <tr
            key={group.id}
            role="row"
            aria-rowindex={depth + 1}
            className={classes.headRow}
            style={{ gridTemplateColumns: template }}
          >
            {selectable &&
              (isLeaf ? (
                <th role="columnheader" scope="col" className={`${classes.th} ${classes.selectCell}`}>
                  <input
                    type="checkbox"
                    className={classes.check}
                    checked={allSelected}
                    aria-label={t('table.selectAll')}
                    onChange={onSelectAll}
                  />
                </th>
              ) : (
                <td role="gridcell" className={`${classes.th} ${classes.groupHead}`} />
              ))}
            {group.headers.map((header, position) => {
              const column = byId.get(header.column.id);
              const edge = !selectable && position === 0 ? classes.edge : '';
              if (!isLeaf) {
                // A difference keeps its ground up to the top.
                const ground = column?.kind === 'difference' ? classes.difference : '';
                const names = `${classes.th} ${classes.groupHead} ${ground} ${edge}`;
                const span = { colSpan: header.colSpan, style: { gridColumn: `span ${header.colSpan}` } };
                if (header.isPlaceholder) return <td key={header.id} role="gridcell" {...span} className={names} />;
                const { header: text } = header.column.columnDef as { header?: unknown };
                return (
                  <th key={header.id} role="columnheader" scope="colgroup" {...span} className={names}>
                    {String(text)}
                  </th>
                );
              }
              if (!column) return null;
              const sorted = column.sortKey !== undefined && sort?.key === column.sortKey ? sort.direction : undefined;
              const numeric = column.kind === 'number' || column.kind === 'difference';
              const ariaSort = { asc: 'ascending', desc: 'descending' } as const;
              return (
                <th
                  key={header.id}
                  role="columnheader"
                  scope="col"
                  className={`${classes.th} ${column.kind === 'id' ? '' : cellClass(column, classes)} ${edge}`}
                  aria-sort={sorted && ariaSort[sorted]}
                  title={column.hint ?? (column.quietHeader ? undefined : column.header)}
                >
                  {column.sortKey && onSortChange ? (
                    <button
                      type="button"
                      className={classes.sort}
                      onClick={() =>
                        onSortChange({ key: column.sortKey!, direction: sorted === 'desc' ? 'asc' : 'desc' })
                      }
                    >
                      {numeric && sorted && <span aria-hidden>{sorted === 'asc' ? '↑ ' : '↓ '}</span>}
                      {column.header}
                      {!numeric && sorted && <span aria-hidden>{sorted === 'asc' ? ' ↑' : ' ↓'}</span>}
                    </button>
                  ) : (
                    <span className={column.quietHeader ? classes.hidden : undefined}>{column.header}</span>
                  )}
                </th>
              );
            })}
          </tr>
        );
      })}
    </thead>
  );
}

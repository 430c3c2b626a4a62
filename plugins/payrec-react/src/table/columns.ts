import { ColumnDef, RowData, columnVisibilityFeature, tableFeatures } from '@tanstack/react-table';
import { ReactNode } from 'react';
import { useRemembered } from '../storage/useRemembered';

export type SortDirection = 'asc' | 'desc';
export type TableSort = { key: string; direction: SortDirection };

export type DataColumn<T> = {
  id: string;
  /** Name of the column; also in the list of columns. */
  header: string;
  /** What the name means, on hover, where one word does not say it. */
  hint?: string;
  /** Columns next to each other with the same group stand under its name. */
  group?: string;
  /** Pixels at least; what is left over is shared in proportion to width times `grow`. */
  width: number;
  /** How many times its share of spare width the column takes; 1 unless told. For texts that would be cut. */
  grow?: number;
  /** number: right, tabular · id: monospaced · difference: a number on its own ground between two sides. */
  kind?: 'text' | 'number' | 'id' | 'difference';
  cell: (row: T) => ReactNode;
  /** Whole text for the tooltip of a cut cell. */
  text?: (row: T) => string | null | undefined;
  /** Sorts by this key on the server. */
  sortKey?: string;
  /** Cannot be hidden. */
  fixed?: boolean;
  hiddenByDefault?: boolean;
  /** No visible header, such as for an avatar; the name stays for screen readers. */
  quietHeader?: boolean;
};

export const features = tableFeatures({ columnVisibilityFeature });

/** Our columns as TanStack's: runs of the same group become group columns. */
export function toColumnDefs<T extends RowData>(columns: readonly DataColumn<T>[]): ColumnDef<typeof features, T>[] {
  const result: ColumnDef<typeof features, T>[] = [];
  let run: { group: string; columns: ColumnDef<typeof features, T>[] } | undefined;
  columns.forEach((column, index) => {
    const leaf: ColumnDef<typeof features, T> = { id: column.id, header: column.header, accessorFn: () => null };
    if (!column.group) {
      run = undefined;
      result.push(leaf);
      return;
    }
    if (run?.group !== column.group) {
      run = { group: column.group, columns: [] };
      result.push({ id: `group-${index}`, header: column.group, columns: run.columns });
    }
    run.columns.push(leaf);
  });
  return result;
}

export type Density = 'compact' | 'comfortable';

/** Pixels of a row. */
export const ROW_HEIGHT_PX: Record<Density, number> = { compact: 34, comfortable: 42 };

const NO_CHOICES: Record<string, boolean> = {};

type TableSettings = {
  density: Density;
  setDensity: (density: Density) => void;
  hidden: ReadonlySet<string>;
  setHidden: (hidden: ReadonlySet<string>) => void;
  reset: () => void;
};

/** Column choice and density of one table, remembered per person. */
export function useTableSettings<T>(tableId: string, columns: readonly DataColumn<T>[]): TableSettings {
  const [density, setDensity] = useRemembered<Density>(`table.${tableId}.density`, 'compact');
  // Kept as choices against the default, so that a column added later shows as its author meant it.
  const [choices, setChoices] = useRemembered<Record<string, boolean>>(`table.${tableId}.columns`, NO_CHOICES);
  const isHidden = (column: DataColumn<T>) => !column.fixed && !(choices[column.id] ?? !column.hiddenByDefault);
  const hidden = new Set(columns.filter(isHidden).map(column => column.id));
  return {
    density,
    setDensity,
    hidden,
    setHidden: next => {
      const changed = columns.filter(
        column => !column.fixed && next.has(column.id) !== Boolean(column.hiddenByDefault),
      );
      setChoices(Object.fromEntries(changed.map(column => [column.id, !next.has(column.id)])));
    },
    reset: () => {
      setChoices(NO_CHOICES);
      setDensity('compact');
    },
  };
}

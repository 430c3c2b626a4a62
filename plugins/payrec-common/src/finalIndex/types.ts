/**
 * Column types both engines store alike. `decimal` is DECIMAL(38,10) (rates and sub-minor units); `timestamp` is an
 * instant with microseconds; `text[]` a list of text. Amounts are always `bigint` minor units.
 */
export type ColumnType = 'text' | 'bigint' | 'integer' | 'boolean' | 'date' | 'timestamp' | 'decimal' | 'text[]';

export type Column = {
  readonly name: string;
  readonly type: ColumnType;
  /** Absent means required. */
  readonly nullable?: true;
  /** Meaning with unit and sign; becomes the docs and the engine's column comment. */
  readonly doc: string;
};

export type Table = {
  readonly name: string;
  readonly doc: string;
  /** Who writes it, for docstrings and lineage. */
  readonly source: string;
  readonly columns: readonly Column[];
  /** Columns that identify a row; unique over the whole table. */
  readonly key: readonly string[];
  /** The column a file or Iceberg partition is cut by; every query bounds it. Absent for small reference tables. */
  readonly partitionBy?: string;
  /** Column that says whose row it is; absent means only callers with full sight may read the table. */
  readonly merchantColumn?: string;
  /** Order inside a partition, for statistics that prune. */
  readonly sortBy?: readonly string[];
};

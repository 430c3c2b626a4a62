import { Table } from '@internal/plugin-payrec-common';

/**
 * The column whose value names a write of {@link EngineSession.replacePartition}: the run that wrote the rows, or the file
 * they were read from. @throws TypeError for a table that has neither.
 */
export function partitionKey(table: Table): string {
  if (table.partitionBy && table.partitionBy !== 'business_date') return table.partitionBy;
  if (table.columns.some(column => column.name === 'source_file_sha256')) return 'source_file_sha256';
  throw new TypeError(`Table ${table.name} has no column that names a write`);
}

import path from 'node:path';
import { addDays, parseIsoDate, Table } from '@internal/plugin-payrec-common';
import { castListSql, columnTypeSql, emptySelectSql } from '../ddl';
import { isPartitionName } from '../engine/Engine';
import { PartitionBound } from '../types';

/** The view `final_index.<table>` over the files as they are when a query is planned, or over nothing. */
export function viewSql(root: string, table: Table, filled: boolean): string {
  const glob = [root, table.name, ...(table.partitionBy ? [`${table.partitionBy}=*`] : []), '*.parquet'].join('/');
  const select = filled ? parquetSelectSql(table, glob) : emptySelectSql('duckdb', table);
  return `CREATE OR REPLACE VIEW final_index.${table.name} AS ${select}`;
}

/** Longest list of partitions that is looked up one by one; beyond it the engine finds the files by itself. */
const PARTITIONS_MAX = 100;

/**
 * The rows of the partitions inside the bound, as a relation in parentheses over the files that are there now; undefined when
 * the bound is open or wide, or no file is inside. Over the view the engine lists every partition there is to find the few a
 * request asks for, which is most of the time of a small one.
 */
export async function boundedRelationSql(
  root: string,
  table: Table,
  bound: PartitionBound,
  filesIn: (folders: readonly string[]) => Promise<string[]>,
): Promise<string | undefined> {
  const partitions = boundedPartitions(table, bound);
  if (!partitions) return undefined;
  const files = await filesIn(partitions.map(value => path.join(root, table.name, `${table.partitionBy}=${value}`)));
  // No row, or no disk? The view knows.
  return files.length > 0 ? `(${parquetSelectSql(table, files)})` : undefined;
}

function boundedPartitions(table: Table, { from, to, runIds }: PartitionBound): readonly string[] | undefined {
  if (table.partitionBy !== 'business_date') {
    // Ids come from the database, but a name that is no folder of ours is nothing to look for on a disk.
    return runIds && runIds.length <= PARTITIONS_MAX && runIds.every(isPartitionName) ? runIds : undefined;
  }
  if (from === undefined || to === undefined) return undefined;
  const days: string[] = [];
  for (let day = parseIsoDate(from); day <= to; day = addDays(day, 1)) {
    if (days.length === PARTITIONS_MAX) return undefined;
    days.push(day);
  }
  return days;
}

function parquetSelectSql(table: Table, files: string | readonly string[]): string {
  const { partitionBy } = table;
  const partitionType = table.columns.find(column => column.name === partitionBy)?.type;
  const hive = partitionType
    ? `, hive_partitioning = true, hive_types = {'${partitionBy}': ${columnTypeSql('duckdb', partitionType)}}`
    : ', hive_partitioning = false';
  const quoted = [files].flat().map(file => quoteSql(file.replaceAll('\\', '/')));
  const source = `read_parquet([${quoted.join(', ')}]${hive})`;
  return `SELECT ${castListSql('duckdb', table.columns)} FROM ${source}`;
}

/** Text as an SQL literal; for file names, which cannot be bound. */
export function quoteSql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

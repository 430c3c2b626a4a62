import { finalIndexTable, Table } from '@internal/plugin-payrec-common';
import { compileScope } from '../scope/compileScope';
import { TableBound } from '../engine/Engine';
import { DefinedQuery, Dialect, PartitionBound, Scope, SqlValue } from '../types';

/** A statement ready for the engine: complete text and the values of its `?`. */
export type Statement = {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly bounds: readonly TableBound[];
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LEADING_COMMENTS = /^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/;
const LEADING_WITH = /^WITH\s+(RECURSIVE\s+)?/i;

/**
 * Puts every table the query reads in scope, before its text sees it: each becomes a common table expression of the
 * table's own name that keeps the rows of the scope inside the partition bound. `scope: null` is the unscoped door of jobs.
 * @throws NotAllowedError when a table says of no row whose it is and the sight is partial.
 * @throws Error when the query reads a partitioned table without a bound, which would scan all there is.
 */
export function scopedStatement<TParams, TRow>(
  query: DefinedQuery<TParams, TRow>,
  params: TParams,
  context: { scope: Scope | null; dialect: Dialect },
): Statement {
  const { scope, dialect } = context;
  const bound = query.partition?.(params);
  const values: SqlValue[] = [];
  const bounds: TableBound[] = [];
  const tables = query.reads.map(name => {
    const table = finalIndexTable(name);
    const conditions: string[] = [];
    if (scope) {
      const compiled = compileScope(scope, table, dialect);
      conditions.push(`(${compiled.sql})`);
      values.push(...compiled.params);
    }
    const partition = partitionCondition(query.name, table, bound);
    if (partition) {
      conditions.push(partition.sql);
      values.push(...partition.params);
      bounds.push({ ...bound, table: table.name });
    }
    const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
    const columns = table.columns.map(column => column.name).join(', ');
    // Inlined, so that filters of the text reach the files; DuckDB would else compute a table that is named twice as a whole.
    const as = dialect.name === 'duckdb' ? 'AS NOT MATERIALIZED' : 'AS';
    return `${table.name} ${as} (SELECT ${columns} FROM final_index.${table.name}${where})`;
  });
  const text = (typeof query.sql === 'string' ? query.sql : query.sql(dialect)).replace(LEADING_COMMENTS, '');
  if (scope && PAST_THE_SCOPE.test(text)) {
    throw new Error(
      `Query ${query.name} names the index itself; a scoped text names its tables in \`reads\` and uses their bare names`,
    );
  }
  return { sql: withTables(tables, text), params: [...values, ...query.params(params)], bounds };
}

/** Ways for a text to reach rows around the tables that were put in scope for it. */
const PAST_THE_SCOPE = /\bfinal_index"?\s*\.|\bread_parquet\b|\bparquet_scan\b/i;

function withTables(tables: readonly string[], text: string): string {
  if (tables.length === 0) return text;
  const own = LEADING_WITH.exec(text);
  if (!own) return `WITH ${tables.join(', ')} ${text}`;
  const recursive = own[1] ? 'RECURSIVE ' : '';
  return `WITH ${recursive}${tables.join(', ')}, ${text.slice(own[0].length)}`;
}

function partitionCondition(
  queryName: string,
  table: Table,
  bound: PartitionBound | undefined,
): { sql: string; params: SqlValue[] } | undefined {
  const column = table.partitionBy;
  if (!column) return undefined;
  if (column !== 'business_date') {
    if (!bound?.runIds) throw new Error(`Query ${queryName} reads ${table.name} without run ids as partition bound`);
    return { sql: `contains(?, ${column})`, params: [bound.runIds] };
  }
  if (bound?.from === undefined && bound?.to === undefined) {
    throw new Error(`Query ${queryName} reads ${table.name} without a partition bound on ${column}`);
  }
  const ends = (
    [
      ['>=', bound.from],
      ['<=', bound.to],
    ] as const
  ).filter(([, day]) => day !== undefined);
  for (const [, day] of ends) {
    if (!DAY.test(day!))
      throw new TypeError(`Partition bound "${day}" of query ${queryName} is not a day as YYYY-MM-DD`);
  }
  return {
    sql: ends.map(([operator]) => `${column} ${operator} CAST(? AS DATE)`).join(' AND '),
    params: ends.map(([, day]) => day!),
  };
}

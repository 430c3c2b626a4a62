import { Dialect, SqlValue } from '@internal/plugin-payrec-node';

/** One statement of a run: constant text, and the step it is counted under. */
export type Statement = {
  readonly step: string;
  readonly sql: string;
  readonly params?: readonly SqlValue[];
};

/** Sum of BIGINT amounts that cannot overflow on the way: Trino adds BIGINT in BIGINT, DuckDB in HUGEINT. */
export const sum = (expr: string): string => `sum(CAST(${expr} AS DECIMAL(38,0)))`;

/** The same as BIGINT; a total beyond 64 bits is an error of the engine, never a wrong number. */
export const sumBigint = (expr: string): string => `CAST(${sum(expr)} AS BIGINT)`;

/** Text constant; Trino types a bare literal as varchar(n) and refuses longer values later. */
export const text = (value: string): string => `CAST('${value}' AS VARCHAR)`;

/** Day number of a date, so that "value date plus lag" is an equality a hash join can use. */
export const dayNumber = (expr: string): string => `date_diff('day', DATE '2000-01-01', ${expr})`;

/**
 * A test as one opaque value. Taken apart, its equalities are multiplied as if they were independent: a join of a million rows
 * is then planned as one row, and the table of settings probes it instead of the other way round.
 */
export const holds = (test: string): string => `CASE WHEN ${test} THEN 1 ELSE 0 END = 1`;

/** Members of a group as one text that does not depend on their order. */
export const sortedList = (dialect: Dialect, expr: string, filter: string): string => {
  const list = `array_sort(array_agg(${expr}) FILTER (WHERE ${filter}))`;
  // Not listagg: Trino stops at one megabyte, some 16,000 hashed ids.
  return dialect.name === 'trino' ? `array_join(${list}, ',')` : `array_to_string(${list}, ',')`;
};

/** Group id: hash of the membership alone, so that equal groups of two runs, or of two passes, have equal ids. */
export const groupId = (dialect: Dialect, lefts: string, rights: string): string =>
  `substr(${dialect.sha256Hex(`coalesce(${lefts}, '') || chr(30) || coalesce(${rights}, '')`)}, 1, 32)`;

/**
 * A relation that others read, each a few of its columns. The embedded engine computes it where it is read, which is cheaper
 * than writing it down; Trino would scan its files again for every reader.
 */
export const derived = (dialect: Dialect, name: string, select: string): string =>
  `CREATE ${dialect.name === 'trino' ? 'TABLE' : 'VIEW'} ${name} AS ${select}`;

/** The rows of `table` (alias `t`) whose key is in none of `others`; written so that no engine plans a correlated subquery. */
export const withoutSql = (
  select: string,
  table: string,
  others: ReadonlyArray<{ readonly name: string; readonly on: string; readonly key: string }>,
  where = '',
): string => {
  const joins = others.map(
    ({ name, on }, index) => `LEFT JOIN ${name} o${index} ON ${on.replaceAll('o.', `o${index}.`)}`,
  );
  const nulls = others.map(({ key }, index) => `o${index}.${key} IS NULL`);
  return `SELECT ${select} FROM ${table} t ${joins.join(' ')} WHERE ${[...nulls, where].filter(Boolean).join(' AND ')}`;
};

import { NotAllowedError } from '@backstage/errors';
import { Table } from '@internal/plugin-payrec-common';
import { Dialect, Scope, SqlValue } from '../types';
import { treeOf } from './scope';
import { CompiledScope, ScopeTree } from './types';

/** Columns a scope may speak about. A table whose `merchantColumn` is another one is a mistake of the contract. */
const MERCHANT_COLUMNS: ReadonlySet<string> = new Set(['merchant_id']);

/**
 * The condition that keeps the rows of `table` the scope may see; to be put between `WHERE (` and `)` next to the
 * table's own columns. Values are always bound, as one list per leaf. Both engines know `contains(list, value)`, so the
 * text is the same for each; the dialect is there for the day it is not.
 *
 * - full sight: `TRUE`, rows without a merchant included;
 * - partial sight: rows without a merchant are nobody's and stay hidden whatever the tree says;
 * - an empty list or anyOf is `FALSE`, an empty allOf is `TRUE`; each leaf is two-valued.
 *
 * @throws NotAllowedError when the table says of no row whose it is and the sight is partial.
 */
export function compileScope(scope: Scope, table: Table, _dialect: Pick<Dialect, 'name'>): CompiledScope {
  const tree = treeOf(scope);
  if (tree.kind === 'all') {
    return { sql: 'TRUE', params: [] };
  }
  const column = table.merchantColumn;
  if (column === undefined) {
    throw new NotAllowedError(`Reading ${table.name} needs sight of all merchants, and yours is partial`);
  }
  if (!MERCHANT_COLUMNS.has(column)) {
    throw new Error(`Table ${table.name} names ${column} as merchant column, which no scope may speak about`);
  }
  const params: SqlValue[] = [];
  const sql = compileTree(tree, column, params);
  return { sql: `${column} IS NOT NULL AND ${sql}`, params };
}

function compileTree(tree: ScopeTree, column: string, params: SqlValue[]): string {
  switch (tree.kind) {
    case 'all':
      return 'TRUE';
    case 'merchantIn':
      if (tree.merchantIds.length === 0) return 'FALSE';
      params.push(tree.merchantIds);
      return `COALESCE(contains(?, ${column}), FALSE)`;
    case 'allOf':
      return join(tree.of, 'AND', 'TRUE', column, params);
    case 'anyOf':
      return join(tree.of, 'OR', 'FALSE', column, params);
    default:
      throw unknownNode(tree);
  }
}

function join(of: readonly ScopeTree[], word: 'AND' | 'OR', empty: string, column: string, params: SqlValue[]): string {
  if (of.length === 0) return empty;
  return `(${of.map(child => compileTree(child, column, params)).join(` ${word} `)})`;
}

function unknownNode(tree: never): Error {
  return new NotAllowedError(`The scope holds a condition that cannot be compiled: ${JSON.stringify(tree)}`);
}

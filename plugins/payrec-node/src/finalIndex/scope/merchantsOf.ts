import { Scope } from '../types';
import { treeOf } from './scope';
import { ScopeTree } from './types';

/**
 * The merchants a scope may see, or `all`. For stores of our own (alerts in PostgreSQL) whose rows name a merchant; reads
 * of the Final Index pass the scope itself. Rows without a merchant are for `all` only.
 * @throws NotAllowedError for a scope the permission gate did not make.
 */
export function merchantsOf(scope: Scope): 'all' | ReadonlySet<string> {
  return resolve(treeOf(scope));
}

function resolve(tree: ScopeTree): 'all' | ReadonlySet<string> {
  switch (tree.kind) {
    case 'all':
      return 'all';
    case 'merchantIn':
      return new Set(tree.merchantIds);
    case 'anyOf':
      return tree.of.map(resolve).reduce(union, new Set<string>());
    case 'allOf':
      return tree.of.map(resolve).reduce(intersection, 'all');
    default:
      return new Set();
  }
}

type Merchants = 'all' | ReadonlySet<string>;

const union = (a: Merchants, b: Merchants): Merchants => (a === 'all' || b === 'all' ? 'all' : new Set([...a, ...b]));

function intersection(a: Merchants, b: Merchants): Merchants {
  if (a === 'all') return b;
  if (b === 'all') return a;
  return new Set([...a].filter(id => b.has(id)));
}

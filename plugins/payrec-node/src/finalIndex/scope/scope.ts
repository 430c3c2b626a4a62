import { createHash } from 'node:crypto';
import { NotAllowedError } from '@backstage/errors';
import { Scope } from '../types';
import { ScopeTree } from './types';

/*
 * The tree lives here and not on the object: an object literal cast to `Scope`, or one that came back from a cache or a
 * wire, has no tree and is refused.
 */
const trees = new WeakMap<object, ScopeTree>();

/**
 * Makes a scope. Only `resolveScope` calls this in production; it is not exported from the package.
 * `hash` depends on what is visible alone, so two people with the same sight share cache entries.
 */
export function mintScope(tree: ScopeTree): Scope {
  const canonical = canonicalise(tree);
  const scope = Object.freeze({
    visibility: canonical.kind === 'all' ? 'all' : 'partial',
    hash: createHash('sha256').update(JSON.stringify(canonical)).digest('hex'),
  }) as Scope;
  trees.set(scope, canonical);
  return scope;
}

/** @throws NotAllowedError for an object that was not made by {@link mintScope}. */
export function treeOf(scope: Scope): ScopeTree {
  const tree = trees.get(scope);
  if (!tree) {
    throw new NotAllowedError('The scope was not made by the permission gate; pass on the one of the request');
  }
  return tree;
}

/** Sorts and de-duplicates ids, so that equal sight has equal hash. */
function canonicalise(tree: ScopeTree): ScopeTree {
  switch (tree.kind) {
    case 'merchantIn':
      return { kind: tree.kind, merchantIds: [...new Set(tree.merchantIds)].sort() };
    case 'allOf':
    case 'anyOf':
      return { kind: tree.kind, of: tree.of.map(canonicalise) };
    default:
      return { kind: 'all' };
  }
}

import { SqlValue } from '../types';

/**
 * What a permission rule asks for, before anything is looked up: symbolic, never SQL. One kind so far, since one rule
 * ships; a new kind needs a case in `resolveTree` and in `compileScope`, and the compiler says so.
 */
export type TransactionFilter = {
  readonly kind: 'merchantOwnedBy';
  /** Entity refs the caller holds, such as `group:default/merchant-a`. */
  readonly claims: readonly string[];
};

/** A condition tree whose claims are merchant ids by now. `not` does not occur: it cannot be resolved safely. */
export type ScopeTree =
  | { readonly kind: 'all' }
  | { readonly kind: 'merchantIn'; readonly merchantIds: readonly string[] }
  | { readonly kind: 'allOf'; readonly of: readonly ScopeTree[] }
  | { readonly kind: 'anyOf'; readonly of: readonly ScopeTree[] };

/** A WHERE condition with its values for the `?`, in order. Two-valued: never NULL. */
export type CompiledScope = { readonly sql: string; readonly params: readonly SqlValue[] };

/** Which merchants stand behind a claim. */
export interface MerchantDirectory {
  /**
   * Merchant ids of those entity refs that are merchants; others are ignored. Sorted, without duplicates. At most
   * 60 seconds old.
   * @throws when the answer is not known: the caller turns that into DENY.
   */
  merchantIdsOf(claims: readonly string[]): Promise<readonly string[]>;
}

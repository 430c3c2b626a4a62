import { AuthService } from '@backstage/backend-plugin-api';
import { Entity, parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { LRUCache } from 'lru-cache';
import { MerchantDirectory } from './types';

/** Annotation of a Group of `spec.type: merchant`: the merchant id its members may see. */
export const MERCHANT_ID_ANNOTATION = 'payrec.io/merchant-id';

/** How long a change of a merchant group may take to count. */
const FRESH_MS = 60_000;

/**
 * Merchants from the catalog: a claim counts when it is a Group of type `merchant` with the annotation. Who may register
 * such a Group decides who sees a merchant's money, so the reference policy leaves `catalog.entity.create` to the
 * platform admins.
 */
export class CatalogMerchantDirectory implements MerchantDirectory {
  readonly #deps: { catalog: CatalogService; auth: AuthService };
  /** Merchant id by claim; the empty text for a claim that is no merchant. */
  readonly #known: LRUCache<string, string>;

  constructor(deps: { catalog: CatalogService; auth: AuthService; now?: () => number }) {
    this.#deps = deps;
    this.#known = new LRUCache({
      max: 10_000,
      ttl: FRESH_MS,
      ...(deps.now && { perf: { now: deps.now }, ttlResolution: 0 }),
    });
  }

  async merchantIdsOf(claims: readonly string[]): Promise<readonly string[]> {
    const refs = [...new Set(claims.map(canonicalRef).filter(ref => ref !== undefined))];
    const found = new Map<string, string>();
    const unknown: string[] = [];
    for (const ref of refs) {
      const id = this.#known.get(ref);
      if (id === undefined) unknown.push(ref);
      else found.set(ref, id);
    }
    if (unknown.length > 0) {
      const { items } = await this.#deps.catalog.getEntitiesByRefs(
        { entityRefs: unknown, fields: ['kind', 'metadata', 'spec.type'] },
        { credentials: await this.#deps.auth.getOwnServiceCredentials() },
      );
      for (const [index, ref] of unknown.entries()) {
        const id = merchantIdOf(items[index], ref);
        this.#known.set(ref, id);
        found.set(ref, id);
      }
    }
    return [...new Set(found.values())].filter(id => id !== '').sort();
  }
}

function merchantIdOf(entity: Entity | undefined, ref: string): string {
  if (!entity || entity.kind !== 'Group' || entity.spec?.type !== 'merchant') return '';
  // The answer is positional; a catalog that mixed it up must not hand one merchant to another.
  if (stringifyEntityRef(entity) !== ref) {
    throw new Error(`The catalog answered with ${stringifyEntityRef(entity)} when asked for ${ref}`);
  }
  return entity.metadata.annotations?.[MERCHANT_ID_ANNOTATION]?.trim() ?? '';
}

/** A claim that is no entity ref is nobody's merchant. */
function canonicalRef(claim: string): string | undefined {
  try {
    return stringifyEntityRef(parseEntityRef(claim));
  } catch {
    return undefined;
  }
}

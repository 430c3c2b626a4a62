import { MerchantDirectory } from './types';

/** A directory from a map of claim → merchant ids, for tests and for tools without a catalog. */
export class InMemoryMerchantDirectory implements MerchantDirectory {
  readonly #idsByClaim: Readonly<Record<string, readonly string[]>>;

  constructor(idsByClaim: Readonly<Record<string, readonly string[]>>) {
    this.#idsByClaim = idsByClaim;
  }

  async merchantIdsOf(claims: readonly string[]): Promise<readonly string[]> {
    const ids = claims.flatMap(claim => (Object.hasOwn(this.#idsByClaim, claim) ? this.#idsByClaim[claim] : []));
    return [...new Set(ids)].sort();
  }
}

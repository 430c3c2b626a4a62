import { AuthService } from '@backstage/backend-plugin-api';
import { Entity, RELATION_CHILD_OF, RELATION_MEMBER_OF, stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthOwnershipResolver } from '@backstage/plugin-auth-node';

/** Longest way up from a person to a group. Organisations are flatter; a longer way is a loop or a mistake. */
const LEVELS_MAX = 10;

/**
 * Whom a person speaks for: themselves, the groups they are in, and all groups above those. Backstage alone stops at the
 * direct groups, and a policy that names a parent group would then deny its own people.
 */
export class TransitiveOwnership implements AuthOwnershipResolver {
  readonly #deps: { catalog: CatalogService; auth: AuthService };

  constructor(deps: { catalog: CatalogService; auth: AuthService }) {
    this.#deps = deps;
  }

  async resolveOwnershipEntityRefs(entity: Entity): Promise<{ ownershipEntityRefs: string[] }> {
    const known = new Set([stringifyEntityRef(entity)]);
    let level = targets(entity, RELATION_MEMBER_OF).filter(ref => !known.has(ref));
    for (let depth = 0; level.length > 0 && depth < LEVELS_MAX; depth++) {
      level.forEach(ref => known.add(ref));
      const { items } = await this.#deps.catalog.getEntitiesByRefs(
        { entityRefs: level, fields: ['kind', 'metadata.name', 'metadata.namespace', 'relations'] },
        { credentials: await this.#deps.auth.getOwnServiceCredentials() },
      );
      const above = items.flatMap(group => (group ? targets(group, RELATION_CHILD_OF) : []));
      level = [...new Set(above)].filter(ref => !known.has(ref));
    }
    return { ownershipEntityRefs: [...known].sort() };
  }
}

function targets(entity: Entity, relation: string): string[] {
  return (entity.relations ?? []).filter(({ type }) => type === relation).map(({ targetRef }) => targetRef);
}

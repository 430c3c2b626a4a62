import { AuthService, BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef, RELATION_OWNED_BY } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';

const CHUNK = 200;

/** Label that puts a pipeline into a stage of the strip. */
export const STAGE_LABEL = 'payrec.io/stage';

export type SeenEntity = {
  readonly owner: string | null;
  /** What people call it; its name where it has no title. */
  readonly title: string;
  readonly stage: string | null;
};

/**
 * What the catalog shows a person. Decisions of `catalog.entity.read` are the catalog's: an entity it has and does not
 * return to the caller is hidden here as well.
 */
export class EntitySight {
  constructor(private readonly catalog: CatalogService, private readonly auth: AuthService) {}

  /** Of the refs, those the catalog has but the caller may not see, and what is known of the others. */
  async look(
    credentials: BackstageCredentials,
    entityRefs: readonly string[],
  ): Promise<{ hidden: ReadonlySet<string>; seen: ReadonlyMap<string, SeenEntity> }> {
    const hidden = new Set<string>();
    const seen = new Map<string, SeenEntity>();
    const refs = [...new Set(entityRefs.filter(isRef))];
    const own = await this.auth.getOwnServiceCredentials();
    for (let at = 0; at < refs.length; at += CHUNK) {
      const part = refs.slice(at, at + CHUNK);
      const identity = ['kind', 'metadata.name', 'metadata.namespace'];
      const fields = [...identity, 'metadata.title', 'metadata.labels', 'relations'];
      const [all, theirs] = await Promise.all([
        this.catalog.getEntitiesByRefs({ entityRefs: part, fields: identity }, { credentials: own }),
        this.catalog.getEntitiesByRefs({ entityRefs: part, fields }, { credentials }),
      ]);
      part.forEach((ref, index) => {
        const entity = theirs.items[index];
        if (entity) {
          const { metadata, relations } = entity;
          seen.set(ref, {
            owner: relations?.find(one => one.type === RELATION_OWNED_BY)?.targetRef ?? null,
            title: metadata.title ?? metadata.name,
            stage: metadata.labels?.[STAGE_LABEL] ?? null,
          });
        } else if (all.items[index]) {
          hidden.add(ref);
        }
      });
    }
    return { hidden, seen };
  }

  /** Refs of these the person may see; those the catalog does not have are nobody's secret. */
  async visibleRefs(credentials: BackstageCredentials, entityRefs: readonly string[]): Promise<ReadonlySet<string>> {
    const { hidden } = await this.look(credentials, entityRefs);
    return new Set(entityRefs.filter(ref => !hidden.has(ref)));
  }
}

function isRef(text: string): boolean {
  try {
    return Boolean(parseEntityRef(text));
  } catch {
    return false;
  }
}

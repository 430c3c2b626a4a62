import { AuthService } from '@backstage/backend-plugin-api';
import {
  Entity,
  isUserEntity,
  RELATION_MEMBER_OF,
  RELATION_PARENT_OF,
  stringifyEntityRef,
  UserEntity,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';

/** A person who works on alerts. `ref` is canonical: in lower case, as the sign-in writes it. */
export type Analyst = { readonly ref: string; readonly name: string };

/** Who works on alerts, apart from what the caller may do. */
export interface AnalystDirectory {
  /** By name. Rejects when the directory does not answer. */
  analysts(): Promise<readonly Analyst[]>;
  /** Whether such a person exists at all. Rejects when the directory does not answer. */
  knows(ref: string): Promise<boolean>;
}

/** A tree of teams deeper than this is taken for a loop. */
const TEAM_DEPTH_MAX = 10;

/**
 * Members of the teams of `payrec.fraud.work.analystGroups` and of the teams below them. The permission framework answers
 * for the person who asks and for nobody else, so whether somebody else may triage is read from what the policy decides by.
 */
export class CatalogAnalysts implements AnalystDirectory {
  constructor(
    private readonly deps: {
      readonly catalog: CatalogService;
      readonly auth: AuthService;
      readonly groups: readonly string[];
    },
  ) {}

  async analysts(): Promise<readonly Analyst[]> {
    const credentials = await this.deps.auth.getOwnServiceCredentials();
    const { items } = await this.deps.catalog.getEntities(
      {
        filter: { kind: 'User', [`relations.${RELATION_MEMBER_OF}`]: await this.teams() },
        fields: ['apiVersion', 'kind', 'metadata.name', 'metadata.namespace', 'metadata.title', 'spec.profile'],
      },
      { credentials },
    );
    return items.map(toAnalyst).sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.ref < b.ref ? -1 : 1));
  }

  async knows(ref: string): Promise<boolean> {
    const credentials = await this.deps.auth.getOwnServiceCredentials();
    return (await this.deps.catalog.getEntityByRef(ref, { credentials }))?.kind === 'User';
  }

  /** The configured teams and all below them. */
  private async teams(): Promise<string[]> {
    const credentials = await this.deps.auth.getOwnServiceCredentials();
    const known = new Set(this.deps.groups);
    let level = [...known];
    for (let depth = 0; level.length > 0 && depth < TEAM_DEPTH_MAX; depth++) {
      const { items } = await this.deps.catalog.getEntitiesByRefs(
        { entityRefs: level, fields: ['kind', 'metadata.name', 'metadata.namespace', 'relations'] },
        { credentials },
      );
      level = items.flatMap(childrenOf).filter(ref => !known.has(ref));
      level.forEach(ref => known.add(ref));
    }
    return [...known];
  }
}

function childrenOf(entity: Entity | undefined): string[] {
  const relations = entity?.relations ?? [];
  return relations.filter(({ type }) => type === RELATION_PARENT_OF).map(({ targetRef }) => targetRef);
}

function toAnalyst(entity: Entity): Analyst {
  // A person without a profile comes without `spec`, since only the profile is asked for.
  const { spec }: Partial<UserEntity> = isUserEntity(entity) ? entity : {};
  const shown = spec?.profile?.displayName;
  return { ref: stringifyEntityRef(entity), name: shown ?? entity.metadata.title ?? entity.metadata.name };
}

import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Knex } from 'knex';
import { inLockedTransaction } from '../database';
import { Projector } from './Projector';

export const ANNOTATION_NAMESPACE = 'openlineage.io/namespace';
export const ANNOTATION_NAME = 'openlineage.io/name';
export const ANNOTATION_ALIASES = 'openlineage.io/aliases';

/** Keeps `lineage_claim` and the aliases of claims as the catalog has them. */
export class ClaimReader {
  constructor(
    private readonly options: {
      readonly db: Knex;
      readonly catalog: CatalogService;
      readonly auth: AuthService;
      readonly projector: Projector;
      readonly logger: LoggerService;
    },
  ) {}

  async refresh(): Promise<void> {
    const { db, catalog, auth, logger } = this.options;
    const { items } = await catalog.getEntities(
      {
        filter: { kind: ['Component', 'Resource'] },
        fields: ['kind', 'metadata.name', 'metadata.namespace', 'metadata.annotations', 'spec.type'],
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    // Entities we emit ourselves carry the annotations too, and claim nothing.
    const claims = items
      .filter(one => one.metadata.namespace !== 'lineage' && isClaim(one))
      .map(entity => toClaim(entity, logger));
    const changed = await inLockedTransaction(db, 'registry', async trx => {
      const before = await trx('lineage_alias')
        .where({ source: 'claim' })
        .orderBy(['namespace', 'name', 'target_namespace', 'target_name']);
      await trx('lineage_claim').delete();
      const rows = claims.map(({ kind, namespace, name, entity_ref }) => ({ kind, namespace, name, entity_ref }));
      if (rows.length > 0) await trx('lineage_claim').insert(rows).onConflict().ignore();
      await trx('lineage_alias').where({ source: 'claim' }).delete();
      const aliases = claims.flatMap(one =>
        one.aliases.map(alias => ({
          ...alias,
          target_namespace: one.namespace,
          target_name: one.name,
          source: 'claim',
        })),
      );
      if (aliases.length > 0) await trx('lineage_alias').insert(aliases).onConflict().ignore();
      const after = await trx('lineage_alias')
        .where({ source: 'claim' })
        .orderBy(['namespace', 'name', 'target_namespace', 'target_name']);
      return JSON.stringify(before) !== JSON.stringify(after);
    });
    if (changed) await this.options.projector.recomputeNames();
  }
}

function isClaim(entity: Entity): boolean {
  const annotations = entity.metadata.annotations ?? {};
  return Boolean(annotations[ANNOTATION_NAMESPACE] && annotations[ANNOTATION_NAME]);
}

function toClaim(entity: Entity, logger: LoggerService) {
  const annotations = entity.metadata.annotations ?? {};
  const entityRef = stringifyEntityRef(entity);
  return {
    kind: entity.kind.toLocaleLowerCase('en-US') === 'resource' ? 'dataset' : 'job',
    namespace: annotations[ANNOTATION_NAMESPACE],
    name: annotations[ANNOTATION_NAME],
    entity_ref: entityRef,
    aliases: readAliases(annotations[ANNOTATION_ALIASES], entityRef, logger),
  };
}

function readAliases(
  text: string | undefined,
  entityRef: string,
  logger: LoggerService,
): { namespace: string; name: string }[] {
  if (text === undefined) return [];
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) throw new Error('not a list');
    return list.map(one => {
      if (typeof one?.namespace !== 'string' || typeof one?.name !== 'string') throw new Error('an entry has no name');
      return { namespace: one.namespace, name: one.name };
    });
  } catch {
    logger.warn(`${ANNOTATION_ALIASES} of ${entityRef} is not a JSON array of { namespace, name }; ignored`);
    return [];
  }
}

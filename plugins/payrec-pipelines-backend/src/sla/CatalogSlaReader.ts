import { AuthService } from '@backstage/backend-plugin-api';
import { Entity, RELATION_OWNED_BY, RELATION_PART_OF, stringifyEntityRef } from '@backstage/catalog-model';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { STAGE_LABEL } from '../registry/EntitySight';
import { CatalogReader, SlaEntity } from './deps';

/** Objectives as the catalog has them, read with the plugin's own credentials. */
export class CatalogSlaReader implements CatalogReader {
  constructor(private readonly catalog: CatalogService, private readonly auth: AuthService) {}

  async listSlaEntities(): Promise<readonly SlaEntity[]> {
    const credentials = await this.auth.getOwnServiceCredentials();
    const { items } = await this.catalog.getEntities(
      { filter: [{ 'spec.slos.name': CATALOG_FILTER_EXISTS }, { kind: 'SLO' }] },
      { credentials },
    );
    return items
      .map(toSlaEntity)
      .filter(entity => entity.slos.length > 0)
      .sort((a, b) => (a.entityRef < b.entityRef ? -1 : 1));
  }
}

export function toSlaEntity(entity: Entity): SlaEntity {
  const { metadata, spec = {}, relations = [] } = entity;
  const annotations = metadata.annotations ?? {};
  const namespace = annotations['openlineage.io/namespace'];
  const name = annotations['openlineage.io/name'];
  const openSlo = entity.kind.toLocaleLowerCase('en-US') === 'slo';
  const target = (type: string, kind: string) =>
    relations.find(one => one.type === type && one.targetRef.startsWith(`${kind}:`))?.targetRef ?? null;
  const slos: unknown = openSlo ? [entity] : spec.slos;
  return {
    entityRef: stringifyEntityRef(entity),
    kind: entity.kind,
    title: metadata.title ?? metadata.name,
    owner: relations.find(one => one.type === RELATION_OWNED_BY)?.targetRef ?? null,
    system: target(RELATION_PART_OF, 'system'),
    stage: metadata.labels?.[STAGE_LABEL] ?? null,
    lineageName: namespace && name ? { namespace, name } : null,
    // Something else than a list is one faulty definition rather than none.
    slos: slos === undefined ? [] : [slos].flat(),
    openSlo,
  };
}

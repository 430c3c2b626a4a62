import {
  Entity,
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  CatalogProcessor,
  CatalogProcessorCache,
  CatalogProcessorEmit,
  processingResult,
} from '@backstage/plugin-catalog-node';
import { ClaimedJob } from './toEntity';

/** The edges as they were when the entity was processed last. */
const CACHE_KEY = 'edges';
type Edges = Pick<ClaimedJob, 'inputs' | 'outputs'>;

const refreshKey = (entityRef: string) => `payrec-lineage:${entityRef}`;

/**
 * Relations of pipelines that people wrote themselves: the file says who owns a pipeline, lineage says what it reads and
 * writes. What a pipeline reads it depends on, and what it writes depends on it; both ends are stated, so that no dataset
 * has to be edited. Processing asks nobody: the provider brings the edges, and has an entity processed again when they
 * change.
 */
export class ClaimedRelations implements CatalogProcessor {
  private edges: ReadonlyMap<string, Edges> | undefined;

  /** Never change it: what the catalog keeps for a processor is found by it. */
  getProcessorName(): string {
    return 'payrec-claimed-relations';
  }

  /** Takes the edges of all claimed jobs; answers the refresh keys of those that changed. */
  replace(jobs: readonly ClaimedJob[]): string[] {
    const now = new Map(jobs.map(({ entityRef, inputs, outputs }) => [entityRef, { inputs, outputs }]));
    const before = this.edges ?? new Map<string, Edges>();
    const refs = new Set([...before.keys(), ...now.keys()]);
    this.edges = now;
    return [...refs].filter(ref => JSON.stringify(before.get(ref)) !== JSON.stringify(now.get(ref))).map(refreshKey);
  }

  async postProcessEntity(
    entity: Entity,
    _location: unknown,
    emit: CatalogProcessorEmit,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    // Entities of our own state their edges in the spec.
    if (entity.kind !== 'Component' || entity.metadata.namespace === 'lineage') return entity;
    const annotations = entity.metadata.annotations ?? {};
    if (!annotations['openlineage.io/namespace'] || !annotations['openlineage.io/name']) return entity;
    const ref = stringifyEntityRef(entity);
    emit(processingResult.refresh(refreshKey(ref)));
    // After a restart, until the registry has answered, what was true before it.
    const edges = this.edges
      ? this.edges.get(ref)
      : await cache.get<{ inputs: string[]; outputs: string[] }>(CACHE_KEY);
    if (!edges) return entity;
    await cache.set(CACHE_KEY, { inputs: [...edges.inputs], outputs: [...edges.outputs] });
    const job = getCompoundEntityRef(entity);
    const dependsOn = (source: typeof job, target: typeof job) => {
      emit(processingResult.relation({ source, type: RELATION_DEPENDS_ON, target }));
      emit(processingResult.relation({ source: target, type: RELATION_DEPENDENCY_OF, target: source }));
    };
    for (const input of edges.inputs) dependsOn(job, parseEntityRef(input));
    for (const output of edges.outputs) dependsOn(parseEntityRef(output), job);
    return entity;
  }
}

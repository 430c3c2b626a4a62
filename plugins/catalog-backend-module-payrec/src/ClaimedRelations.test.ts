import { Entity } from '@backstage/catalog-model';
import { CatalogProcessorCache, CatalogProcessorResult } from '@backstage/plugin-catalog-node';
import { ClaimedRelations } from './ClaimedRelations';

const load: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'load',
    annotations: { 'openlineage.io/namespace': 'payments-prod', 'openlineage.io/name': 'final_index.load' },
  },
  spec: { type: 'data-pipeline' },
};
const edges = {
  entityRef: 'component:default/load',
  inputs: ['resource:default/raw'],
  outputs: ['resource:default/final-index'],
};

function memoryCache(): CatalogProcessorCache {
  const values = new Map<string, unknown>();
  return {
    get: async <T>(key: string) => values.get(key) as T | undefined,
    set: async (key: string, value: unknown) => void values.set(key, value),
  };
}

async function processed(processor: ClaimedRelations, entity: Entity, cache = memoryCache()) {
  const results: CatalogProcessorResult[] = [];
  await processor.postProcessEntity(entity, undefined, result => results.push(result), cache);
  const nameOf = (ref: { kind: string; namespace: string; name: string }) => ref.name;
  return {
    keys: results.flatMap(one => (one.type === 'refresh' ? [one.key] : [])),
    relations: results.flatMap(one =>
      one.type === 'relation'
        ? [`${nameOf(one.relation.source)} ${one.relation.type} ${nameOf(one.relation.target)}`]
        : [],
    ),
  };
}

const RELATIONS = [
  'load dependsOn raw',
  'raw dependencyOf load',
  'final-index dependsOn load',
  'load dependencyOf final-index',
];

it('states both ends of what a claimed pipeline reads and writes', async () => {
  const processor = new ClaimedRelations();
  processor.replace([edges]);
  expect((await processed(processor, load)).relations).toEqual(RELATIONS);
});

it('says nothing about entities that claim no job, nor about those lineage emits itself', async () => {
  const processor = new ClaimedRelations();
  processor.replace([edges, { ...edges, entityRef: 'component:lineage/load' }]);
  const unclaimed = { ...load, metadata: { name: 'load' } };
  const ours = { ...load, metadata: { ...load.metadata, namespace: 'lineage' } };
  const dataset = { ...load, kind: 'Resource' };
  for (const entity of [unclaimed, ours, dataset]) {
    expect(await processed(processor, entity)).toEqual({ keys: [], relations: [] });
  }
});

it('has a pipeline processed again by the key it emits, once for each change of its edges', async () => {
  const processor = new ClaimedRelations();
  const { keys } = await processed(processor, load);
  expect(keys).toHaveLength(1);
  expect(processor.replace([edges])).toEqual(keys);
  expect(processor.replace([edges])).toEqual([]);
  expect(processor.replace([{ ...edges, inputs: [] }])).toEqual(keys);
  expect(processor.replace([])).toEqual(keys);
  expect((await processed(processor, load)).relations).toEqual([]);
});

it('keeps the relations over a restart, until the registry has answered', async () => {
  const cache = memoryCache();
  const before = new ClaimedRelations();
  before.replace([edges]);
  await processed(before, load, cache);
  const restarted = new ClaimedRelations();
  expect((await processed(restarted, load, cache)).relations).toEqual(RELATIONS);
  expect(restarted.replace([edges])).toHaveLength(1);
});

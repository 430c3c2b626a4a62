import { mockServices } from '@backstage/backend-test-utils';
import { entityEnvelopeSchemaValidator } from '@backstage/catalog-model';
import { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import { ClaimedRelations } from './ClaimedRelations';
import { LineageEntityProvider } from './LineageEntityProvider';
import { ClaimedJob, PromotedEntity, toEntity } from './toEntity';

const job = (more: Partial<PromotedEntity> = {}): PromotedEntity => ({
  kind: 'job',
  entityRef: 'component:lineage/load-2ljly37pcr',
  namespace: 'payments-prod',
  name: 'load',
  title: 'load',
  description: null,
  owner: 'group:default/payments-platform',
  stale: false,
  processingType: 'BATCH',
  sourceUrl: null,
  inputs: ['resource:lineage/in-aaaaaaaaaa'],
  outputs: ['resource:default/final-index'],
  fields: [],
  pii: false,
  ...more,
});

it('emits what changed, once, and without a location key', async () => {
  const mutations: EntityProviderMutation[] = [];
  let items = [job()];
  let claimed: ClaimedJob[] = [];
  const provider = new LineageEntityProvider({
    listPromoted: async () => ({ items, notPromoted: 0, claimed }),
    claimed: new ClaimedRelations(),
    logger: mockServices.logger.mock(),
  });
  const refreshed: string[][] = [];
  await provider.connect({
    applyMutation: async one => void mutations.push(one),
    refresh: async ({ keys }) => void refreshed.push(keys),
  });
  await provider.refresh();
  await provider.refresh();
  items = [job({ stale: true })];
  await provider.refresh();
  items = [];
  claimed = [{ entityRef: 'component:default/load', inputs: [], outputs: ['resource:default/final-index'] }];
  await provider.refresh();
  await provider.refresh();
  expect(mutations).toMatchObject([
    { type: 'full', entities: [{ entity: { kind: 'Component' } }] },
    { type: 'delta', added: [{ entity: { metadata: { labels: { 'payrec.io/stale': 'true' } } } }], removed: [] },
    { type: 'delta', added: [], removed: [{ entity: { metadata: { name: 'load-2ljly37pcr' } } }] },
  ]);
  expect(refreshed).toEqual([['payrec-lineage:component:default/load']]);
  expect(JSON.stringify(mutations)).not.toContain('locationKey');
});

it('states both sides of a job', () => {
  const entity = toEntity(job());
  expect(() => entityEnvelopeSchemaValidator()(entity)).not.toThrow();
  expect(entity.spec).toMatchObject({
    dependsOn: ['resource:lineage/in-aaaaaaaaaa'],
    dependencyOf: ['resource:default/final-index'],
  });
});

it('marks personal data on a dataset and its columns', () => {
  const fields = [
    { name: 'pan', type: 'varchar', pii: true },
    { name: 'amount', type: null, pii: false },
  ];
  const entity = toEntity(job({ kind: 'dataset', entityRef: 'resource:lineage/x-aaaaaaaaaa', fields, pii: true }));
  expect(entity).toMatchObject({
    kind: 'Resource',
    metadata: { tags: ['lineage', 'pii'] },
    spec: { type: 'dataset', schema: [{ name: 'pan', type: 'varchar', pii: true }, { name: 'amount' }] },
  });
});
